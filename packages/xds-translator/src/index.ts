//  Xds (IR)                                                            EncodedResource
//  listeners ─────────────> filter chains ───────────────────────────> Listener ────────────┐
//  httpRoutes ─> route bytes ─> virtual hosts ─> buckets ────────────> RouteConfiguration ──┤ needs, brings
//                                    └────────── on demand ──────────> VirtualHost ─────────┤      │
//  destinations, assignments ────────────────────────────────────────> Cluster, endpoints ──┤      v
//  secrets ──────────────────────────────────────────────────────────> Secret ──────────────┘  xds-server
//  what Envoy would refuse ──> Report;  what it refused (NACK) ──> Report

export { type FleetDump, toConfigDump } from "./config-dump.ts";
export { type Nack, reportNacks } from "./nacks.ts";
export type { XdsOptions } from "./options.ts";
export { translateXds, type XdsTranslation } from "./translate.ts";
