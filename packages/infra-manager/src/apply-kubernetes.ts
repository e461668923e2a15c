import { type Change, type Collection, createGraph, type Source } from "@sluice/collections";
import type { FleetState, Infra, Problem } from "@sluice/ir";
import { of, Subject, Subscription } from "rxjs";
import { asObject } from "./desired/json.ts";
import { fleetLabels } from "./desired/kubernetes/names.ts";
import type { KubeKind } from "./desired/kubernetes/object.ts";
import type { KubernetesPlace } from "./desired/kubernetes/place.ts";
import { pinnedVersion } from "./envoy/pins.ts";
import type { InfraEvent } from "./events.ts";
import { ClusterView, type SeenKind, type ViewChange } from "./kubernetes/cluster-view.ts";
import { FleetKeeper, type KeeperWorld } from "./kubernetes/fleet-keeper.ts";
import { type Followed, follow, type Question } from "./kubernetes/follow.ts";
import { fleetKinds, observedKinds, pathOf } from "./kubernetes/kinds.ts";
import type { InfraLeadership, KubernetesOptions } from "./kubernetes/options.ts";
import { isOrphan } from "./kubernetes/owner.ts";
import { createTurns } from "./kubernetes/turns.ts";
import type { ManagedInfra } from "./managed-infra.ts";

/** Keeps one Deployment or DaemonSet and what belongs to it per Infra, as the Infra says, until closed. */
export function manageKubernetesInfra(infra: Collection<Infra>, options: KubernetesOptions): ManagedInfra {
  const graph = options.graph ?? createGraph();
  const keeper = new ClusterKeeper(infra, options, graph.source<FleetState>("infra/fleet-states"));
  return { events$: keeper.events, states: keeper.states, close: () => keeper.close() };
}

/** How many fleets are written at once. */
const atOnce = 8;
const always: InfraLeadership = { leading: true, holds: () => true };

class ClusterKeeper {
  readonly events: Subject<InfraEvent> = new Subject();
  readonly states: Source<FleetState>;
  readonly #infra: Collection<Infra>;
  readonly #options: KubernetesOptions;
  readonly #subscriptions = new Subscription();
  readonly #keepers = new Map<string, FleetKeeper>();
  readonly #lost = new Map<SeenKind, Problem>();
  readonly #view: ClusterView;
  readonly #world: KeeperWorld;
  #leadership: InfraLeadership | undefined;
  #places: readonly string[] = [];
  /** What was told last, so that it is told once. */
  readonly #told = new Map<string, string>();
  #authority: string | undefined;
  #swept = false;
  #closed = false;
  #followsNodes = false;

  constructor(infra: Collection<Infra>, options: KubernetesOptions, states: Source<FleetState>) {
    this.#infra = infra;
    this.#options = options;
    this.states = states;
    this.#view = new ClusterView((change) => this.#changed(change));
    this.#world = this.#makeWorld();
    // Not before the caller can have subscribed to the events.
    queueMicrotask(() => this.#open());
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#subscriptions.unsubscribe();
    await Promise.all([...this.#keepers.values()].map((keeper) => keeper.close()));
    this.events.complete();
  }

  #open(): void {
    if (this.#closed) return;
    const { leadership$ = of(always), gatewayNamespaceMode, controllerNamespace } = this.#options;
    this.#places = gatewayNamespaceMode === true ? (this.#options.namespaces ?? [""]) : [controllerNamespace];
    const labelSelector = Object.entries(fleetLabels)
      .map(([label, value]) => `${label}=${value}`)
      .join(",");
    for (const [kind, place] of [...Object.entries(fleetKinds), ["Pod", observedKinds.Pod] as const])
      for (const namespace of this.#places) {
        const path = pathOf(place, namespace === "" ? undefined : namespace);
        this.#follow(kind as SeenKind, { path, labelSelector }, namespace);
      }
    if (gatewayNamespaceMode === true)
      this.#follow("Secret", {
        path: pathOf(observedKinds.Secret, controllerNamespace),
        fieldSelector: "metadata.name=envoy",
      });
    this.#subscriptions.add(this.#infra.changes$.subscribe((changes) => this.#apply(changes)));
    this.#subscriptions.add(
      leadership$.subscribe((leadership) => {
        const began = leadership.leading && this.#leadership?.leading !== true;
        this.#leadership = leadership;
        if (!began) return;
        this.#swept = false;
        this.#lookAtAll();
      }),
    );
  }

  #makeWorld(): KeeperWorld {
    return {
      api: this.#options.api,
      view: this.#view,
      place: () => this.#place(),
      leads: () => this.#leads(),
      mayWrite: () => this.#mayWrite(),
      obstacle: () => this.#obstacle(),
      unknown: (kind) => (this.#isKnown(kind) ? undefined : (this.#lost.get(kind) ?? "pending")),
      emit: (event) => this.events.next(event),
      publish: (state) => {
        if (!this.#closed && this.#infra.get(state.key) !== undefined) this.states.set(state);
      },
      inTurn: createTurns(atOnce),
      rests: (keeper) => {
        if (keeper.isOver && this.#keepers.get(keeper.key) === keeper) this.#keepers.delete(keeper.key);
      },
    };
  }

  #place(): KubernetesPlace {
    const { controllerNamespace, dnsDomain = "cluster.local", xds, images, ...options } = this.#options;
    return {
      controllerNamespace,
      dnsDomain,
      gatewayNamespaceMode: options.gatewayNamespaceMode ?? false,
      topologyInjector: options.topologyInjector ?? true,
      // The last dot spares Envoy's resolver the search list.
      xds: { address: `envoy-gateway.${controllerNamespace}.svc.${dnsDomain}.`, port: 18000, ...xds },
      images: {
        envoy: `docker.io/envoyproxy/envoy:distroless-v${pinnedVersion}`,
        shutdownManager: "docker.io/sluice/sluice:latest",
        ...images,
      },
      ...(this.#authority !== undefined && { authority: this.#authority }),
    };
  }

  #leads(): boolean {
    return !this.#closed && this.#infra.synced && this.#leadership?.leading === true;
  }

  #mayWrite(): boolean {
    return this.#leads() && this.#leadership?.holds() === true;
  }

  #obstacle(): Problem | undefined {
    const { gatewayNamespaceMode, controllerNamespace } = this.#options;
    if (gatewayNamespaceMode !== true || this.#authority !== undefined) return undefined;
    return (
      this.#lost.get("Secret") ?? {
        kind: "infrastructure",
        message: `Secret ${controllerNamespace}/envoy, whose ca.crt proxies trust, is not there yet.`,
        remedy: "Run sluice certgen.",
      }
    );
  }

  #isKnown(kind: KubeKind): boolean {
    return this.#view.placesOf(kind) === this.#places.length;
  }

  #follow(kind: SeenKind, question: Question, namespace = ""): void {
    const followed$ = follow(this.#options.api, question);
    this.#subscriptions.add(followed$.subscribe((followed) => this.#learn(kind, followed, namespace)));
  }

  #learn(kind: SeenKind, followed: Followed, namespace: string): void {
    if (followed.kind === "lost") {
      this.#lose(kind, followed);
      return;
    }
    this.#told.delete("");
    this.#told.delete(kind);
    const wasLost = this.#lost.delete(kind);
    const places = this.#view.placesOf(kind);
    this.#view.apply(kind, followed, namespace);
    if (kind === "Secret") this.#takeAuthority();
    if (kind === "Service") this.#followNodes();
    if (wasLost || places !== this.#view.placesOf(kind)) this.#lookAtAll();
  }

  /** What was learned before still holds. */
  #lose(kind: SeenKind, { message, status }: Extract<Followed, { kind: "lost" }>): void {
    const { plural } = { ...fleetKinds, ...observedKinds }[kind];
    const silent = status === undefined;
    const problem: Problem = {
      kind: "infrastructure",
      message: silent ? `The API server does not answer: ${message}` : `${plural} cannot be followed: ${message}`,
      ...(status === 403 && { remedy: `Let the control plane's ServiceAccount list and watch ${plural}.` }),
    };
    this.#lost.set(kind, problem);
    const about = silent ? "" : kind;
    if (this.#told.get(about) !== undefined) return;
    this.#told.set(about, problem.message);
    this.events.next({ kind: "problem", problem });
    this.#lookAtAll();
  }

  /** Nodes matter only to Services that every node serves. */
  #followNodes(): void {
    if (this.#followsNodes || !this.#view.list("Service").some(({ spec }) => spec?.type === "NodePort")) return;
    this.#followsNodes = true;
    this.#follow("Node", { path: pathOf(observedKinds.Node) });
  }

  #takeAuthority(): void {
    const secret = this.#view.get("Secret", this.#options.controllerNamespace, "envoy");
    const encoded = asObject(secret?.data as never)["ca.crt"];
    const authority = typeof encoded === "string" ? Buffer.from(encoded, "base64").toString() : undefined;
    // A Secret that is being made anew is no reason to trust nobody.
    if (authority === undefined || authority === this.#authority) return;
    this.#authority = authority;
    this.#lookAtAll();
  }

  #apply(changes: readonly Change<Infra>[]): void {
    for (const change of changes) {
      if (change.kind === "set") this.#keeperOf(change.value.key).want(change.value);
      else {
        this.states.delete(change.key);
        this.#keeperOf(change.key).want(undefined);
      }
    }
    this.states.markSynced();
    void this.#sweep();
  }

  #keeperOf(key: string): FleetKeeper {
    const keeper = this.#keepers.get(key) ?? new FleetKeeper(this.#world, key);
    this.#keepers.set(key, keeper);
    return keeper;
  }

  #changed({ kind, fleet, gone }: ViewChange): void {
    if (kind === "Node") this.#nodesChanged();
    const keeper = fleet === undefined ? undefined : this.#keepers.get(fleet);
    if (gone && kind !== "Pod") keeper?.doubtOwner();
    keeper?.look();
  }

  #nodesChanged(): void {
    for (const keeper of this.#keepers.values()) keeper.look();
  }

  #lookAtAll(): void {
    if (this.#closed) return;
    for (const keeper of this.#keepers.values()) keeper.look();
    void this.#sweep();
  }

  /** Once per term: what is left of fleets that ended while nobody was there to see it. */
  async #sweep(): Promise<void> {
    if (this.#swept || !this.#leads()) return;
    const kinds = Object.keys(fleetKinds) as readonly KubeKind[];
    if (!kinds.every((kind) => this.#isKnown(kind) || this.#lost.has(kind))) return;
    this.#swept = true;
    const { api, controllerName } = this.#options;
    for (const fleet of this.#view.fleets()) {
      if (this.#infra.get(fleet) !== undefined || this.#keepers.has(fleet)) continue;
      const orphaned = await isOrphan(api, this.#view.ofFleet(fleet), controllerName).catch(() => {
        this.#swept = false;
        return false;
      });
      if (orphaned && this.#infra.get(fleet) === undefined) this.#keeperOf(fleet).want(undefined);
    }
  }
}
