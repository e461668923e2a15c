//   Collection<Infra> ──> desired/ (pure) ──> plan (pure) ──> apply-host ──> one Envoy per fleet ──> Collection<FleetState>
//                         bootstrap, arguments                │                                └──> InfraEvent
//   certs/ (made at the first start, renewed) ──> SDS files ──┤
//   configured path, ENVOY_PATH, PATH, cache, download ───────┘
//
//   Listeners, routes and clusters reach Envoy by xDS; a process is replaced only for what a bootstrap holds.

export { type HostInfra, type HostOptions, type HostProxies, manageHostInfra } from "./apply-host.ts";
export { manageKubernetesInfra } from "./apply-kubernetes.ts";
export {
  type CertificateOptions,
  type Certificates,
  ensureCertificates,
} from "./certificates/ensure.ts";
export {
  ensureCertificateSecrets,
  type SecretCertificates,
  type SecretOptions,
} from "./certificates/ensure-secrets.ts";
export { ensureHmacFile } from "./certificates/hmac-file.ts";
export { type CertificateFiles, certificateFiles, type PairFiles } from "./certificates/layout.ts";
export type { Identity } from "./certificates/renew.ts";
export { watchCertificates } from "./certificates/watch.ts";
export { type SecretNews, watchCertificateSecrets } from "./certificates/watch-secrets.ts";
export { ensureWebhookTrust, topologyWebhookName } from "./certificates/webhook-trust.ts";
export { type Bootstrap, type BootstrapPlace, bootstrap } from "./desired/bootstrap.ts";
export { type EnvoyBinary, type EnvoySearch, findEnvoy } from "./envoy/find.ts";
export { pinnedVersion } from "./envoy/pins.ts";
export type { EnvoyOrigin, EnvoySearchEvent } from "./envoy/search-event.ts";
export { showSearch } from "./envoy/show-search.ts";
export type { InfraEvent, LogLevel, LogLine } from "./events.ts";
export {
  type FoundGatewayService,
  fleetServiceHost,
  type GatewayService,
  gatewayOfService,
} from "./gateway-services/gateway-service.ts";
export { type GatewayServices, keepGatewayServices } from "./gateway-services/keep.ts";
export { type HostDirectories, hostDirectories } from "./host/directories.ts";
export type { ApiAnswer, ApiRequest, KubernetesApi, StreamEnd, StreamRequest } from "./kubernetes/api.ts";
export type { InfraLeadership, KubernetesOptions } from "./kubernetes/options.ts";
export type { ManagedInfra } from "./managed-infra.ts";
export {
  serveTopologyWebhook,
  type Webhook,
  type WebhookIdentity,
  type WebhookOptions,
} from "./webhook/serve-topology.ts";
