import { setTimeout as wait } from "node:timers/promises";
import { concatMap, Subscription } from "rxjs";
import type { Config } from "./config/config.ts";
import { decide, type ServerArguments, usualFormat } from "./decide.ts";
import { type Log, openLog, type SwitchableLog, switchableLog } from "./log.ts";
import { reloadOf, watchChanges } from "./reload.ts";
import { type Serving, serve } from "./serve.ts";

export type { ServerArguments } from "./decide.ts";

/** Runs the gateway until a signal ends it; returns the exit code. */
export async function runServer(args: ServerArguments): Promise<number> {
  const early = openLog({ format: args.log ?? usualFormat(), level: "info", levels: {} });
  const config = decide(args, early);
  if (!config) return 1;
  const log = switchableLog(openLog(config.logging));
  survive(log);
  try {
    const running = new Running(config, await serve(config, log), log);
    running.sayHello();
    return await running.untilStopped(args);
  } catch (error) {
    log({ part: "sluice", level: "error", text: startProblem(error) });
    return 1;
  }
}

/** One gateway after the other, as the configuration changes. */
class Running {
  #config: Config;
  #serving: Serving;
  #reloading: Promise<void> = Promise.resolve();
  readonly #log: SwitchableLog;

  constructor(config: Config, serving: Serving, log: SwitchableLog) {
    this.#config = config;
    this.#serving = serving;
    this.#log = log;
  }

  sayHello(): void {
    const { paths, kubernetes, runProxies } = this.#config;
    const { xdsAddress } = this.#serving.gateway;
    const proxies = runProxies || kubernetes?.fleets ? "" : "; proxies are not run here";
    const follows = kubernetes ? "the cluster" : paths.join(", ");
    const text = `Sluice follows ${follows}; xDS is served at ${xdsAddress}${proxies}`;
    this.#log({ part: "sluice", level: "info", text, fields: { paths, xds: xdsAddress } });
  }

  /** The first signal drains, the second ends at once. */
  untilStopped(args: ServerArguments): Promise<number> {
    return new Promise((resolve) => {
      const changes = new Subscription();
      let stopping = false;
      const stop = (signal: NodeJS.Signals): void => {
        const how = stopping ? "now" : "drain";
        const text = stopping ? `${signal} again: stopping at once` : `${signal}: ${this.#farewell()}`;
        this.#log({ part: "sluice", level: "info", text });
        stopping = true;
        changes.unsubscribe();
        this.#close(how).then(
          () => resolve(0),
          (error: unknown) => {
            this.#log({
              part: "sluice",
              level: "error",
              text: `A bug in Sluice (stopping): ${(error as Error).stack}`,
            });
            resolve(1);
          },
        );
      };
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
      if (args.configFile === undefined) return;
      const reload = (): Promise<void> => {
        this.#reloading = this.#reload(args);
        return this.#reloading;
      };
      const reloads = watchChanges(args.configFile).pipe(concatMap(reload));
      changes.add(
        reloads.subscribe({
          error: (error: unknown) => {
            this.#log({ part: "sluice", level: "error", text: startProblem(error) });
            resolve(1);
          },
        }),
      );
    });
  }

  /** What a change of the configuration has begun to start is to end as well; but a world that does not answer may keep it. */
  async #close(how: "drain" | "now"): Promise<void> {
    if (how === "drain") await Promise.race([this.#reloading.catch(() => {}), wait(5_000, undefined, { ref: false })]);
    await this.#serving.close(how);
  }

  #farewell(): string {
    return this.#config.runProxies
      ? "draining; once more stops at once"
      : "stopping; proxies go on with what they have";
  }

  /** Takes up a changed file; one that is broken leaves everything as it is. */
  async #reload(args: ServerArguments): Promise<void> {
    const tell = (level: "info" | "warn" | "error", text: string): void => this.#log({ part: "sluice", level, text });
    const config = decide(args, this.#log);
    if (!config) return tell("error", "The changed configuration is not taken up; the one before stays in force.");
    const { kind } = reloadOf(this.#config, config);
    switch (kind) {
      case "same":
        return;
      case "later":
        return tell(
          "warn",
          "The configuration changed who runs proxies, or where. It takes effect when Sluice is started again, with its proxies.",
        );
      case "logging":
        this.#log.use(openLog(config.logging));
        tell("info", "The configuration of the log changed.");
        break;
      case "restart":
        tell("info", "The configuration changed: starting anew; proxies go on with what they have.");
        this.#serving = await this.#startAnew(config);
        break;
    }
    this.#config = config;
    if (kind === "restart") this.sayHello();
  }

  async #startAnew(config: Config): Promise<Serving> {
    const legacy = await this.#serving.handOver();
    this.#log.use(openLog(config.logging));
    return await serve(config, this.#log, legacy);
  }
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

function startProblem(error: unknown): string {
  if (!(error instanceof Error)) return `Sluice cannot start: ${error}.`;
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code === "EADDRINUSE") {
    const at =
      port === undefined ? error.message : address?.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
    return `The address ${at} is already in use. Stop the other program, or choose another with --xds-address or --health-address.`;
  }
  if (code === "EACCES" || code === "EPERM" || code === "EADDRNOTAVAIL")
    return `Sluice cannot start: ${error.message}.`;
  return `Sluice cannot start: ${error.stack ?? error.message}`;
}
