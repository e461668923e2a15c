import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { type Agent, createServer, request, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** One line of the JSON log; pino's levels: 30 info, 40 warning, 50 error. */
export interface Line {
  readonly level: number;
  readonly part: string;
  readonly msg: string;
}

/** A gateway in a process of its own, run from the sources, with a home of its own. */
export interface Running {
  readonly process: ChildProcess;
  /** Below it: `manifests`, and whatever a test needs. */
  readonly folder: string;
  readonly lines: readonly Line[];
  /** What was printed that is no log line: nothing, unless something is very wrong. */
  readonly stray: readonly string[];
  /** Asks it to stop; resolves with its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Makes a folder for a test. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sluice-gateway-"));
  mkdirSync(join(folder, "manifests"));
  return folder;
}

/** Starts `sluice ARGS…` with its home below `folder`. */
export function start(folder: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Running {
  const home = join(folder, "home");
  mkdirSync(home, { recursive: true });
  const env: NodeJS.ProcessEnv = { ...process.env, HOME: home, XDG_RUNTIME_DIR: join(home, "run"), ...environment };
  for (const name of ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "NODE_OPTIONS"]) delete env[name];
  const child = spawn(process.execPath, ["--conditions=@sluice/source", main, ...args], { cwd: folder, env });
  const lines: Line[] = [];
  const stray: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
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
    folder,
    lines,
    stray,
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      const timer = setTimeout(() => child.kill("SIGKILL"), 20_000);
      const code = await ended;
      clearTimeout(timer);
      return code;
    },
  };
}

/** Stops a gateway and removes its folder. */
export async function end(running: Running): Promise<void> {
  if (running.process.exitCode === null) await running.stop();
  rmSync(running.folder, { recursive: true, force: true });
}

function toLine(value: object | undefined): Line | undefined {
  return value !== undefined && "msg" in value && "part" in value ? (value as Line) : undefined;
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

/** Free ports, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createTcpServer();
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
  const server = createServer({ keepAliveTimeout: 0 }, (_, response) => response.end(name));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, server };
}

/** What came back; status 0: no answer. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One request, on a connection of its own unless an agent keeps one. */
export function ask(
  port: number,
  host: string,
  { path = "/", agent }: { readonly path?: string; readonly agent?: Agent } = {},
): Promise<Answer> {
  return new Promise((resolve) => {
    const options = { host: "127.0.0.1", port, path, headers: { host }, agent: agent ?? false, timeout: 5000 };
    const sent = request(options, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      response.on("error", (error) => resolve({ status: 0, body: error.message }));
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer")));
    sent.on("error", (error) => resolve({ status: 0, body: error.message }));
    sent.end();
  });
}

/** Waits until a condition holds; the failure shows what the gateway said. */
export async function until(
  running: Running,
  holds: () => boolean | Promise<boolean>,
  what: string,
  ms = 20_000,
): Promise<void> {
  for (const begun = performance.now(); performance.now() - begun < ms; ) {
    if (await holds()) return;
    await sleep(10);
  }
  const said = [...running.lines.map(({ part, level, msg }) => `${level} ${part}: ${msg}`), ...running.stray];
  throw new Error(`waited in vain for ${what}; the gateway said:\n${said.slice(-40).join("\n")}`);
}

/** Resolves after some milliseconds. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
