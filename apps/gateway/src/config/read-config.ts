import { readResource } from "@sluice/resources";
import { isMap, LineCounter, parseAllDocuments, type YAMLMap } from "yaml";
import { type Checking, checkFields } from "./check-fields.ts";
import type { Config, LogLevel } from "./config.ts";
import { envoyGatewayFields } from "./fields.ts";
import { createFindings, type Finding } from "./finding.ts";
import { inClusterServers } from "./kubernetes-config.ts";
import { kubernetesOf } from "./read-kubernetes.ts";
import { inner, lineAt, list, text, type Values } from "./values.ts";

/** What a configuration file decides, and what its author should know. */
export interface ReadConfig {
  /** Absent when something is wrong that must not be guessed. */
  readonly config: Config | undefined;
  readonly findings: readonly Finding[];
}

const apiVersion = "gateway.envoyproxy.io/v1alpha1";
const kind = "EnvoyGateway";

/** Reads an `EnvoyGateway` document over `base`; nothing is guessed, and every finding names the line and the field. */
export function readConfig(text: string, { file, base }: { readonly file: string; readonly base: Config }): ReadConfig {
  const findings = createFindings(file);
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const [document, ...others] = Array.isArray(documents) ? documents.filter(({ contents }) => contents !== null) : [];
  const refused = (): ReadConfig => ({ config: undefined, findings: findings.list });

  const errors = Array.isArray(documents) ? documents.flatMap(({ errors }) => errors) : [];
  for (const error of errors.slice(0, 1))
    findings.error("syntax", { line: lines.linePos(error.pos[0]).line }, `This is not YAML: ${error.message}.`);
  if (errors.length > 0) return refused();
  if (!document) {
    findings.error(
      "missingValue",
      { line: 1 },
      "The file is empty.",
      `Write apiVersion: ${apiVersion} and kind: ${kind}.`,
    );
    return refused();
  }
  const root = document.contents;
  if (!isMap(root)) {
    findings.error(
      "syntax",
      { line: 1 },
      "This is not a configuration.",
      `Write apiVersion: ${apiVersion} and kind: ${kind}.`,
    );
    return refused();
  }
  if (others.length > 0) {
    const second = lines.linePos(others[0]?.contents?.range?.[0] ?? 0).line;
    findings.error("invalidValue", { line: second }, "A configuration is one document.", "Remove the others.");
  }
  const checking: Checking = { findings, lines };
  for (const [field, expected] of Object.entries({ apiVersion, kind }))
    checkIdentity(root, { field, expected, checking });
  const withoutIdentity = { ...envoyGatewayFields, apiVersion: { kind: "text" }, kind: { kind: "text" } } as const;
  const values = checkFields(root, withoutIdentity, checking);
  const config = toConfig(values, { base, checking, root });
  return findings.list.some(({ severity }) => severity === "error") ? refused() : { config, findings: findings.list };
}

function checkIdentity(
  root: YAMLMap,
  { field, expected, checking }: { readonly field: string; readonly expected: string; readonly checking: Checking },
): void {
  const value = root.get(field);
  if (value === expected) return;
  const place = { line: lineAt(root, [field], checking.lines), field };
  if (value === undefined)
    checking.findings.error("missingValue", place, `${field} is missing.`, `Add ${field}: ${expected}.`);
  else checking.findings.error("unknownKind", place, `${field} must be ${expected}, but is ${JSON.stringify(value)}.`);
}

/** What every decision is made from, besides the values. */
interface Context {
  readonly base: Config;
  readonly checking: Checking;
  readonly root: YAMLMap;
}

function toConfig(values: Values, { base, checking, root }: Context): Config {
  const { findings } = checking;
  const at = (...path: string[]): { line: number; field: string } => ({
    line: lineAt(root, path, checking.lines),
    field: path.join("."),
  });
  const common = commonOf(values, { base, checking, root });
  // Paths on the command line say enough: manifests from there, proxies here.
  if (values.provider === undefined && base.paths.length > 0) return { ...base, ...common };

  const { type = "Kubernetes" } = inner(values, "provider");
  const resource = inner(values, "provider", "custom", "resource");
  const infrastructure = inner(values, "provider", "custom", "infrastructure");
  if (infrastructure.type === "Remote")
    findings.error(
      "unsupported",
      at("provider", "custom", "infrastructure", "type"),
      "Proxies cannot be managed by a remote service in this version of Sluice.",
      "Use provider.custom.infrastructure.type: Host, or leave infrastructure out to run proxies yourself.",
    );
  const decided: Config = { ...base, ...common, ...hostOf(infrastructure, base) };
  if (type === "Kubernetes" || resource.type === "Kubernetes") {
    if (base.paths.length > 0)
      findings.error(
        "invalidValue",
        at("provider", "type"),
        "Paths of manifests are named on the command line, but the provider is Kubernetes.",
        "Leave the paths out, or use provider.type: Custom with provider.custom.resource.type: File.",
      );
    return { ...decided, ...inClusterOf(values), kubernetes: kubernetesOf(values, { findings, at }) };
  }
  const paths = list(inner(resource, "file").paths);
  if (paths.length === 0 && base.paths.length === 0)
    findings.error(
      "missingValue",
      at("provider", "custom", "resource", "file", "paths"),
      "No path of manifests is given.",
      "List files and folders in provider.custom.resource.file.paths.",
    );
  if (values.telemetry !== undefined)
    findings.warn(
      "unsupported",
      at("telemetry"),
      "telemetry has no effect here: metrics are served on Kubernetes only.",
    );
  return { ...decided, paths: [...paths, ...base.paths] };
}

/** Whether proxies are run on this machine, and where their files are. */
function hostOf(infrastructure: Values, { directories }: Config): Pick<Config, "runProxies" | "directories"> {
  const host = inner(infrastructure, "host");
  return {
    directories: {
      config: text(host.configHome) ?? directories.config,
      data: text(host.dataHome) ?? directories.data,
      state: text(host.stateHome) ?? directories.state,
      runtime: text(host.runtimeDir) ?? directories.runtime,
    },
    runProxies: infrastructure.type !== undefined,
  };
}

/** Where a pod is asked how it is. */
function inClusterOf(values: Values): Pick<Config, "health" | "metrics"> {
  const { disable } = inner(values, "telemetry", "metrics", "prometheus");
  return { ...inClusterServers, ...(disable === true ? { metrics: undefined } : {}) };
}

/** What does not depend on where resources come from and proxies run. */
function commonOf(values: Values, { base, checking, root }: Context): Partial<Config> {
  const admin = inner(values, "admin", "address");
  const apis = inner(values, "extensionApis");
  const enabled = list(inner(values, "runtimeFlags").enabled);
  const flagsLine = lineAt(root, ["runtimeFlags", "enabled"], checking.lines);
  for (const flag of enabled)
    if (flag !== "PerResourceSystemCASecret") {
      const place = { line: flagsLine, field: "runtimeFlags.enabled" };
      checking.findings.warn("unsupported", place, `The runtime flag ${flag} has no effect here.`);
    }
  return {
    controllerName: text(inner(values, "gateway").controllerName) ?? base.controllerName,
    admin: { host: text(admin.host) ?? "127.0.0.1", port: typeof admin.port === "number" ? admin.port : 19000 },
    extensionApis: { backend: apis.enableBackend === true, envoyPatchPolicy: apis.enableEnvoyPatchPolicy === true },
    sdsSecretRef: apis.enableSDSSecretRef === true,
    perResourceSystemCaSecret: enabled.includes("PerResourceSystemCASecret"),
    ...envoyProxyOf(values, checking, lineAt(root, ["envoyProxy"], checking.lines)),
    logging: loggingOf(inner(values, "logging"), base.logging),
  };
}

/** The default settings of proxies are checked like an EnvoyProxy object. */
function envoyProxyOf(
  values: Values,
  { findings }: Checking,
  line: number,
): { readonly envoyProxy?: Readonly<Record<string, unknown>> } {
  const spec = values.envoyProxy;
  if (typeof spec !== "object" || Array.isArray(spec)) return {};
  const object = {
    apiVersion,
    kind: "EnvoyProxy",
    metadata: { name: "default" },
    spec: JSON.parse(JSON.stringify(spec)),
  };
  for (const { severity, problem } of readResource(object).findings) {
    const field = problem.place?.field?.replace(/^spec/, "envoyProxy") ?? "envoyProxy";
    const message = problem.message.replace(/\bspec\./g, "envoyProxy.");
    if (severity === "error") findings.error(problem.kind, { line, field }, message, problem.remedy);
    else findings.warn(problem.kind, { line, field }, message, problem.remedy);
  }
  return { envoyProxy: spec as Readonly<Record<string, unknown>> };
}

function loggingOf(values: Values, base: Config["logging"]): Config["logging"] {
  const { default: level, ...levels } = inner(values, "level") as Readonly<Record<string, LogLevel>>;
  const format =
    values.encoder === "JSON" ? "json" : values.encoder === "Text" && base.format === "json" ? "text" : base.format;
  return { format, level: level ?? base.level, levels: { ...base.levels, ...levels } };
}
