//   resources (changes$) ─> fleets ──┬─> session of stream 1 ─┬─> bytes ─> Envoy
//                                    ├─> session of stream 2 ─┤   <─ subscriptions, ACKs, NACKs
//                                    └─> …                    └─> events$, nacks
//
//   A session is a reducer without I/O: it decides what its proxy may get now, what waits for which ACK, what goes last.

export type {
  Asked,
  Authenticate,
  Authentication,
  Caller,
  CallerCertificate,
  CallMetadata,
  Identity,
} from "./caller.ts";
export { type ClientCertificateOptions, clientCertificates } from "./client-certificates.ts";
export type { XdsTlsFiles } from "./credentials.ts";
export type { StreamName, XdsEvent, XdsNode } from "./events.ts";
export type { Nack } from "./nacks.ts";
export { xdsTypes } from "./order.ts";
export { type ResourceContent, toResource } from "./resource.ts";
export { serveXds, type XdsLimits, type XdsServer, type XdsServerOptions } from "./serve.ts";
export {
  type ServiceAccount,
  type ServiceAccountTokenOptions,
  serviceAccountTokens,
  type TokenReview,
  type TokenReviewStatus,
} from "./service-account-tokens.ts";
export type { XdsService } from "./services.ts";
export type { LaneSnapshot, ResourceState, StreamSnapshot } from "./snapshot.ts";
