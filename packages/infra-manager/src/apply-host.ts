import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Change, type Collection, createGraph, type Graph, type Source } from "@sluice/collections";
import type { FleetState, Infra, Outcome } from "@sluice/ir";
import { Subject, Subscription } from "rxjs";
import type { Certificates } from "./certificates/ensure.ts";
import { watchCertificates } from "./certificates/watch.ts";
import type { BootstrapPlace } from "./desired/bootstrap.ts";
import { toDesiredProxy } from "./desired/desired-proxy.ts";
import { type EnvoyBinary, findEnvoy } from "./envoy/find.ts";
import type { InfraEvent } from "./events.ts";
import { localAddresses } from "./host/addresses.ts";
import type { HostDirectories } from "./host/directories.ts";
import type { FleetWorld } from "./host/fleet-world.ts";
import { HostFleet } from "./host/host-fleet.ts";
import { endLeftovers, RuntimeDirectory } from "./host/runtime-directory.ts";
import type { ManagedInfra } from "./managed-infra.ts";

/** How proxies run on this machine. */
export interface HostOptions {
  /** The control plane's delta ADS server, with mutual TLS by the certificates of `directories.config`. */
  readonly xds: { readonly address: string; readonly port: number };
  readonly directories: HostDirectories;
  readonly envoy?: {
    /** A binary to use whatever else there is. */
    readonly path?: string;
    /** Used by fleets whose EnvoyProxy asks for no version. */
    readonly version?: string;
    /** False: nothing is downloaded. */
    readonly download?: boolean;
  };
  /** Port of Envoy's admin interface on loopback; the system chooses unless given. Only useful with one fleet. */
  readonly adminPort?: number;
  /** How long clients may finish when Sluice ends, unless their EnvoyProxy says otherwise; 10 s. */
  readonly drain?: { readonly timeoutMs: number };
  /** `output`: whether lines on Envoy's standard output (access logs) become events; they do unless switched off. */
  readonly logs?: { readonly output?: boolean };
  readonly locality?: NonNullable<BootstrapPlace["locality"]>;
  /** Proxies that another host of this process has handed over: they run on, as far as they are still wanted. */
  readonly takesOver?: HostProxies;
  /** The graph that `states` belongs to, so that derivations can read it; one of its own unless given. */
  readonly graph?: Graph;
}

/** Keeps one Envoy process per Infra, as the Infra says, until closed. */
export function manageHostInfra(infra: Collection<Infra>, options: HostOptions): HostInfra {
  const graph = options.graph ?? createGraph();
  const host = new Host(infra, options, graph.source<FleetState>("infra/fleet-states"));
  return {
    events$: host.events,
    states: host.states,
    close: (how = "drain") => host.close(how),
    handOver: () => host.handOver(),
  };
}

/** The fleets of this machine. */
export interface HostInfra extends ManagedInfra {
  /** Stops instead of `close`, but lets the proxies run on for another host of this process, which gets them in its options. */
  handOver(): Promise<HostProxies>;
}

/** Running proxies between two hosts. */
export interface HostProxies {
  readonly runtime: RuntimeDirectory | undefined;
  readonly fleets: Map<string, HostFleet>;
  readonly ending: Map<string, EndingFleet>;
}

/** A fleet that drains; one that comes back waits for its predecessor. */
interface EndingFleet {
  readonly fleet: HostFleet;
  readonly done: Promise<void>;
}

const retryMs = 5_000;

class Host {
  readonly events: Subject<InfraEvent> = new Subject();
  readonly states: Source<FleetState>;
  readonly #infra: Collection<Infra>;
  readonly #options: HostOptions;
  readonly #subscriptions = new Subscription();
  readonly #closing = new AbortController();
  readonly #binaries = new Map<string, Promise<Outcome<EnvoyBinary>>>();
  readonly #fleets: Map<string, HostFleet>;
  readonly #ending: Map<string, EndingFleet>;
  readonly #opened: Promise<void>;
  #runtime: RuntimeDirectory | undefined;
  #ready: { readonly world: FleetWorld; readonly place: BootstrapPlace } | undefined;

  constructor(infra: Collection<Infra>, options: HostOptions, states: Source<FleetState>) {
    this.#infra = infra;
    this.#options = options;
    this.states = states;
    this.#fleets = options.takesOver?.fleets ?? new Map();
    this.#ending = options.takesOver?.ending ?? new Map();
    this.#runtime = options.takesOver?.runtime;
    // Not before the caller can have subscribed to the events.
    this.#opened = Promise.resolve().then(() => this.#open());
  }

  async close(how: "drain" | "now"): Promise<void> {
    this.#closing.abort();
    this.#subscriptions.unsubscribe();
    await this.#opened;
    const draining = [...this.#ending.values()].map(({ fleet }) => fleet);
    await Promise.all([...this.#fleets.values(), ...draining].map((fleet) => fleet.end(how)));
    await this.#runtime?.remove();
    this.events.complete();
  }

  async handOver(): Promise<HostProxies> {
    this.#closing.abort();
    this.#subscriptions.unsubscribe();
    await this.#opened;
    this.events.complete();
    return { runtime: this.#runtime, fleets: this.#fleets, ending: this.#ending };
  }

  /** Everything that must be there before the first process: tried until it works. */
  async #open(): Promise<void> {
    this.#subscriptions.add(this.#infra.changes$.subscribe((changes) => this.#apply(changes)));
    const { runtime } = this.#options.directories;
    let said = "";
    while (!this.#closing.signal.aborted) {
      try {
        this.#runtime ??= await RuntimeDirectory.open(runtime);
        for (const pid of await endLeftovers(runtime)) this.events.next({ kind: "leftover", pid });
        const certificates = await this.#certificates();
        if (this.#closing.signal.aborted) return;
        const world = this.#world(this.#runtime);
        this.#ready = { world, place: this.#place(certificates) };
        for (const fleet of this.#fleets.values()) fleet.move(world);
        for (const [key, { fleet, done }] of this.#ending) {
          fleet.move(world);
          void done.then(() => this.#comeBack(key));
        }
        for (const value of this.#infra.synced ? this.#infra.list() : []) this.#set(value);
        this.#settle();
        return;
      } catch (error) {
        const message = `proxies cannot run on this machine: ${(error as Error).message}`;
        if (message !== said) this.events.next({ kind: "problem", problem: { kind: "infrastructure", message } });
        said = message;
        this.#settle();
        await wait(retryMs, undefined, { signal: this.#closing.signal }).catch(() => {});
      }
    }
  }

  async #certificates(): Promise<Certificates> {
    const { address } = this.#options.xds;
    const watched = watchCertificates(join(this.#options.directories.config, "certs"), { names: [address] });
    return await new Promise((resolve, reject) => {
      this.#subscriptions.add(
        watched.subscribe({
          next: (certificates) => {
            resolve(certificates);
            const { renewed } = certificates;
            if (renewed.length > 0) this.events.next({ kind: "certificates", renewed });
          },
          error: reject,
        }),
      );
    });
  }

  #place({ files }: Certificates): BootstrapPlace {
    const { xds, adminPort = 0, locality } = this.#options;
    const sds = { certificateFile: files.envoy.sdsCertificate, trustedCaFile: files.envoy.sdsTrustedCa };
    return { xds, sds, adminPort, ...(locality !== undefined && { locality }) };
  }

  #world(runtime: RuntimeDirectory): FleetWorld {
    const { directories, drain, logs } = this.#options;
    return {
      runtime,
      stateDirectory: join(directories.state, "envoy"),
      findBinary: (version) => this.#binary(version ?? this.#options.envoy?.version),
      drainMs: drain?.timeoutMs ?? 10_000,
      forwardOutput: logs?.output ?? true,
      emit: (event) => this.events.next(event),
      publish: (state) => {
        if (this.#fleets.has(state.key)) this.states.set(state);
      },
      addresses: localAddresses,
    };
  }

  /** Found once per version; a failure is forgotten, so that the next attempt looks again. */
  async #binary(version: string | undefined): Promise<Outcome<EnvoyBinary>> {
    const { envoy, directories } = this.#options;
    const name = version ?? "";
    const known = this.#binaries.get(name);
    if (known !== undefined) return await known;
    const search = findEnvoy({
      path: envoy?.path,
      version,
      download: envoy?.download,
      cache: join(directories.data, "envoy"),
      onEvent: (event) => this.events.next({ kind: "search", event }),
      signal: this.#closing.signal,
    });
    this.#binaries.set(name, search);
    const found = await search;
    if (!found.ok) this.#binaries.delete(name);
    return found;
  }

  #apply(changes: readonly Change<Infra>[]): void {
    for (const change of changes) {
      switch (change.kind) {
        case "set":
          this.#set(change.value);
          break;
        case "delete":
          this.#delete(change.key);
          break;
      }
    }
    // Of proxies that run nobody shall hear that they do not, not even for a moment.
    if (this.#ready !== undefined || this.#fleets.size === 0) this.#settle();
  }

  #settle(): void {
    if (!this.#infra.synced) return;
    // Fleets that were taken over, and that nobody asks for any more.
    const unwanted = [...this.#fleets.keys()].filter((key) => this.#infra.get(key) === undefined);
    if (this.#ready !== undefined) for (const key of unwanted) this.#delete(key);
    this.states.markSynced();
  }

  #set(infra: Infra): void {
    const { key } = infra;
    let fleet = this.#fleets.get(key);
    if (fleet === undefined) {
      const started = this.#ready !== undefined && !this.#ending.has(key);
      // Without a listener nothing needs to run; but what runs need not end for an edit half done.
      const idle = infra.listeners.length === 0;
      const message = idle ? "no listener is valid" : "Envoy starts";
      this.states.set({ key, ready: false, addresses: [], message, running: 0, wanted: 1 });
      if (!started || idle) return;
    }
    if (this.#ready === undefined) return;
    const { world, place } = this.#ready;
    fleet ??= new HostFleet(world, key);
    this.#fleets.set(key, fleet);
    const proxy = toDesiredProxy(infra, place);
    if (proxy.ok) fleet.want(proxy.value);
    else fleet.refuse(proxy.problem);
  }

  #delete(key: string): void {
    this.states.delete(key);
    const fleet = this.#fleets.get(key);
    if (fleet === undefined) return;
    this.#fleets.delete(key);
    const done = fleet.end("drain").then(() => {
      this.#ending.delete(key);
      this.#comeBack(key);
    });
    this.#ending.set(key, { fleet, done });
  }

  #comeBack(key: string): void {
    const again = this.#infra.get(key);
    if (again !== undefined && !this.#closing.signal.aborted) this.#set(again);
  }
}
