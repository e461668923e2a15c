import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { drainPod, type PodDrain, type ShutdownServer, serveShutdown } from "../src/shutdown/index.ts";
import { until } from "./kubernetes/setting.ts";
import { freePort, realEnvoy } from "./setting.ts";

const binary = await realEnvoy();

describe.skipIf(binary === undefined)("the end of a pod", () => {
  const directory = mkdtempSync(join(tmpdir(), "sluice-shutdown-"));
  let backend: Server;
  let envoy: ChildProcess;
  let port = 0;
  let admin = "";
  let file = "";
  const said: string[] = [];
  const open: (Socket | ReturnType<typeof request>)[] = [];
  const servers: ShutdownServer[] = [];

  beforeAll(async () => {
    // A backend that answers when it is told to.
    backend = createServer((_, response) => {
      response.writeHead(200);
      response.write("begun");
      backend.once("finish", () => response.end());
    });
    backend.keepAliveTimeout = 0;
    await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => {
    backend.closeAllConnections();
    backend.close();
    rmSync(directory, { recursive: true, force: true });
  });
  beforeEach(async () => {
    [port, file] = [await freePort(), join(directory, `ready-${Math.random()}`)];
    const adminPort = await freePort();
    admin = `127.0.0.1:${adminPort}`;
    const config = configOf({ port, adminPort, backendPort: (backend.address() as AddressInfo).port });
    envoy = spawn(
      binary!,
      [
        "--config-yaml",
        JSON.stringify(config),
        "--use-dynamic-base-id",
        "--concurrency",
        "1",
        "-l",
        "off",
        "--drain-strategy",
        "immediate",
      ],
      { stdio: "ignore" },
    );
    await until(
      () => status("/health").catch(() => 0),
      (code) => code === 200,
    );
    said.length = 0;
  });
  afterEach(async () => {
    for (const one of open.splice(0)) one.destroy();
    // Done with: nothing has to be drained for them.
    writeFileSync(file, "");
    for (const one of servers.splice(0)) await one.close();
    await endEnvoy();
  });
  const endEnvoy = async (): Promise<void> => {
    if (envoy.exitCode !== null || envoy.signalCode !== null) return;
    const ended = new Promise((resolve) => envoy.once("exit", resolve));
    envoy.kill("SIGKILL");
    await ended;
  };

  const status = (path: string, at = port): Promise<number> =>
    new Promise((resolve, reject) => {
      const asked = request({ host: "127.0.0.1", port: at, path, agent: false }, (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode ?? 0));
      });
      asked.on("error", reject);
      asked.end();
    });
  /** A request whose answer has begun and does not end by itself. */
  const begin = async (): Promise<IncomingMessage> => {
    const asked = request({ host: "127.0.0.1", port, path: "/slow", agent: false });
    open.push(asked);
    asked.on("error", () => {});
    const answered = new Promise<IncomingMessage>((resolve) => asked.on("response", resolve));
    asked.end();
    const response = await answered;
    await new Promise((resolve) => response.once("data", resolve));
    return response;
  };
  const drain = (change: Partial<PodDrain> = {}): Promise<void> =>
    drainPod({
      healthCheckFailureDelayMs: 0,
      timeoutMs: 30_000,
      minMs: 0,
      exitAtConnections: 0,
      admin,
      file,
      say: (text) => said.push(text),
      ...change,
    });
  const sidecar = async (readyTimeoutMs = 30_000): Promise<ShutdownServer> => {
    const server = await serveShutdown({ readyTimeoutMs, port: 0, admin, file, say: (text) => said.push(text) });
    servers.push(server);
    return server;
  };

  it("waits for requests under way, and for nobody else", async () => {
    const server = await sidecar();
    expect(await status("/healthz", server.port)).toBe(200);
    const hook = status("/shutdown/ready", server.port);
    const response = await begin();
    const drained = drain();
    await until(
      () => said,
      (lines) => lines.includes("1 open connections"),
    );
    // New clients come until the news has spread, and learn that this proxy is leaving.
    expect(await status("/health")).toBe(503);
    expect(existsSync(file)).toBe(false);
    const finished = new Promise((resolve) => response.once("end", resolve));
    response.resume();
    backend.emit("finish");
    await finished;
    await drained;
    expect(await hook).toBe(200);
    expect(said).toContain("drained");
  });

  it("cuts connections when time is up", async () => {
    await begin();
    await drain({ timeoutMs: 300 });
    expect(said.at(-1)).toBe("not drained in time, 1 connections are cut");
    expect(existsSync(file)).toBe(true);
  });

  it("does not wait for a few that it may leave, nor for those who only look", async () => {
    const silent = connect(port, "127.0.0.1");
    open.push(silent);
    await until(
      () => connectionsOf(),
      (count) => count === 1,
    );
    await drain({ exitAtConnections: 1 });
    expect(said.at(-1)).toBe("drained");
  });

  const connectionsOf = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const [host, adminPort] = admin.split(":");
      const asked = request(
        { host, port: adminPort, path: `/stats?filter=listener.127.0.0.1_${port}.downstream_cx_active`, agent: false },
        (response) => {
          let text = "";
          response.on("data", (chunk) => {
            text += chunk;
          });
          response.on("end", () => resolve(Number(text.split("\n")[0]?.split(": ")[1] ?? 0)));
        },
      );
      asked.on("error", reject);
      asked.end();
    });

  it("takes at least the time that news take, and keeps serving meanwhile", async () => {
    const begun = performance.now();
    const drained = drain({ minMs: 1500, healthCheckFailureDelayMs: 700 });
    // Health checks hold for a while, so that load balancers do not cut what they take away.
    expect(await status("/health")).toBe(200);
    await until(
      () => status("/health"),
      (code) => code === 503,
    );
    expect(performance.now() - begun).toBeGreaterThanOrEqual(690);
    await drained;
    expect(performance.now() - begun).toBeGreaterThanOrEqual(1500);
  });

  it("goes on when Envoy has ended already", async () => {
    await endEnvoy();
    await drain({ timeoutMs: 1_000 });
    expect(existsSync(file)).toBe(true);
    expect(said.join("\n")).toMatch(/connections cannot be counted/);
  });

  it("lets the kubelet know when nothing was drained in time", async () => {
    const server = await sidecar(200);
    expect(await status("/shutdown/ready", server.port)).toBe(500);
    expect(await status("/other", server.port)).toBe(404);
  });

  it("drains by itself when it must end and the hook never ran", async () => {
    const response = await begin();
    const server = await sidecar();
    const hook = status("/shutdown/ready", server.port);
    const closed = server.close();
    await until(
      () => said,
      (lines) => lines.includes("1 open connections"),
    );
    response.resume();
    backend.emit("finish");
    expect(await hook).toBe(200);
    await closed;
    servers.length = 0;
    expect(said).toContain("told to end before a drain was made");
  }, 60_000);
});

function configOf({
  port,
  adminPort,
  backendPort,
}: Readonly<Record<"port" | "adminPort" | "backendPort", number>>): object {
  const socket = (port_value: number): object => ({ socket_address: { address: "127.0.0.1", port_value } });
  const types = "type.googleapis.com/envoy.extensions.filters";
  return {
    admin: { address: socket(adminPort) },
    static_resources: {
      listeners: [
        {
          name: "http",
          address: socket(port),
          filter_chains: [
            {
              filters: [
                {
                  name: "envoy.filters.network.http_connection_manager",
                  typed_config: {
                    "@type": `${types}.network.http_connection_manager.v3.HttpConnectionManager`,
                    stat_prefix: "http",
                    http_filters: [
                      {
                        name: "envoy.filters.http.health_check",
                        typed_config: {
                          "@type": `${types}.http.health_check.v3.HealthCheck`,
                          pass_through_mode: false,
                          headers: [{ name: ":path", string_match: { exact: "/health" } }],
                        },
                      },
                      {
                        name: "envoy.filters.http.router",
                        typed_config: { "@type": `${types}.http.router.v3.Router` },
                      },
                    ],
                    route_config: {
                      virtual_hosts: [
                        {
                          name: "all",
                          domains: ["*"],
                          routes: [{ match: { prefix: "/" }, route: { cluster: "backend", timeout: "0s" } }],
                        },
                      ],
                    },
                  },
                },
              ],
            },
          ],
        },
      ],
      clusters: [
        {
          name: "backend",
          load_assignment: {
            cluster_name: "backend",
            endpoints: [{ lb_endpoints: [{ endpoint: { address: socket(backendPort) } }] }],
          },
        },
      ],
    },
  };
}
