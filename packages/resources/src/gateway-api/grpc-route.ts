import { choice, defaulted, list, type ObjectSchema, object, required, type TextSchema, text } from "../schema/dsl.ts";
import { headerNamePattern } from "../schema/patterns.ts";
import { httpHeaderFilter, httpRequestMirrorFilter } from "./http-route.ts";
import {
  backendRef,
  commonRouteSpec,
  hostname,
  localObjectReference,
  sectionName,
  sessionPersistence,
} from "./references.ts";

export const grpcMethodMatchType: TextSchema = choice("GRPCMethodMatchType", ["Exact", "RegularExpression"]);

export const grpcMethodMatch: ObjectSchema = object(
  { name: "GRPCMethodMatch", doc: "Which gRPC services and methods match." },
  {
    type: defaulted(grpcMethodMatchType, "Exact"),
    service: text({ max: 1024 }),
    method: text({ max: 1024 }),
  },
);

export const grpcHeaderMatchType: TextSchema = choice("GRPCHeaderMatchType", ["Exact", "RegularExpression"]);

export const grpcHeaderName: TextSchema = text({ min: 1, max: 256, pattern: headerNamePattern });

export const grpcHeaderMatch: ObjectSchema = object(
  { name: "GRPCHeaderMatch", doc: "Which value of a header matches." },
  {
    type: defaulted(grpcHeaderMatchType, "Exact"),
    name: required(grpcHeaderName),
    value: required(text({ min: 1, max: 4096 })),
  },
);

export const grpcRouteMatch: ObjectSchema = object(
  { name: "GRPCRouteMatch", doc: "Conditions on a gRPC request; all must hold." },
  {
    method: grpcMethodMatch,
    headers: list(grpcHeaderMatch, { max: 16, mapKeys: ["name"] }),
  },
);

export const grpcRouteFilterType: TextSchema = choice("GRPCRouteFilterType", [
  "ResponseHeaderModifier",
  "RequestHeaderModifier",
  "RequestMirror",
  "ExtensionRef",
]);

export const grpcRouteFilter: ObjectSchema = object(
  { name: "GRPCRouteFilter", doc: "A step that gRPC requests go through; `type` says which." },
  {
    type: required(grpcRouteFilterType),
    requestHeaderModifier: httpHeaderFilter,
    responseHeaderModifier: httpHeaderFilter,
    requestMirror: httpRequestMirrorFilter,
    extensionRef: localObjectReference,
  },
);

export const grpcBackendRef: ObjectSchema = object(
  { name: "GRPCBackendRef", doc: "A backend of a gRPC rule, with its weight and filters." },
  {
    ...backendRef.fields,
    filters: list(grpcRouteFilter, { max: 16 }),
  },
);

export const grpcRouteRule: ObjectSchema = object(
  { name: "GRPCRouteRule", doc: "What happens to gRPC requests that match." },
  {
    name: sectionName,
    matches: list(grpcRouteMatch, { max: 64 }),
    filters: list(grpcRouteFilter, { max: 16 }),
    backendRefs: list(grpcBackendRef, { max: 16 }),
    sessionPersistence,
  },
);

export const grpcRouteSpec: ObjectSchema = object(
  { name: "GRPCRouteSpec", doc: "The parents, hostnames and rules of a GRPCRoute." },
  {
    ...commonRouteSpec.fields,
    hostnames: list(hostname, { max: 16 }),
    rules: list(grpcRouteRule, { max: 16 }),
  },
);
