import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Collection, Graph } from "@sluice/collections";
import { keepGatewayServices, manageKubernetesInfra } from "@sluice/infra-manager";
import type { Infra } from "@sluice/ir";
import type { KubernetesCluster, Leadership } from "@sluice/provider-k8s";
import type { JsonObject } from "@sluice/resources";
import { serveXds, serviceAccountTokens, type TokenReview, type TokenReviewStatus } from "@sluice/xds-server";
import type { Observable } from "rxjs";
import type { Edge } from "../compose.ts";
import type { Config } from "../config/config.ts";
import type { KubernetesFleets } from "../config/kubernetes-config.ts";
import { deriveGatewayServices } from "../gateway-services.ts";
import { everywhere } from "../listen.ts";
import type { Log } from "../log.ts";
import { fleetOfAccount } from "./fleet-of-account.ts";
import { type KeptCertificates, keepCertificates } from "./kept-certificates.ts";
import { keepTopologyWebhook } from "./topology-webhook.ts";

/** What proxies in pods are kept with. */
export interface PodsParts {
  readonly config: Config;
  readonly fleets: KubernetesFleets;
  readonly cluster: KubernetesCluster;
  readonly graph: Graph;
  readonly log: Log;
  readonly leadership$: Observable<Leadership> | undefined;
}

/** The edge towards proxies that are pods. */
export interface Pods {
  readonly edge: Pick<Edge, "serveXds" | "manageInfra" | "nameGateways">;
  close(): Promise<void>;
}

/** Proxies of another control plane are replaced when this one takes over; until then, and not for long, they go on as they are. */
const strangerMs = 30_000;

/** xDS with the certificates of the cluster's Secrets, and proxies that are pods. */
export async function openPods({ config, fleets, cluster, graph, log, leadership$ }: PodsParts): Promise<Pods> {
  const { controllerNamespace: namespace, dnsDomain } = config;
  const webhook = fleets.topologyInjector ? keepTopologyWebhook(cluster, namespace, log) : undefined;
  const onIdentity: Parameters<typeof keepCertificates>[0]["onIdentity"] = (identity) => webhook?.use(identity);
  const kept =
    config.certificates === undefined
      ? await keepCertificates({ cluster, namespace, dnsDomain, log, onIdentity })
      : givenCertificates(config.certificates);
  const tls = { cert: join(kept.folder, "tls.crt"), key: join(kept.folder, "tls.key") };
  const audience = `envoy-gateway.${namespace}.svc.${dnsDomain}`;
  let fleetsHere: Collection<Infra> | undefined;
  const authenticate = serviceAccountTokens({
    audience,
    review: (review) => reviewToken(cluster, review),
    fleetOf: (account) => fleetOfAccount(account, fleetsHere?.list() ?? []),
  });
  const edge: Pods["edge"] = {
    serveXds: (resources) =>
      serveXds({
        resources,
        graph,
        limits: { strangerMs },
        address: config.xdsAddress ?? `${bracketed(everywhere())}:18000`,
        ...(fleets.inGatewayNamespace ? { tls, authenticate } : { tls: { ...tls, ca: join(kept.folder, "ca.crt") } }),
      }),
    manageInfra(infra) {
      fleetsHere = infra;
      return manageKubernetesInfra(infra, {
        api: cluster,
        controllerName: config.controllerName,
        controllerNamespace: namespace,
        dnsDomain,
        graph,
        gatewayNamespaceMode: fleets.inGatewayNamespace,
        topologyInjector: fleets.topologyInjector,
        ...(fleets.shutdownManagerImage === undefined
          ? {}
          : { images: { shutdownManager: fleets.shutdownManagerImage } }),
        ...(leadership$ && { leadership$ }),
      });
    },
  };
  if (!fleets.inGatewayNamespace)
    edge.nameGateways = (sources, of) =>
      keepGatewayServices(deriveGatewayServices(sources, of, dnsDomain), {
        api: cluster,
        ...(leadership$ && { leadership$ }),
      });
  return {
    edge,
    async close() {
      kept.close();
      await webhook?.close();
    },
  };
}

function givenCertificates(folder: string): KeptCertificates {
  if (!existsSync(join(folder, "tls.crt")))
    throw new Error(`${folder} holds no certificates (tls.crt, tls.key, ca.crt)`);
  return { folder, close: () => {} };
}

/** Has the API server look at a token. */
async function reviewToken(cluster: KubernetesCluster, review: TokenReview): Promise<TokenReviewStatus | undefined> {
  const path = "/apis/authentication.k8s.io/v1/tokenreviews";
  const { status, body } = await cluster.request({ method: "POST", path, body: review as unknown as JsonObject });
  if (status >= 300) throw new Error(`the API server reviews no tokens: ${status} ${String(body.message ?? "")}`);
  return body.status as TokenReviewStatus | undefined;
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
