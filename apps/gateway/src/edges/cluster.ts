import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Graph } from "@sluice/collections";
import {
  guardClasses,
  type KubernetesCluster,
  kubernetesProvider,
  type Leadership,
  lead,
  openCluster as openApi,
  seenStatuses,
  type WatchScope as Watched,
  writeStatuses,
} from "@sluice/provider-k8s";
import { type KindName, kindNames, type ResourceId } from "@sluice/resources";
import { type Observable, Subscription, shareReplay } from "rxjs";
import type { Edge } from "../compose.ts";
import type { Config } from "../config/config.ts";
import type { LeaderElection, WatchScope } from "../config/kubernetes-config.ts";
import { narrateLeadership } from "../narrate/leadership.ts";
import type { EdgeTools, OpenedEdge } from "./opened-edge.ts";
import { openPods, type Pods } from "./pods.ts";

/** Envoy Gateway's name for the lease, so that only one of both acts while one replaces the other. */
const leaseName = "5b9825d2.gateway.envoyproxy.io";

/** Secrets that the control plane made for itself and its proxies. */
const ownSecrets = ["envoy", "envoy-oidc-hmac"];

/** Objects of a cluster, statuses back to it, and proxies in it. Every replica serves; the one that leads writes. */
export async function openCluster(
  config: Config,
  graph: Graph,
  { log, onLeading, proxies: runOn }: EdgeTools,
): Promise<OpenedEdge> {
  const { kubernetes, controllerNamespace } = config;
  if (!kubernetes) throw new Error("bug: a cluster without its configuration");
  const { client, leaderElection, fleets } = kubernetes;
  const name = process.env.POD_NAME || hostname();
  const cluster = await openApi({
    // An audit log can tell replicas apart.
    userAgent: `sluice/${name}`,
    ...(client && { writes: { perSecond: client.qps, burst: client.burst } }),
  });
  const subscriptions = new Subscription();
  let pods: Pods | undefined;
  const close = async (): Promise<void> => {
    subscriptions.unsubscribe();
    await pods?.close();
    await cluster.close();
  };
  try {
    const leadership$ =
      leaderElection && elect(cluster, { name, namespace: controllerNamespace, times: leaderElection });
    if (fleets) pods = await openPods({ config, fleets, cluster, graph, log, leadership$ });
    const proxies =
      pods?.edge ?? (await (await import("./host.ts")).openHost(config, graph, { log, subscriptions, proxies: runOn }));
    if (leadership$) {
      subscriptions.add(leadership$.subscribe(narrateLeadership(log)));
      subscriptions.add(leadership$.subscribe(({ leading }) => onLeading(leading)));
    } else onLeading(true);
    const seen = seenStatuses();
    const edge: Edge = {
      provider: kubernetesProvider({
        cluster,
        watch: watched(kubernetes.watch),
        controllerNamespace,
        kinds: kindsOf(config),
        needed: ownSecrets.map((name): ResourceId => ({ kind: "Secret", namespace: controllerNamespace, name })),
        seen,
      }),
      writeStatuses: (statuses) =>
        writeStatuses(statuses, {
          cluster,
          controllerName: config.controllerName,
          seen,
          ...(leadership$ && { leadership$ }),
        }),
      guard: ({ GatewayClass: classes, Gateway: gateways }) =>
        guardClasses(
          { classes, gateways },
          { cluster, controllerName: config.controllerName, ...(leadership$ && { leadership$ }) },
        ),
      ...proxies,
    };
    return { edge, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Candidate {
  readonly name: string;
  readonly namespace: string;
  readonly times: LeaderElection;
}

function elect(cluster: KubernetesCluster, { name, namespace, times }: Candidate): Observable<Leadership> {
  const identity = `${name}_${randomUUID()}`;
  // All parts see the same leadership; when the last one is gone the lease is given back.
  return lead({ cluster, name: leaseName, namespace, identity, ...times }).pipe(
    shareReplay({ bufferSize: 1, refCount: true }),
  );
}

function watched(watch: WatchScope): Watched {
  switch (watch.kind) {
    case "all":
      return {};
    case "namespaces":
      return { namespaces: watch.namespaces };
    case "selector":
      return { namespaceSelector: watch.selector };
  }
}

/** Kinds that an administrator has to switch on are not even read without it. */
function kindsOf({ extensionApis }: Config): readonly KindName[] {
  const off = new Set<KindName>();
  if (!extensionApis.backend) off.add("Backend");
  if (!extensionApis.envoyPatchPolicy) off.add("EnvoyPatchPolicy");
  return kindNames.filter((kind) => !off.has(kind));
}
