/**
 * The Envoy API in TypeScript.
 *
 *     proto/**  ──buf, ts-proto──>  @sluice/protos/envoy/…        types and encoders, one module per .proto file
 *         └─────────buf──────────>  descriptors.binpb             names, types and validation rules of all of it
 *
 *     message ──pack, encode──> bytes ──spliceRouteConfiguration──> bytes
 *     cached bytes ──encodeDeltaDiscoveryResponse──> bytes ──aggregatedDiscoveryService──> Envoy
 *     bytes ──toJson──> protojson ──fromJson, parseJson──> bytes
 *     bytes ──validateResource──> violations
 */
export { type AdsMethod, aggregatedDiscoveryService } from "./ads.ts";
export { pack } from "./any.ts";
export { type Codec, type PackedMessage, typeName, typeUrl } from "./codec.ts";
export { descriptors, findMessageType } from "./descriptors.ts";
export { encode } from "./encode.ts";
export type { EncodedResource, ResourceName } from "./encoded-resource.ts";
export { hasField } from "./has-field.ts";
export { anyToJson, fromJson, type Json, type ParsedJson, parseJson, toJson } from "./json.ts";
export { toRedactedJson } from "./redact.ts";
export {
  type CachedResource,
  type DeltaResponse,
  encodeDeltaDiscoveryResponse,
  encodeDiscoveryResponse,
  type SotwResponse,
} from "./responses.ts";
export { concatBytes, frameField, spliceField, spliceRouteConfiguration, spliceVirtualHost } from "./splice.ts";
export type { Violation } from "./validate/check.ts";
export { validateResource } from "./validate.ts";
