import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import { repositoryRoot } from "./cases.ts";

/** The built program that the tests run, as a user does. */
export const gatewayEntry: string = join(repositoryRoot, "apps", "gateway", "dist", "main.js");

/** A gateway in a process of its own, with a home of its own. */
export interface RunningGateway {
  readonly process: ChildProcess;
  readonly home: string;
  /** Everything it has printed so far. */
  log(): string;
  /** Asks it to drain and waits for its end; after 20 s it is killed. */
  stop(): Promise<void>;
}

/** Starts `sluice server PATHS…`; `home` must not exist yet. */
export function startGateway({
  args,
  home,
}: {
  readonly args: readonly string[];
  readonly home: string;
}): RunningGateway {
  mkdirSync(home, { recursive: true });
  const file = join(home, "gateway.log");
  const out = openSync(file, "w");
  const env = {
    ...process.env,
    HOME: home,
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_DATA_HOME: join(home, "data"),
    XDG_STATE_HOME: join(home, "state"),
    XDG_CACHE_HOME: join(home, "cache"),
    XDG_RUNTIME_DIR: join(home, "run"),
  };
  const child = spawn(process.execPath, [gatewayEntry, "server", ...args], { stdio: ["ignore", out, out], env });
  return { process: child, home, log: () => readFileSync(file, "utf8"), stop: () => stopProcess(child) };
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 20_000);
  await ended;
  clearTimeout(timer);
}

/** Ports that are free now; all are held until all are found, so that they differ. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listenAnywhere()));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listenAnywhere(): Promise<Server> {
  const server = createServer();
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** An HTTP answer, or status 0 and the error. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** One request on a connection of its own. */
export function ask(target: {
  readonly port: number;
  readonly host: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}): Promise<Answer> {
  const { port, host, path = "/", headers = {} } = target;
  return new Promise((resolve) => {
    const options = { host: "127.0.0.1", port, path, headers: { ...headers, host }, agent: false, timeout: 10_000 };
    const sent = request(options, (response) => {
      let body = "";
      response.on("data", (chunk) => {
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

/** Asks until the condition holds; throws with the gateway's log after a minute, or when the gateway ends. */
export async function until(gateway: RunningGateway, holds: () => Promise<boolean>): Promise<void> {
  for (const started = Date.now(); Date.now() - started < 60_000; ) {
    if (await holds()) return;
    if (gateway.process.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the gateway did not get there; its log ends with:\n${gateway.log().slice(-6000)}`);
}
