import type { Rule } from "../schema/dsl.ts";
import {
  choice,
  defaulted,
  flag,
  integer,
  list,
  type ObjectSchema,
  object,
  oneOfIntegers,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";
import { headerNamePattern, headerValuePattern, urlPath } from "../schema/patterns.ts";
import { atMostOne, rule, union } from "../schema/rules.ts";
import { parentRules, portForServices } from "./reference-rules.ts";
import {
  backendObjectReference,
  backendRef,
  commonRouteSpec,
  corsOrigin,
  fraction,
  hostname,
  localObjectReference,
  preciseHostname,
  sectionName,
  sessionPersistence,
} from "./references.ts";
import { httpFilterRules, matchesWithin, plainPathRules, prefixRules, uniqueRuleNames } from "./route-rules.ts";

/** '*' stands for all values, so that others beside it are mistakes. */
function aloneRules(fields: readonly string[]): readonly Rule[] {
  return fields.map((field) =>
    rule(`!has(self.${field}) || !('*' in self.${field}) || self.${field}.size() == 1`, `Write '*' alone in ${field}.`),
  );
}

export const pathMatchType: TextSchema = choice("PathMatchType", ["Exact", "PathPrefix", "RegularExpression"]);

export const httpPathMatch: ObjectSchema = object(
  { name: "HTTPPathMatch", doc: "Which paths match.", rules: [...plainPathRules] },
  {
    type: defaulted(pathMatchType, "PathPrefix"),
    value: defaulted(text({ max: 1024 }), "/"),
  },
);

export const headerMatchType: TextSchema = choice("HeaderMatchType", ["Exact", "RegularExpression"]);

export const httpHeaderName: TextSchema = text({ min: 1, max: 256, pattern: headerNamePattern });

export const httpHeaderMatch: ObjectSchema = object(
  { name: "HTTPHeaderMatch", doc: "Which value of a header matches." },
  {
    type: defaulted(headerMatchType, "Exact"),
    name: required(httpHeaderName),
    value: required(text({ min: 1, max: 4096, pattern: headerValuePattern })),
  },
);

export const queryParamMatchType: TextSchema = choice("QueryParamMatchType", ["Exact", "RegularExpression"]);

export const httpQueryParamMatch: ObjectSchema = object(
  { name: "HTTPQueryParamMatch", doc: "Which value of a query parameter matches." },
  {
    type: defaulted(queryParamMatchType, "Exact"),
    name: required(httpHeaderName),
    value: required(text({ min: 1, max: 1024 })),
  },
);

export const httpMethod: TextSchema = choice("HTTPMethod", [
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "DELETE",
  "CONNECT",
  "OPTIONS",
  "TRACE",
  "PATCH",
]);

export const httpRouteMatch: ObjectSchema = object(
  { name: "HTTPRouteMatch", doc: "Conditions on a request; all must hold." },
  {
    path: defaulted(httpPathMatch, { type: "PathPrefix", value: "/" }),
    headers: list(httpHeaderMatch, { max: 16, mapKeys: ["name"] }),
    queryParams: list(httpQueryParamMatch, { max: 16, mapKeys: ["name"] }),
    method: httpMethod,
  },
);

export const httpRouteFilterType: TextSchema = choice("HTTPRouteFilterType", [
  "RequestHeaderModifier",
  "ResponseHeaderModifier",
  "RequestMirror",
  "RequestRedirect",
  "URLRewrite",
  "ExtensionRef",
  "CORS",
  "ExternalAuth",
]);

export const httpHeader: ObjectSchema = object(
  { name: "HTTPHeader", doc: "The name and value of a header." },
  {
    name: required(httpHeaderName),
    value: required(text({ min: 1, max: 4096, pattern: headerValuePattern })),
  },
);

export const httpHeaderFilter: ObjectSchema = object(
  { name: "HTTPHeaderFilter", doc: "Headers to set, add and remove." },
  {
    set: list(httpHeader, { max: 16, mapKeys: ["name"] }),
    add: list(httpHeader, { max: 16, mapKeys: ["name"] }),
    remove: list(text(), { max: 16, set: true }),
  },
);

export const httpRequestMirrorFilter: ObjectSchema = object(
  {
    name: "HTTPRequestMirrorFilter",
    doc: "Where copies of requests go, and what share of them.",
    rules: [atMostOne("percent", "fraction")],
  },
  {
    backendRef: required(backendObjectReference),
    percent: integer(0, 100),
    fraction,
  },
);

export const httpPathModifierType: TextSchema = choice("HTTPPathModifierType", [
  "ReplaceFullPath",
  "ReplacePrefixMatch",
]);

export const httpPathModifier: ObjectSchema = object(
  {
    name: "HTTPPathModifier",
    doc: "What replaces the path, or its matched prefix.",
    rules: [...union("type", { ReplaceFullPath: "replaceFullPath", ReplacePrefixMatch: "replacePrefixMatch" })],
  },
  {
    type: required(httpPathModifierType),
    replaceFullPath: text({ max: 1024 }),
    replacePrefixMatch: text({ max: 1024 }),
  },
);

export const httpRequestRedirectFilter: ObjectSchema = object(
  { name: "HTTPRequestRedirectFilter", doc: "Where a redirect leads; what is absent stays as in the request." },
  {
    scheme: choice("HTTPRequestRedirectFilterScheme", ["http", "https"]),
    hostname: preciseHostname,
    path: httpPathModifier,
    port: integer(1, 65535),
    statusCode: defaulted(oneOfIntegers(301, 302, 303, 307, 308), 302),
  },
);

export const httpUrlRewriteFilter: ObjectSchema = object(
  { name: "HTTPURLRewriteFilter", doc: "What replaces the host and path of requests to the backend." },
  {
    hostname: preciseHostname,
    path: httpPathModifier,
  },
);

export const httpMethodWithWildcard: TextSchema = choice("HTTPMethodWithWildcard", [
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "DELETE",
  "CONNECT",
  "OPTIONS",
  "TRACE",
  "PATCH",
  "*",
]);

export const httpCorsFilter: ObjectSchema = object(
  {
    name: "HTTPCORSFilter",
    doc: "What browsers' scripts of other origins may do.",
    rules: [...aloneRules(["allowOrigins", "allowMethods", "allowHeaders"])],
  },
  {
    allowOrigins: list(corsOrigin, { max: 64, set: true }),
    allowCredentials: flag(),
    allowMethods: list(httpMethodWithWildcard, { max: 9, set: true }),
    allowHeaders: list(httpHeaderName, { max: 64, set: true }),
    exposeHeaders: list(httpHeaderName, { max: 64, set: true }),
    maxAge: defaulted(integer(1), 5),
  },
);

export const httpRouteExternalAuthProtocol: TextSchema = choice("HTTPRouteExternalAuthProtocol", ["HTTP", "GRPC"]);

export const grpcAuthConfig: ObjectSchema = object(
  { name: "GRPCAuthConfig", doc: "Settings of an authorization service that speaks gRPC." },
  {
    allowedHeaders: list(text(), { max: 64, set: true }),
  },
);

export const httpAuthConfig: ObjectSchema = object(
  { name: "HTTPAuthConfig", doc: "Settings of an authorization service that speaks HTTP." },
  {
    path: text({ max: 1024, pattern: urlPath }),
    allowedHeaders: list(text(), { max: 64, set: true }),
    allowedResponseHeaders: list(text(), { max: 64, set: true }),
  },
);

export const forwardBodyConfig: ObjectSchema = object(
  { name: "ForwardBodyConfig", doc: "How much of the body an authorization service gets." },
  {
    maxSize: integer(),
  },
);

export const httpExternalAuthFilter: ObjectSchema = object(
  {
    name: "HTTPExternalAuthFilter",
    doc: "The service that is asked whether a request may pass.",
    rules: [...union("protocol", { GRPC: "grpc", HTTP: "http" })],
  },
  {
    protocol: required(httpRouteExternalAuthProtocol),
    backendRef: required(backendObjectReference),
    grpc: grpcAuthConfig,
    http: httpAuthConfig,
    forwardBody: forwardBodyConfig,
  },
);

export const httpRouteRuleFilter: ObjectSchema = object(
  {
    name: "HTTPRouteRuleFilter",
    doc: "A step that requests go through; `type` says which. (Gateway API calls it HTTPRouteFilter, like Envoy Gateway's kind.)",
    rules: [
      ...union("type", {
        RequestHeaderModifier: "requestHeaderModifier",
        ResponseHeaderModifier: "responseHeaderModifier",
        RequestMirror: "requestMirror",
        RequestRedirect: "requestRedirect",
        URLRewrite: "urlRewrite",
        CORS: "cors",
        ExternalAuth: "externalAuth",
        ExtensionRef: "extensionRef",
      }),
    ],
  },
  {
    type: required(httpRouteFilterType),
    requestHeaderModifier: httpHeaderFilter,
    responseHeaderModifier: httpHeaderFilter,
    requestMirror: httpRequestMirrorFilter,
    requestRedirect: httpRequestRedirectFilter,
    urlRewrite: httpUrlRewriteFilter,
    cors: httpCorsFilter,
    externalAuth: httpExternalAuthFilter,
    extensionRef: localObjectReference,
  },
);

export const httpBackendRef: ObjectSchema = object(
  {
    name: "HTTPBackendRef",
    doc: "A backend of a rule, with its weight and filters.",
    rules: [rule(portForServices, "Set port: a reference to a Service needs it."), ...httpFilterRules],
  },
  {
    ...backendRef.fields,
    filters: list(httpRouteRuleFilter, { max: 16 }),
  },
);

export const httpRouteTimeouts: ObjectSchema = object(
  {
    name: "HTTPRouteTimeouts",
    doc: "How long requests may take in all, and at a backend; `0s` is for ever.",
    rules: [
      rule(
        "!has(self.request) || !has(self.backendRequest) || duration(self.request) == duration('0s') || duration(self.backendRequest) <= duration(self.request)",
        "Use a backendRequest timeout that is not longer than request.",
      ),
    ],
  },
  {
    request: duration(),
    backendRequest: duration(),
  },
);

export const httpRouteRetry: ObjectSchema = object(
  { name: "HTTPRouteRetry", doc: "When and how often a request is tried again." },
  {
    codes: list(integer(400, 599), { set: true }),
    attempts: integer(1),
    backoff: duration(),
  },
);

export const httpRouteRule: ObjectSchema = object(
  {
    name: "HTTPRouteRule",
    doc: "What happens to requests that match.",
    rules: [
      rule(
        "!has(self.backendRefs) || self.backendRefs.size() == 0 || !has(self.filters) || self.filters.all(f, !has(f.requestRedirect))",
        "Remove backendRefs or the redirect: a redirected request reaches no backend.",
      ),
      ...prefixRules,
      ...httpFilterRules,
    ],
  },
  {
    name: sectionName,
    matches: defaulted(list(httpRouteMatch, { max: 64 }), [{ path: { type: "PathPrefix", value: "/" } }]),
    filters: list(httpRouteRuleFilter, { max: 16 }),
    backendRefs: list(httpBackendRef, { max: 16 }),
    timeouts: httpRouteTimeouts,
    retry: httpRouteRetry,
    sessionPersistence,
  },
);

export const httpRouteSpec: ObjectSchema = object(
  {
    name: "HTTPRouteSpec",
    doc: "The parents, hostnames and rules of an HTTPRoute.",
    rules: [
      ...parentRules,
      rule(uniqueRuleNames, "Give each rule a name of its own."),
      rule(matchesWithin(128), "Use at most 128 matches in all rules together."),
    ],
  },
  {
    ...commonRouteSpec.fields,
    hostnames: list(hostname, { max: 16 }),
    rules: defaulted(list(httpRouteRule, { min: 1, max: 16 }), [
      { matches: [{ path: { type: "PathPrefix", value: "/" } }] },
    ]),
  },
);
