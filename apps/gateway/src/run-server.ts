import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { hostDirectories } from "@sluice/infra-manager";
import { type Config, defaultConfig, type Logging } from "./config/config.ts";
import { readConfig } from "./config/read-config.ts";
import { type Log, openLog } from "./log.ts";
import { problemText } from "./narrate/problem-text.ts";
import { type Serving, serve } from "./serve.ts";

/** What the command line says. */
export interface ServerArguments {
  readonly paths: readonly string[];
  readonly configFile: string | undefined;
  readonly envoy?: string;
  readonly xdsAddress?: string;
  readonly statuses?: string;
  readonly log?: Logging["format"];
}

/** Runs the gateway until a signal ends it; returns the exit code. */
export async function runServer(args: ServerArguments): Promise<number> {
  const early = openLog({ format: args.log ?? usualFormat(), level: "info", levels: {} });
  const config = decide(args, early);
  if (!config) return 1;
  const log = openLog(config.logging);
  survive(log);
  try {
    const serving = await serve(config, log);
    sayHello(config, serving, log);
    return await untilStopped(serving, log);
  } catch (error) {
    log({ part: "sluice", level: "error", text: startProblem(error, config) });
    return 1;
  }
}

/** Flags over file over defaults; undefined when something must not be guessed. */
function decide(args: ServerArguments, log: Log): Config | undefined {
  const fail = (text: string): undefined => log({ part: "sluice", level: "error", text }) as undefined;
  const usual = defaultConfig(hostDirectories(), args.log ?? usualFormat());
  const base: Config = {
    ...usual,
    paths: args.paths,
    controllerNamespace: process.env.ENVOY_GATEWAY_NAMESPACE || usual.controllerNamespace,
    dnsDomain: process.env.KUBERNETES_CLUSTER_DOMAIN || usual.dnsDomain,
    ...(args.envoy === undefined ? {} : { envoy: args.envoy }),
    ...(args.xdsAddress === undefined ? {} : { xdsAddress: args.xdsAddress }),
    ...(args.statuses === undefined ? {} : { statusFile: args.statuses }),
  };
  const config = args.configFile === undefined ? base : fromFile(args.configFile, base, log);
  if (!config) return undefined;
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

function fromFile(file: string, base: Config, log: Log): Config | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    log({
      part: "sluice",
      level: "error",
      text: `${file}: the configuration cannot be read: ${(error as Error).message}.`,
    });
    return undefined;
  }
  const { config, findings } = readConfig(text, { file, base });
  for (const { severity, problem } of findings)
    log({ part: "sluice", level: severity === "error" ? "error" : "warn", text: problemText(problem) });
  return config;
}

function isIn(folder: string, file: string): boolean {
  return resolve(dirname(file)) === resolve(folder) || resolve(file) === resolve(folder);
}

/** For people at a terminal, for programs otherwise. */
function usualFormat(): Logging["format"] {
  return process.stdout.isTTY ? "pretty" : "json";
}

/** A bug in one place must not take everything down: proxies go on with what they have. */
function survive(log: Log): void {
  const tell = (what: string) => (error: unknown) =>
    log({
      part: "sluice",
      level: "error",
      text: `A bug in Sluice (${what}): ${error instanceof Error ? error.stack : error}`,
    });
  process.on("uncaughtException", tell("uncaught exception"));
  process.on("unhandledRejection", tell("unhandled rejection"));
}

function sayHello(config: Config, { gateway }: Serving, log: Log): void {
  const proxies = config.runProxies ? "" : "; proxies are not run here";
  const text = `Sluice follows ${config.paths.join(", ")}; xDS is served at ${gateway.xdsAddress}${proxies}`;
  log({ part: "sluice", level: "info", text, fields: { paths: config.paths, xds: gateway.xdsAddress } });
}

/** The first signal drains, the second ends at once. */
function untilStopped(serving: Serving, log: Log): Promise<number> {
  return new Promise((resolvePromise) => {
    let stopping = false;
    const stop = (signal: NodeJS.Signals): void => {
      const how = stopping ? "now" : "drain";
      const text = stopping ? `${signal} again: stopping at once` : `${signal}: draining; once more stops at once`;
      log({ part: "sluice", level: "info", text });
      stopping = true;
      serving.close(how).then(
        () => resolvePromise(0),
        (error: unknown) => {
          log({ part: "sluice", level: "error", text: `A bug in Sluice (stopping): ${(error as Error).stack}` });
          resolvePromise(1);
        },
      );
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  });
}

function startProblem(error: unknown, config: Config): string {
  if (!(error instanceof Error)) return `Sluice cannot start: ${error}.`;
  const code = "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE")
    return `The xDS address ${config.xdsAddress} is already in use. Stop the other program, or choose another with --xds-address.`;
  if (code === "EACCES" || code === "EPERM" || code === "EADDRNOTAVAIL")
    return `Sluice cannot start: ${error.message}.`;
  return `Sluice cannot start: ${error.stack ?? error.message}`;
}
