import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Graph } from "@sluice/collections";
import { manageKubernetesInfra } from "@sluice/infra-manager";
import {
  type KubernetesCluster,
  kubernetesProvider,
  type Leadership,
  lead,
  openCluster as openApi,
  seenStatuses,
  writeStatuses,
} from "@sluice/provider-k8s";
import { type JsonObject, type KindName, kindNames, type ResourceId } from "@sluice/resources";
import { serveXds, serviceAccountTokens, type TokenReview, type TokenReviewStatus } from "@sluice/xds-server";
import { type Observable, Subscription, shareReplay } from "rxjs";
import type { Edge } from "../compose.ts";
import type { Config } from "../config/config.ts";
import type { KubernetesConfig, LeaderElection, WatchScope } from "../config/kubernetes-config.ts";
import { everywhere } from "../listen.ts";
import { narrateLeadership } from "../narrate/leadership.ts";
import type { EdgeTools, OpenedEdge } from "./opened-edge.ts";

/** Envoy Gateway's name for the lease, so that only one of both acts while one replaces the other. */
const leaseName = "5b9825d2.gateway.envoyproxy.io";

/** Objects of a cluster, statuses back to it, and proxies in it. Every replica serves; the one that leads writes. */
export async function openCluster(config: Config, graph: Graph, { log, onLeading }: EdgeTools): Promise<OpenedEdge> {
  const { kubernetes, controllerNamespace } = config;
  if (!kubernetes) throw new Error("bug: a cluster without its configuration");
  const subscriptions = new Subscription();
  const { client, leaderElection } = kubernetes;
  const cluster = await openApi({ writes: { perSecond: client.qps, burst: client.burst } });
  const seen = seenStatuses();
  const leadership$ = leaderElection && elect(cluster, controllerNamespace, leaderElection);
  if (leadership$) subscriptions.add(leadership$.subscribe(narrateLeadership(log)));
  if (leadership$) subscriptions.add(leadership$.subscribe(({ leading }) => onLeading(leading)));
  else onLeading(true);

  const edge: Edge = {
    provider: kubernetesProvider({
      cluster,
      watch: scopeOf(kubernetes.watch, controllerNamespace),
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
    ...(kubernetes.fleets
      ? openPods({ config, kubernetes, cluster, graph, leadership$ })
      : await (await import("./host.ts")).openHost(config, graph, { log, subscriptions })),
  };
  return {
    edge,
    async close() {
      subscriptions.unsubscribe();
      await cluster.close();
    },
  };
}

interface PodsParts {
  readonly config: Config;
  readonly kubernetes: KubernetesConfig;
  readonly cluster: KubernetesCluster;
  readonly graph: Graph;
  readonly leadership$: Observable<Leadership> | undefined;
}

/** xDS with certificates of Secrets, and proxies that are pods. */
function openPods({
  config,
  kubernetes,
  cluster,
  graph,
  leadership$,
}: PodsParts): Pick<Edge, "serveXds" | "manageInfra"> {
  const { controllerNamespace, dnsDomain } = config;
  const { fleets } = kubernetes;
  const folder = config.certificates;
  if (!existsSync(join(folder, "tls.crt")))
    throw new Error(`${folder} holds no certificates (tls.crt, tls.key, ca.crt); "sluice certgen" makes them`);
  const audience = `envoy-gateway.${controllerNamespace}.svc.${dnsDomain}`;
  const tls = { cert: join(folder, "tls.crt"), key: join(folder, "tls.key") };
  return {
    serveXds: (resources) =>
      serveXds({
        resources,
        graph,
        address: config.xdsAddress ?? `${bracketed(everywhere())}:18000`,
        ...(fleets?.inGatewayNamespace
          ? { tls, authenticate: serviceAccountTokens({ audience, review: (review) => reviewToken(cluster, review) }) }
          : { tls: { ...tls, ca: join(folder, "ca.crt") } }),
      }),
    manageInfra: (infra) =>
      manageKubernetesInfra(infra, {
        api: cluster,
        controllerName: config.controllerName,
        controllerNamespace,
        dnsDomain,
        graph,
        gatewayNamespaceMode: fleets?.inGatewayNamespace ?? false,
        topologyInjector: fleets?.topologyInjector ?? true,
        ...(fleets?.shutdownManagerImage === undefined
          ? {}
          : { images: { shutdownManager: fleets.shutdownManagerImage } }),
        ...(leadership$ && { leadership$ }),
      }),
  };
}

/** Has the API server look at a token. */
async function reviewToken(cluster: KubernetesCluster, review: TokenReview): Promise<TokenReviewStatus | undefined> {
  const path = "/apis/authentication.k8s.io/v1/tokenreviews";
  const { status, body } = await cluster.request({ method: "POST", path, body: review as unknown as JsonObject });
  if (status >= 300) throw new Error(`the API server reviews no tokens: ${status} ${String(body.message ?? "")}`);
  return body.status as TokenReviewStatus | undefined;
}

/** Secrets that the control plane made for itself and its proxies. */
const ownSecrets = ["envoy", "envoy-oidc-hmac"];

function elect(cluster: KubernetesCluster, namespace: string, times: LeaderElection): Observable<Leadership> {
  const identity = `${process.env.POD_NAME || hostname()}_${randomUUID()}`;
  // All parts see the same leadership; when the last one is gone the lease is given back.
  return lead({ cluster, name: leaseName, namespace, identity, ...times }).pipe(
    shareReplay({ bufferSize: 1, refCount: true }),
  );
}

/** The control plane's own namespace always counts. */
function scopeOf(watch: WatchScope, own: string): { namespaces?: readonly string[]; namespaceSelector?: object } {
  switch (watch.kind) {
    case "all":
      return {};
    case "namespaces":
      return { namespaces: [...new Set([...watch.namespaces, own])].sort() };
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

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
