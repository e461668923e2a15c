import { createGraph, type Source } from "@sluice/collections";
import type { FleetState, Infra } from "@sluice/ir";
import { openCluster } from "@sluice/provider-k8s";
import { type Manifest, startCluster, type TestCluster } from "@sluice/testkit/kube";
import { BehaviorSubject } from "rxjs";
import { afterAll, afterEach, beforeAll } from "vitest";
import {
  type InfraEvent,
  type InfraLeadership,
  type KubernetesOptions,
  type ManagedInfra,
  manageKubernetesInfra,
} from "../../src/index.ts";

export const controllerName = "gateway.envoyproxy.io/gatewayclass-controller";
export const controllerNamespace = "envoy-gateway-system";

/** Two namespaces, and two GatewayClasses, one of them ours. */
export const classesAndNamespaces: readonly Manifest[] = [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: controllerNamespace } },
  { apiVersion: "v1", kind: "Namespace", metadata: { name: "apps" } },
  gatewayClass("eg", controllerName),
  gatewayClass("other", "example.com/other"),
];

/** A cluster that has them. */
export async function startBed(): Promise<TestCluster> {
  const cluster = await startCluster({ gatewayApi: "standard" });
  await cluster.api.apply(classesAndNamespaces);
  return cluster;
}

function gatewayClass(name: string, controller: string): Manifest {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "GatewayClass",
    metadata: { name },
    spec: { controllerName: controller },
  };
}

/** The Infra of a Gateway `apps/web`, as the translator makes it. */
export function infraOf(change: Partial<Infra> = {}, name = "web"): Infra {
  return {
    key: `apps/${name}`,
    name: `apps/${name}`,
    namespace: controllerNamespace,
    labels: {
      "gateway.envoyproxy.io/owning-gateway-namespace": "apps",
      "gateway.envoyproxy.io/owning-gateway-name": name,
    },
    annotations: {},
    owner: { group: "gateway.networking.k8s.io", kind: "GatewayClass", namespace: "", name: "eg" },
    listeners: [
      {
        name: "http",
        address: undefined,
        ports: [{ name: "http-80", protocol: "HTTP", servicePort: 80, containerPort: 10080 }],
      },
    ],
    addresses: [],
    config: undefined,
    ...change,
  };
}

/** An EnvoyProxy with these options for clusters. */
export function withProvider(kubernetes: Record<string, unknown>, more: Record<string, unknown> = {}): Partial<Infra> {
  return { config: { provider: { type: "Kubernetes", kubernetes }, ...more } };
}

/** One Sluice's part that keeps fleets. */
export interface Running {
  readonly infra: Source<Infra>;
  readonly managed: ManagedInfra;
  readonly events: InfraEvent[];
  lead(leading: boolean): void;
  /** Its lease is not certain for a while, though it still leads. */
  hold(holds: boolean): void;
  state(key?: string): FleetState | undefined;
  close(): Promise<void>;
}

export interface RunOptions extends Partial<Omit<KubernetesOptions, "api" | "leadership$">> {
  /** Not the administrator, but this kubeconfig. */
  readonly kubeconfig?: string;
  readonly leading?: boolean;
}

export async function run(cluster: TestCluster, options: RunOptions = {}): Promise<Running> {
  const { kubeconfig = cluster.kubeconfig, leading = true, ...more } = options;
  const api = await openCluster({ kubeconfig });
  const graph = createGraph();
  const infra = graph.source<Infra>("infra");
  let now = leading;
  const leadershipOf = (value: boolean): InfraLeadership => ({ leading: value, holds: () => now && value });
  const leadership$ = new BehaviorSubject(leadershipOf(leading));
  const managed = manageKubernetesInfra(infra, {
    graph,
    api,
    controllerName,
    controllerNamespace,
    leadership$,
    ...more,
  });
  const events: InfraEvent[] = [];
  managed.events$.subscribe((event) => events.push(event));
  return {
    infra,
    managed,
    events,
    lead(value) {
      now = value;
      leadership$.next(leadershipOf(value));
    },
    hold(value) {
      now = value;
    },
    state: (key = "apps/web") => managed.states.get(key),
    async close() {
      await managed.close();
      await api.close();
    },
  };
}

/** A cluster for the tests of one `describe`, and what they start in it. */
export interface Bed {
  readonly cluster: TestCluster;
  /** Closed after the test, at the latest. */
  start(options?: RunOptions): Promise<Running>;
  /** Closes what was started so far. */
  closeAll(): Promise<void>;
}

/** Starts a cluster before the tests of a `describe`; after each of them closes what it started, and then cleans up. */
export function useBed(cleanUp: () => Promise<void> = async () => {}): Bed {
  let cluster: TestCluster | undefined;
  const running: Running[] = [];
  const closeAll = async (): Promise<void> => {
    for (const one of running.splice(0)) await one.close();
  };
  beforeAll(async () => {
    cluster = await startBed();
  }, 120_000);
  afterEach(async () => {
    await closeAll();
    await cleanUp();
  });
  afterAll(() => cluster?.stop());
  const started = (): TestCluster => {
    if (cluster === undefined) throw new Error("bug: no test runs yet");
    return cluster;
  };
  return {
    get cluster() {
      return started();
    },
    async start(options = {}) {
      const one = await run(started(), options);
      running.push(one);
      return one;
    },
    closeAll,
  };
}

/** Waits for a condition; what the last look found is in the error. */
export async function until<T>(
  look: () => T | Promise<T>,
  isIt: (found: T) => boolean,
  timeoutMs = 30_000,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (isIt(found)) return found;
    if (performance.now() > end) throw new Error(`never came true; last: ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
