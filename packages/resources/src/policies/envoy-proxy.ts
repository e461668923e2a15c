import { labelSelector } from "../core/label-selector.ts";
import {
  choice,
  defaulted,
  flag,
  integer,
  list,
  map,
  type ObjectSchema,
  object,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";
import { atMostOne, exactlyOne, rule } from "../schema/rules.ts";
import { proxyAccessLog } from "./access-log.ts";
import { dynamicModuleEntry } from "./dynamic-module.ts";
import { jsonPatchOperation } from "./envoy-patch-policy.ts";
import { envoyProxyKubernetesProvider } from "./envoy-proxy-kubernetes.ts";
import { geoIPProvider } from "./geoip.ts";
import { proxyHealthCheckLog } from "./health-check-log.ts";
import { mergeType } from "./policy-target.ts";
import { proxyMetrics } from "./proxy-metrics.ts";
import { proxyTracing } from "./proxy-tracing.ts";
import { backendTLSConfig } from "./tls.ts";

export const envoyProxyProviderType: TextSchema = choice("EnvoyProxyProviderType", ["Kubernetes", "Host"]);

export const envoyProxyHostProvider: ObjectSchema = object(
  { name: "EnvoyProxyHostProvider", doc: "Proxies that run as processes of this machine." },
  {
    envoyVersion: text(),
  },
);

export const envoyProxyProvider: ObjectSchema = object(
  { name: "EnvoyProxyProvider", doc: "Where proxies run; `type` says which." },
  {
    type: required(envoyProxyProviderType),
    kubernetes: envoyProxyKubernetesProvider,
    host: envoyProxyHostProvider,
  },
);

export const logLevel: TextSchema = choice("LogLevel", ["trace", "debug", "info", "warn", "error", "off", "critical"]);

export const proxyLogging: ObjectSchema = object(
  { name: "ProxyLogging", doc: "The log level of each component of the proxy." },
  {
    level: defaulted(map(logLevel), { default: "warn" }),
  },
);

export const requestIDExtensionAction: TextSchema = choice("RequestIDExtensionAction", [
  "PackAndSample",
  "Sample",
  "Pack",
  "Disable",
]);

export const requestIDSettings: ObjectSchema = object(
  { name: "RequestIDSettings", doc: "What a request's id tells about tracing." },
  {
    tracing: requestIDExtensionAction,
  },
);

export const proxyTelemetry: ObjectSchema = object(
  { name: "ProxyTelemetry", doc: "Logs, traces and metrics of a fleet." },
  {
    accessLog: proxyAccessLog,
    tracing: proxyTracing,
    metrics: proxyMetrics,
    requestID: requestIDSettings,
    healthCheckLog: proxyHealthCheckLog,
  },
);

export const bootstrapType: TextSchema = choice("BootstrapType", ["Merge", "Replace", "JSONPatch"]);

export const proxyBootstrap: ObjectSchema = object(
  {
    name: "ProxyBootstrap",
    doc: "Changes of the proxy's first configuration.",
    rules: [
      rule(
        "self.type == 'JSONPatch' ? self.jsonPatches.size() > 0 : has(self.value)",
        "Set jsonPatches when type is JSONPatch, else value.",
      ),
    ],
  },
  {
    type: defaulted(bootstrapType, "Replace"),
    value: text(),
    jsonPatches: list(jsonPatchOperation),
  },
);

export const mergeBackendsConfig: ObjectSchema = object(
  { name: "MergeBackendsConfig", doc: "Which backends share a cluster." },
  {
    selector: labelSelector,
  },
);

export const shutdownConfig: ObjectSchema = object(
  { name: "ShutdownConfig", doc: "How a proxy goes down without cutting requests off." },
  {
    healthCheckFailureDelay: duration(),
    drainTimeout: duration(),
    minDrainDuration: duration(),
  },
);

export const envoyFilter: TextSchema = choice("EnvoyFilter", [
  "envoy.filters.http.custom_response",
  "envoy.filters.http.health_check",
  "envoy.filters.http.fault",
  "envoy.filters.http.cors",
  "envoy.filters.http.csrf",
  "envoy.filters.http.header_mutation",
  "envoy.filters.http.ext_authz",
  "envoy.filters.http.api_key_auth",
  "envoy.filters.http.basic_auth",
  "envoy.filters.http.oauth2",
  "envoy.filters.http.jwt_authn",
  "envoy.filters.http.stateful_session",
  "envoy.filters.http.buffer",
  "envoy.filters.http.lua",
  "envoy.filters.http.ext_proc",
  "envoy.filters.http.wasm",
  "envoy.filters.http.dynamic_modules",
  "envoy.filters.http.geoip",
  "envoy.filters.http.rbac",
  "envoy.filters.http.local_ratelimit",
  "envoy.filters.http.ratelimit",
  "envoy.filters.http.bandwidth_limit",
  "envoy.filters.http.grpc_web",
  "envoy.filters.http.grpc_stats",
  "envoy.filters.http.credential_injector",
  "envoy.filters.http.compressor",
  "envoy.filters.http.dynamic_forward_proxy",
]);

export const filterPosition: ObjectSchema = object(
  {
    name: "FilterPosition",
    doc: "Where a filter stands: before or after another one.",
    rules: [exactlyOne("before", "after")],
  },
  {
    name: required(envoyFilter),
    before: envoyFilter,
    after: envoyFilter,
  },
);

export const ipFamily: TextSchema = choice("IPFamily", ["IPv4", "IPv6", "DualStack"]);

export const luaValidation: TextSchema = choice("LuaValidation", ["Strict", "InsecureSyntax", "Disabled"]);

export const strictValidation: ObjectSchema = object(
  {
    name: "StrictValidation",
    doc: "What scripts may use while they are checked.",
    rules: [
      rule(
        "!has(self.allowedPaths) || self.allowedPaths.all(p, p.trim() != '')",
        "Remove blank entries of allowedPaths.",
      ),
      rule(
        "!has(self.allowedPaths) || self.allowedPaths.all(p, !p.matches('^/+$'))",
        "Allow single folders in allowedPaths, not the whole file system.",
      ),
      rule(
        "!has(self.allowedEnvVars) || self.allowedEnvVars.all(e, e.trim() != '')",
        "Remove blank entries of allowedEnvVars.",
      ),
    ],
  },
  {
    allowedPaths: list(text({ min: 1, max: 4096 }), { max: 64 }),
    allowedEnvVars: list(text({ min: 1, max: 256 }), { max: 64 }),
  },
);

export const luaValidationConfig: ObjectSchema = object(
  {
    name: "LuaValidationConfig",
    doc: "How scripts are checked before they run.",
    rules: [
      rule(
        "!has(self.strictValidation) || !has(self.validationType) || self.validationType == 'Strict'",
        "Set strictValidation only when validationType is Strict.",
      ),
    ],
  },
  {
    validationType: defaulted(luaValidation, "Strict"),
    strictValidation,
  },
);

export const envoyProxyGeoIP: ObjectSchema = object(
  { name: "EnvoyProxyGeoIP", doc: "How a client's place is found." },
  {
    provider: required(geoIPProvider),
  },
);

export const envoyProxySpec: ObjectSchema = object(
  {
    name: "EnvoyProxySpec",
    doc: "Settings of a fleet of proxies.",
    rules: [
      atMostOne("luaValidation", "lua"),
      rule(
        "!has(self.mergeGateways) || !self.mergeGateways || !has(self.mergeBackends)",
        "Set only one of mergeGateways or mergeBackends.",
      ),
    ],
  },
  {
    provider: envoyProxyProvider,
    logging: defaulted(proxyLogging, { level: { default: "warn" } }),
    telemetry: proxyTelemetry,
    bootstrap: proxyBootstrap,
    concurrency: integer(),
    routingType: text(),
    extraArgs: list(text()),
    mergeGateways: flag(),
    mergeBackends: mergeBackendsConfig,
    shutdown: shutdownConfig,
    filterOrder: list(filterPosition),
    backendTLS: backendTLSConfig,
    ipFamily,
    preserveRouteOrder: flag(),
    luaValidation,
    lua: luaValidationConfig,
    dynamicModules: list(dynamicModuleEntry, { max: 16, mapKeys: ["name"] }),
    geoIP: envoyProxyGeoIP,
    mergeType,
  },
);
