import { choice, defaulted, list, type ObjectSchema, object, required, type TextSchema, text } from "../schema/dsl.ts";
import { headerNamePattern } from "../schema/patterns.ts";
import { onceEach, rule, union } from "../schema/rules.ts";
import { httpHeaderFilter, httpRequestMirrorFilter } from "./http-route.ts";
import { parentRules, portForServices } from "./reference-rules.ts";
import {
  backendRef,
  commonRouteSpec,
  hostname,
  localObjectReference,
  sectionName,
  sessionPersistence,
} from "./references.ts";
import { matchesWithin, uniqueRuleNames } from "./route-rules.ts";

export const grpcMethodMatchType: TextSchema = choice("GRPCMethodMatchType", ["Exact", "RegularExpression"]);

export const grpcMethodMatch: ObjectSchema = object(
  {
    name: "GRPCMethodMatch",
    doc: "Which gRPC services and methods match.",
    rules: [
      rule("!has(self.type) || has(self.service) || has(self.method)", "Set at least one of service or method."),
      rule(
        "(has(self.type) && self.type != 'Exact') || !has(self.service) || self.service.matches(r'^(?i)\\.?[a-z_][a-z_0-9]*(\\.[a-z_][a-z_0-9]*)*$')",
        "Write service as package.Service.",
      ),
      rule(
        "(has(self.type) && self.type != 'Exact') || !has(self.method) || self.method.matches('^[A-Za-z_][A-Za-z_0-9]*$')",
        "Write the plain name of a method.",
      ),
    ],
  },
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
  {
    name: "GRPCRouteFilter",
    doc: "A step that gRPC requests go through; `type` says which.",
    rules: [
      ...union("type", {
        RequestHeaderModifier: "requestHeaderModifier",
        ResponseHeaderModifier: "responseHeaderModifier",
        RequestMirror: "requestMirror",
        ExtensionRef: "extensionRef",
      }),
    ],
  },
  {
    type: required(grpcRouteFilterType),
    requestHeaderModifier: httpHeaderFilter,
    responseHeaderModifier: httpHeaderFilter,
    requestMirror: httpRequestMirrorFilter,
    extensionRef: localObjectReference,
  },
);

export const grpcBackendRef: ObjectSchema = object(
  {
    name: "GRPCBackendRef",
    doc: "A backend of a gRPC rule, with its weight and filters.",
    rules: [
      rule(portForServices, "Set port: a reference to a Service needs it."),
      ...onceEach("filters", ["RequestHeaderModifier", "ResponseHeaderModifier"]),
    ],
  },
  {
    ...backendRef.fields,
    filters: list(grpcRouteFilter, { max: 16 }),
  },
);

export const grpcRouteRule: ObjectSchema = object(
  {
    name: "GRPCRouteRule",
    doc: "What happens to gRPC requests that match.",
    rules: [...onceEach("filters", ["RequestHeaderModifier", "ResponseHeaderModifier"])],
  },
  {
    name: sectionName,
    matches: list(grpcRouteMatch, { max: 64 }),
    filters: list(grpcRouteFilter, { max: 16 }),
    backendRefs: list(grpcBackendRef, { max: 16 }),
    sessionPersistence,
  },
);

export const grpcRouteSpec: ObjectSchema = object(
  {
    name: "GRPCRouteSpec",
    doc: "The parents, hostnames and rules of a GRPCRoute.",
    rules: [
      ...parentRules,
      rule(matchesWithin(128), "Use at most 128 matches in all rules together."),
      rule(uniqueRuleNames, "Give each rule a name of its own."),
    ],
  },
  {
    ...commonRouteSpec.fields,
    hostnames: list(hostname, { max: 16 }),
    rules: list(grpcRouteRule, { max: 16 }),
  },
);
