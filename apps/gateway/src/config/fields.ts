/** What a field of the configuration may hold. */
export type Field =
  | { readonly kind: "object"; readonly fields: Fields }
  | { readonly kind: "text"; readonly oneOf?: readonly string[] }
  | { readonly kind: "number"; readonly min: number; readonly max: number }
  | { readonly kind: "flag" }
  | { readonly kind: "texts"; readonly oneOf?: readonly string[] }
  /** Any keys, with values from a list. */
  | { readonly kind: "map"; readonly oneOf: readonly string[] }
  /** An object that somebody else checks. */
  | { readonly kind: "free" }
  /** Envoy Gateway has it, Sluice does not (yet): accepted, with a warning that says what to expect instead. */
  | { readonly kind: "ignored"; readonly instead: string };

/** The fields of an object by name. */
export type Fields = { readonly [name: string]: Field };

const text: Field = { kind: "text" };
const flag: Field = { kind: "flag" };
const object = (fields: Fields): Field => ({ kind: "object", fields });
const oneOf = (...values: readonly string[]): Field => ({ kind: "text", oneOf: values });
const ignored = (instead: string): Field => ({ kind: "ignored", instead });

const number = (min: number, max: number): Field => ({ kind: "number", min, max });

const rateLimits = "global rate limits are not enforced";

/** How the API server is read and written. */
const cluster: Fields = {
  watch: object({
    type: oneOf("Namespaces", "NamespaceSelector"),
    namespaces: { kind: "texts" },
    namespaceSelector: { kind: "free" },
  }),
  leaderElection: object({ leaseDuration: text, renewDeadline: text, retryPeriod: text, disable: flag }),
  client: object({ rateLimit: object({ qps: number(1, 1_000_000), burst: number(1, 1_000_000) }) }),
  cacheSyncPeriod: ignored("every missed change is noticed when a watch is resumed"),
};

const levels = ["debug", "info", "warn", "error"];

/** All fields of `EnvoyGateway` besides `apiVersion` and `kind`, as Envoy Gateway 1.9 reads them. */
export const envoyGatewayFields: Fields = {
  metadata: { kind: "free" },
  gateway: object({ controllerName: text }),
  provider: object({
    type: oneOf("Kubernetes", "Custom"),
    kubernetes: object({
      ...cluster,
      deploy: object({ type: oneOf("ControllerNamespace", "GatewayNamespace") }),
      shutdownManager: object({ image: text }),
      proxyTopologyInjector: object({ disabled: flag }),
      rateLimitDeployment: ignored(rateLimits),
      rateLimitHpa: ignored(rateLimits),
      rateLimitPDB: ignored(rateLimits),
    }),
    custom: object({
      resource: object({
        type: oneOf("File", "Kubernetes"),
        file: object({ paths: { kind: "texts" } }),
        kubernetes: object(cluster),
      }),
      infrastructure: object({
        type: oneOf("Host", "Remote"),
        host: object({ configHome: text, dataHome: text, stateHome: text, runtimeDir: text }),
        remote: { kind: "free" },
      }),
    }),
  }),
  logging: object({ level: { kind: "map", oneOf: levels }, encoder: oneOf("Text", "JSON") }),
  admin: object({
    address: object({ host: text, port: number(0, 65535) }),
    enableDumpConfig: ignored("the admin server tells the configuration at /api/config"),
    enablePprof: ignored("Node's own profiler (node --cpu-prof) does the same"),
  }),
  telemetry: object({
    metrics: object({
      prometheus: object({ disable: flag }),
      sinks: ignored("metrics are there for Prometheus only"),
    }),
    traces: ignored("no traces are exported"),
  }),
  xdsServer: ignored("connections have no maximum age"),
  rateLimit: ignored(rateLimits),
  extensionManager: ignored("no extension server is called"),
  extensionManagers: ignored("no extension server is called"),
  extensionApis: object({
    enableBackend: flag,
    enableEnvoyPatchPolicy: flag,
    enableSDSSecretRef: flag,
    enableLua: ignored("Lua policies are not translated"),
    disableLua: ignored("Lua policies are not translated"),
  }),
  gatewayAPI: ignored("experimental kinds are not read"),
  runtimeFlags: object({
    enabled: { kind: "texts", oneOf: ["XDSNameSchemeV2", "EndpointSliceIndex", "PerResourceSystemCASecret"] },
    disabled: { kind: "texts", oneOf: ["XDSNameSchemeV2", "EndpointSliceIndex", "PerResourceSystemCASecret"] },
  }),
  envoyProxy: { kind: "free" },
};
