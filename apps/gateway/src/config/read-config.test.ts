import { describe, expect, it } from "vitest";
import { type Config, defaultConfig } from "./config.ts";
import { readConfig } from "./read-config.ts";

const base: Config = defaultConfig({ config: "/c", data: "/d", state: "/s", runtime: "/r" }, "pretty");

const head = "apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: EnvoyGateway\n";
const files = "provider:\n  type: Custom\n  custom:\n    resource: {type: File, file: {paths: [manifests]}}\n";

const read = (text: string, over: Partial<Config> = {}) =>
  readConfig(text, { file: "eg.yaml", base: { ...base, ...over } });

/** `severity line field`. */
const found = (text: string): string[] =>
  read(text).findings.map(({ severity, problem: { place } }) => `${severity} ${place?.line} ${place?.field}`);

describe("what a configuration decides", () => {
  it("what Envoy Gateway assumes holds where nothing is said", () => {
    expect(read(`${head}${files}`)).toEqual({
      findings: [],
      config: {
        ...base,
        paths: ["manifests"],
        runProxies: false,
        admin: { host: "127.0.0.1", port: 19000 },
        extensionApis: { backend: false, envoyPatchPolicy: false },
      },
    });
  });

  it.each<[what: string, yaml: string, decided: Partial<Config>]>([
    ["the controller's name", "gateway: {controllerName: example.com/me}", { controllerName: "example.com/me" }],
    [
      "extension APIs",
      "extensionApis: {enableBackend: true, enableEnvoyPatchPolicy: true, enableSDSSecretRef: true}",
      { extensionApis: { backend: true, envoyPatchPolicy: true }, sdsSecretRef: true },
    ],
    [
      "levels",
      "logging: {level: {default: warn, provider: debug}}",
      { logging: { format: "pretty", level: "warn", levels: { provider: "debug" } } },
    ],
    ["JSON", "logging: {encoder: JSON}", { logging: { format: "json", level: "info", levels: {} } }],
    ["text for people", "logging: {encoder: Text}", { logging: { format: "pretty", level: "info", levels: {} } }],
    ["the admin address", "admin: {address: {host: 0.0.0.0, port: 1900}}", { admin: { host: "0.0.0.0", port: 1900 } }],
    ["a runtime flag", "runtimeFlags: {enabled: [PerResourceSystemCASecret]}", { perResourceSystemCaSecret: true }],
    ["settings of all proxies", "envoyProxy: {mergeGateways: true}", { envoyProxy: { mergeGateways: true } }],
  ])("%s", (_, yaml, decided) => {
    const { config, findings } = read(`${head}${files}${yaml}\n`);
    expect(findings).toEqual([]);
    expect(config).toMatchObject(decided);
  });

  it("proxies on this machine, and their folders", () => {
    const { config } = read(
      `${head}${files}    infrastructure: {type: Host, host: {configHome: /a, dataHome: /b, stateHome: /e, runtimeDir: /f}}\n`,
    );
    expect(config).toMatchObject({
      runProxies: true,
      directories: { config: "/a", data: "/b", state: "/e", runtime: "/f" },
    });
  });

  it("paths of the command line come after those of the file", () => {
    expect(read(`${head}${files}`, { paths: ["more"] }).config?.paths).toEqual(["manifests", "more"]);
  });

  it("without a provider, paths of the command line are enough", () => {
    const { config, findings } = read(`${head}logging: {level: {default: debug}}\n`, { paths: ["m"] });
    expect(findings).toEqual([]);
    expect(config).toMatchObject({ paths: ["m"], runProxies: true, logging: { level: "debug" } });
  });

  it("JSON is YAML", () => {
    const text = JSON.stringify({
      apiVersion: "gateway.envoyproxy.io/v1alpha1",
      kind: "EnvoyGateway",
      provider: { type: "Custom", custom: { resource: { type: "File", file: { paths: ["m"] } } } },
    });
    expect(read(text).config?.paths).toEqual(["m"]);
  });
});

describe("what is accepted with a warning", () => {
  it.each<[field: string, yaml: string]>([
    ["warning 7 telemetry", "telemetry: {metrics: {prometheus: {disable: true}}}"],
    ["warning 7 rateLimit", "rateLimit: {backend: {type: Redis}}"],
    ["warning 7 extensionManager", "extensionManager: {service: {}}"],
    ["warning 7 extensionManagers", "extensionManagers: [{name: a}]"],
    ["warning 7 xdsServer", "xdsServer: {maxConnectionAge: 1h}"],
    ["warning 7 gatewayAPI", "gatewayAPI: {enabled: [XBackendTrafficPolicy]}"],
    ["warning 7 admin.enablePprof", "admin: {enablePprof: true}"],
    ["warning 7 runtimeFlags.enabled", "runtimeFlags: {enabled: [XDSNameSchemeV2]}"],
    ["warning 8 extensionApis.enableLua", "extensionApis:\n  enableLua: true"],
    ["warning 8 extensionApis.enableNonsense", "extensionApis:\n  enableNonsense: true"],
    ["warning 7 nonsense", "nonsense: 1"],
    ["warning 7 envoyProxy.nonsense", "envoyProxy: {nonsense: 1}"],
  ])("%s", (expected, yaml) => {
    const text = `${head}${files}${yaml}\n`;
    expect(found(text)).toEqual([expected]);
    expect(read(text).config).toBeDefined();
  });
});

describe("what is refused", () => {
  it.each<[what: string, text: string, finding: string, message: RegExp]>([
    ["no YAML", `${head}a: [\n`, "error 4 undefined", /not YAML/],
    ["nothing", "# nothing\n", "error 1 undefined", /empty/],
    ["a list", "- a\n", "error 1 undefined", /not a configuration/],
    [
      "another kind",
      head.replace("EnvoyGateway", "EnvoyProxy") + files,
      "error 2 kind",
      /must be EnvoyGateway, but is "EnvoyProxy"/,
    ],
    [
      "another group",
      head.replace("gateway.envoy", "config.envoy") + files,
      "error 1 apiVersion",
      /must be gateway\.envoyproxy\.io\/v1alpha1/,
    ],
    ["no kind", head.replace("kind: EnvoyGateway\n", "") + files, "error 1 kind", /missing/],
    ["two documents", `${head}${files}---\na: 1\n`, "error 8 undefined", /one document/],
    [
      "no paths",
      `${head}provider:\n  type: Custom\n  custom:\n    resource: {type: File}\n`,
      "error 6 provider.custom.resource.file.paths",
      /No path/,
    ],
    [
      "a remote service",
      `${head}${files}    infrastructure: {type: Remote}\n`,
      "error 7 provider.custom.infrastructure.type",
      /remote/,
    ],
    [
      "an unknown level",
      `${head}${files}logging:\n  level:\n    default: loud\n`,
      "error 9 logging.level.default",
      /one of debug, info, warn, error, but is "loud"/,
    ],
    [
      "a text for a flag",
      `${head}${files}extensionApis:\n  enableBackend: "yes"\n`,
      "error 8 extensionApis.enableBackend",
      /true or false/,
    ],
    [
      "a port too high",
      `${head}${files}admin:\n  address:\n    port: 70000\n`,
      "error 9 admin.address.port",
      /between 0 and 65535/,
    ],
    ["a text for an object", `${head}${files}logging: loud\n`, "error 7 logging", /an object/],
    [
      "a text for a list",
      `${head}provider:\n  type: Custom\n  custom:\n    resource: {type: File, file: {paths: m}}\n`,
      "error 6 provider.custom.resource.file.paths",
      /a list/,
    ],
    [
      "a wrong setting of proxies",
      `${head}${files}envoyProxy:\n  concurrency: many\n`,
      "error 8 envoyProxy.concurrency",
      /whole number/,
    ],
  ])("%s", (_, text, finding, message) => {
    expect(found(text)).toContain(finding);
    expect(read(text).config).toBeUndefined();
    expect(
      read(text)
        .findings.map(({ problem }) => problem.message)
        .join("\n"),
    ).toMatch(message);
  });
});
