import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { type Agent, createServer as createHttpServer, request, type Server } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { repositoryRoot } from "./cases.ts";

const app = join(repositoryRoot, "apps", "gateway");

/** The built program that the tests run, as a user does. */
export const gatewayEntry: string = join(app, "dist", "main.js");

/** How a gateway is started. */
export interface GatewayStart {
  /** Arguments of the program: `server PATHS…`. */
  readonly args: readonly string[];
  /** Its home; it is made if need be. */
  readonly home: string;
  /** Its working directory; absent: the test's. */
  readonly cwd?: string;
  /** `source` needs no build; absent: `build`. */
  readonly from?: "build" | "source";
  readonly environment?: NodeJS.ProcessEnv;
}

/** One line of the JSON log; pino's levels: 30 info, 40 warning, 50 error. */
export interface LogLine {
  readonly level: number;
  readonly part: string;
  readonly msg: string;
}

/** A gateway in a process of its own, with a home of its own. */
export interface RunningGateway {
  readonly process: ChildProcess;
  readonly home: string;
  /** What it logged as JSON. */
  readonly lines: readonly LogLine[];
  /** What was printed that is neither a line of a JSON log nor of Envoy's access log. */
  readonly stray: readonly string[];
  /** Everything it has printed so far. */
  log(): string;
  /** Asks it to stop, and waits for its exit code; after 20 s it is killed. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts `sluice ARGS…`. */
export function startGateway({ args, home, cwd, from = "build", environment }: GatewayStart): RunningGateway {
  mkdirSync(home, { recursive: true });
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: home,
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_DATA_HOME: join(home, "data"),
    XDG_STATE_HOME: join(home, "state"),
    XDG_CACHE_HOME: join(home, "cache"),
    XDG_RUNTIME_DIR: join(home, "run"),
    ...environment,
  };
  delete env.NODE_OPTIONS;
  const program = from === "build" ? [gatewayEntry] : ["--conditions=@sluice/source", join(app, "src", "main.ts")];
  const child = spawn(process.execPath, [...program, ...args], { env, ...(cwd === undefined ? {} : { cwd }) });
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  const printed: string[] = [];
  const lines: LogLine[] = [];
  const stray: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
      printed.push(text);
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      for (const part of parts) {
        const value = toObject(part);
        const line = toLine(value);
        if (line) lines.push(line);
        else if (part !== "" && !isRequest(value)) stray.push(part);
      }
    });
  }
  return {
    process: child,
    home,
    lines,
    stray,
    log: () => printed.join(""),
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      const timer = setTimeout(() => child.kill("SIGKILL"), 20_000);
      const code = await ended;
      clearTimeout(timer);
      return code;
    },
  };
}

function toLine(value: object | undefined): LogLine | undefined {
  return value !== undefined && "msg" in value && "part" in value ? (value as LogLine) : undefined;
}

/** A line of Envoy's access log. */
function isRequest(value: object | undefined): boolean {
  return value !== undefined && "response_code" in value;
}

/** Undefined for what is no JSON object. */
function toObject(text: string): object | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

/** Ports that are free now; all are held until all are found, so that they differ. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** A backend that answers with its name, and never closes an idle connection just as Envoy reuses it. */
export async function startBackend(name: string): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createHttpServer({ keepAliveTimeout: 0 }, (_, response) => response.end(name));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, server };
}

/** An HTTP answer, or status 0 and the error. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** One request, on a connection of its own unless an agent keeps one. */
export function ask(target: {
  readonly port: number;
  readonly host: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: Agent;
}): Promise<Answer> {
  const { port, host, path = "/", headers = {}, agent = false } = target;
  return new Promise((resolve) => {
    const options = { host: "127.0.0.1", port, path, headers: { ...headers, host }, agent, timeout: 10_000 };
    const sent = request(options, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      response.on("error", (error) => resolve({ status: 0, headers: {}, body: error.message }));
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer within 10 s")));
    sent.on("error", (error) => resolve({ status: 0, headers: {}, body: error.message }));
    sent.end();
  });
}

/** Waits until a condition holds; fails with what the gateway printed after a while (a minute), or when it ends. */
export async function until(
  gateway: RunningGateway,
  holds: () => boolean | Promise<boolean>,
  { what = "what should be", ms = 60_000 }: { readonly what?: string; readonly ms?: number } = {},
): Promise<void> {
  for (const begun = performance.now(); performance.now() - begun < ms; ) {
    const ended = gateway.process.exitCode !== null;
    if (await holds()) return;
    if (ended) break;
    await sleep(20);
  }
  throw new Error(`waited in vain for ${what}; the gateway's log ends with:\n${gateway.log().slice(-6000)}`);
}

/** Resolves after some milliseconds. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
