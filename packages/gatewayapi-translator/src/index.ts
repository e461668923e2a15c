//   Collected<Resources> ──> classes ──> gateways ──> listeners ─┐
//                            services, backends, policies ───────┼──> routes ──> Collected<Xds>, Infra
//                                                                │       └────> statuses, reports
//   Every arrow is a derivation per object with tracked reads: a change reruns only what read it.

export { toMilliseconds } from "./duration.ts";
export { type CertificateTime, defaultTranslateOptions, type TranslateOptions } from "./options.ts";
export type { Condition } from "./status/condition.ts";
export { foldStatus, type StatusParts } from "./status/fold.ts";
export type { ObjectStatus } from "./status/object-status.ts";
export { type GatewayApiTranslation, translateGatewayApi } from "./translate.ts";
