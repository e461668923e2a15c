import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { hostDirectories } from "@sluice/infra-manager";
import { type Config, defaultConfig, type HostAndPort, type Logging } from "./config/config.ts";
import { readConfig } from "./config/read-config.ts";
import type { Log } from "./log.ts";
import { problemText } from "./narrate/problem-text.ts";

/** What the command line says. */
export interface ServerArguments {
  readonly paths: readonly string[];
  readonly configFile: string | undefined;
  readonly envoy?: string;
  readonly xdsAddress?: string;
  readonly healthAddress?: string;
  readonly metricsAddress?: string;
  readonly certs?: string;
  readonly statuses?: string;
  readonly log?: Logging["format"];
}

/** For people at a terminal, for programs otherwise. */
export function usualFormat(): Logging["format"] {
  return process.stdout.isTTY ? "pretty" : "json";
}

/** Flags over file over defaults; undefined, with words in the log, when something must not be guessed. */
export function decide(args: ServerArguments, log: Log): Config | undefined {
  const fail = (text: string): undefined => log({ part: "sluice", level: "error", text }) as undefined;
  const usual = defaultConfig(hostDirectories(), args.log ?? usualFormat());
  const base: Config = {
    ...usual,
    paths: args.paths,
    controllerNamespace: process.env.ENVOY_GATEWAY_NAMESPACE || usual.controllerNamespace,
    dnsDomain: process.env.KUBERNETES_CLUSTER_DOMAIN || usual.dnsDomain,
    ...(args.envoy === undefined ? {} : { envoy: args.envoy }),
    ...(args.xdsAddress === undefined ? {} : { xdsAddress: args.xdsAddress }),
    ...(args.certs === undefined ? {} : { certificates: args.certs }),
    ...(args.statuses === undefined ? {} : { statusFile: args.statuses }),
  };
  const decided = fromFile(args, base, log);
  if (!decided) return undefined;
  const config = { ...decided, ...serversOf(args, decided) };
  if (config.kubernetes) return config;
  if (config.paths.length === 0)
    return fail("Name files or folders of manifests: sluice server PATHS..., or --config FILE.");
  const missing = config.paths.filter((path) => !existsSync(path));
  for (const path of missing) fail(`${path}: no such file or folder.`);
  if (config.statusFile !== undefined && config.paths.some((path) => isIn(path, config.statusFile ?? "")))
    return fail(
      `${config.statusFile}: statuses must not be written among the manifests, where they would be read as such.`,
    );
  return missing.length > 0 ? undefined : config;
}

/** What Envoy Gateway does without a configuration: it reads the cluster that it runs in. */
const inClusterText = "apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: EnvoyGateway\nprovider: {type: Kubernetes}\n";

function fromFile({ configFile, paths }: ServerArguments, base: Config, log: Log): Config | undefined {
  if (configFile === undefined) {
    const inPod = process.env.KUBERNETES_SERVICE_HOST !== undefined && paths.length === 0;
    return inPod ? readConfig(inClusterText, { file: "", base }).config : base;
  }
  let text: string;
  try {
    text = readFileSync(configFile, "utf8");
  } catch (error) {
    log({
      part: "sluice",
      level: "error",
      text: `${configFile}: the configuration cannot be read: ${(error as Error).message}.`,
    });
    return undefined;
  }
  const { config, findings } = readConfig(text, { file: configFile, base });
  for (const { severity, problem } of findings)
    log({ part: "sluice", level: severity === "error" ? "error" : "warn", text: problemText(problem) });
  return config;
}

function serversOf(args: ServerArguments, { health, metrics }: Config): Pick<Config, "health" | "metrics"> {
  return {
    health: args.healthAddress === undefined ? health : hostAndPort(args.healthAddress),
    metrics: args.metricsAddress === undefined ? metrics : hostAndPort(args.metricsAddress),
  };
}

/** `127.0.0.1:8081`, `:8081`, `[::1]:8081`. */
function hostAndPort(address: string): HostAndPort {
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*)):(\d+)$/.exec(address) ?? [];
  if (port === undefined) throw new Error(`not an address: ${address} (expected HOST:PORT)`);
  return { host: bracketed ?? plain ?? "", port: Number(port) };
}

function isIn(folder: string, file: string): boolean {
  return resolve(dirname(file)) === resolve(folder) || resolve(file) === resolve(folder);
}
