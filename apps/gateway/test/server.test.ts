import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import {
  ask,
  freePorts,
  type RunningGateway,
  sleep,
  startBackend,
  startGateway,
  until,
} from "@sluice/testkit/running-gateway";
import { afterEach, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { makeFolder } from "./folder.ts";
import { backend, documents, gateway, gatewayClass, route } from "./manifests.ts";

const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const ending of endings.splice(0).reverse()) await ending();
});

async function backends(...names: string[]): Promise<number[]> {
  const started = await Promise.all(names.map(startBackend));
  endings.push(() => started.map(({ server }) => server.close()));
  return started.map(({ port }) => port);
}

function run(folder: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): RunningGateway {
  const running = startGateway({ args, home: join(folder, "home"), cwd: folder, from: "source", environment });
  endings.push(async () => {
    if (running.process.exitCode === null) await running.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return running;
}

const eventually = (running: RunningGateway, holds: () => boolean | Promise<boolean>, what: string): Promise<void> =>
  until(running, holds, { what, ms: 20_000 });

const said = (running: RunningGateway): string => running.lines.map(({ msg }) => msg).join("\n");

/** A folder whose Gateway sends `www.example.com` to the first backend. */
async function prepared(): Promise<{ folder: string; port: number; blue: number; green: number }> {
  const [blue = 0, green = 0] = await backends("blue", "green");
  const [port = 0] = await freePorts(1);
  const folder = makeFolder();
  writeFileSync(join(folder, "manifests", "base.yaml"), documents(gatewayClass, gateway(port)));
  writeFileSync(join(folder, "manifests", "backends.yaml"), documents(backend("blue", blue), backend("green", green)));
  writeFileSync(join(folder, "manifests", "routes.yaml"), route("www", "www.example.com", "blue"));
  return { folder, port, blue, green };
}

const answers = (running: RunningGateway, port: number, body: string, host = "www.example.com"): Promise<void> =>
  eventually(running, async () => (await ask({ port, host })).body === body, `${body} at ${host}`);

const envoysOf = (running: RunningGateway): string =>
  execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(running.home) && line.includes("envoy") && !line.includes("main.ts"))
    .join("\n");

/** What is meant for the gateway's own process must not reach the Envoys that it starts. */
function expectCleanEnvironment(running: RunningGateway): void {
  if (process.platform !== "linux") return;
  const pids = envoysOf(running).match(/^ *\d+/gm) ?? [];
  expect(pids.length).toBeGreaterThan(0);
  for (const pid of pids)
    expect(readFileSync(`/proc/${pid.trim()}/environ`, "utf8")).not.toMatch(/MALLOC_|NODE_DISABLE_COMPILE_CACHE/);
}

/** What a gateway that has ended leaves running. A watcher takes a moment to read that its Envoy is done. */
async function leftOf(running: RunningGateway): Promise<string> {
  for (const begun = performance.now(); performance.now() - begun < 5000 && envoysOf(running) !== ""; ) await sleep(20);
  return envoysOf(running);
}

it("serves a folder, follows its files without a failed request, and leaves nothing behind", {
  timeout: 60_000,
}, async () => {
  const { folder, port } = await prepared();
  const at = (name: string): string => join(folder, "manifests", name);
  const running = run(folder, ["server", "manifests", "--log", "json", "--statuses", "statuses.yaml"]);
  await answers(running, port, "blue");
  expectCleanEnvironment(running);

  const traffic = startTraffic(port);
  // Saved in place, by rename, split into two files, moved, with a new host, removed and made again.
  writeFileSync(at("routes.yaml"), route("www", "www.example.com", "green"));
  await answers(running, port, "green");
  writeFileSync(join(folder, "new"), route("www", "www.example.com", "blue"));
  renameSync(join(folder, "new"), at("routes.yaml"));
  await answers(running, port, "blue");
  writeFileSync(
    at("more.yaml"),
    documents(route("www", "www.example.com", "green"), route("api", "api.example.com", "blue")),
  );
  rmSync(at("routes.yaml"));
  await answers(running, port, "green");
  await answers(running, port, "blue", "api.example.com");
  writeFileSync(at("routes.yaml"), route("www", "www.example.com", "blue"));
  rmSync(at("more.yaml"));
  await answers(running, port, "blue");
  await eventually(
    running,
    async () => (await ask({ port, host: "api.example.com" })).status === 404,
    "the route's end",
  );
  await eventually(running, () => traffic.count() > 100, "a hundred requests");
  expect(await traffic.stop()).toEqual([]);

  const programmed = (): boolean => {
    const file = join(folder, "statuses.yaml");
    if (!existsSync(file)) return false;
    const all = parseAllDocuments(readFileSync(file, "utf8")).map((document) => document.toJS());
    const { status } = all.find(({ kind }) => kind === "Gateway") ?? {};
    return (status?.conditions ?? []).some(
      (condition: { type: string; status: string }) => condition.type === "Programmed" && condition.status === "True",
    );
  };
  await eventually(running, programmed, "a programmed Gateway in the file of statuses");

  expect(envoysOf(running)).not.toBe("");
  expect(await running.stop()).toBe(0);
  expect(await leftOf(running)).toBe("");
  expect(running.stray).toEqual([]);
  // While a route moves from file to file, it may be seen in both.
  expect(running.lines.filter(({ level, msg }) => level >= 50 && !msg.includes("is also written in"))).toEqual([]);
  for (const told of [
    /HTTPRoute .*www changed/,
    /<- RouteConfiguration/,
    /-> took RouteConfiguration/,
    /Programmed=True/,
  ])
    expect(said(running)).toMatch(told);
});

it("waits for clients when it is stopped, and not when it is stopped twice", { timeout: 30_000 }, async () => {
  const [port = 0] = await freePorts(1);
  const [quick = 0] = await backends("quick");
  const slow = createServer((socket) => socket.on("data", () => {}).on("error", () => {}));
  await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
  endings.push(() => slow.close());
  const folder = makeFolder();
  const { port: slowPort } = slow.address() as { port: number };
  writeFileSync(
    join(folder, "manifests", "all.yaml"),
    documents(
      gatewayClass,
      gateway(port),
      backend("slow", slowPort),
      backend("quick", quick),
      route("www", "www.example.com", "slow"),
      route("quick", "quick.example.com", "quick"),
    ),
  );
  const running = run(folder, ["server", "manifests", "--log", "json"]);
  await answers(running, port, "quick", "quick.example.com");
  const hanging = ask({ port, host: "www.example.com" });
  await sleep(300);
  running.process.kill("SIGTERM");
  await eventually(running, () => /drains .* 1 open connection/.test(said(running)), "the drain");
  await sleep(500);
  expect(running.process.exitCode).toBeNull();
  const begun = performance.now();
  expect(await running.stop("SIGINT")).toBe(0);
  // The drain alone would take 10 s.
  expect(performance.now() - begun).toBeLessThan(6000);
  expect((await hanging).status).not.toBe(200);
  expect(await leftOf(running)).toBe("");
});

it("reads an EnvoyGateway configuration, and serves its admin pages", { timeout: 30_000 }, async () => {
  const { folder, port } = await prepared();
  const [admin = 0] = await freePorts(1);
  const config = `apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyGateway
provider:
  type: Custom
  custom:
    resource: {type: File, file: {paths: [manifests]}}
    infrastructure: {type: Host, host: {configHome: own/config, stateHome: own/state, runtimeDir: own/run}}
admin: {address: {port: ${admin}}}
extensionApis: {enableBackend: true}
logging: {encoder: JSON, level: {default: info, xds-server: error}}
rateLimit: {backend: {type: Redis}}
`;
  writeFileSync(join(folder, "eg.yaml"), config);
  const running = run(folder, ["server", "--config-path", "eg.yaml"]);
  await answers(running, port, "blue");
  expect(existsSync(join(folder, "own", "config", "certs", "envoy-gateway", "tls.crt"))).toBe(true);
  expect(running.lines.filter(({ level }) => level > 30).map(({ msg }) => msg)).toEqual([
    "eg.yaml:11: rateLimit has no effect here: global rate limits are not enforced.",
  ]);
  expect(running.lines.filter(({ part }) => part === "xds-server")).toEqual([]);
  type Page = {
    readonly fleets?: readonly { readonly ready: boolean }[];
    readonly streams?: readonly { readonly stream: number }[];
    readonly resources?: readonly unknown[];
  };
  const page = async (path: string): Promise<Page> =>
    (await (await fetch(`http://127.0.0.1:${admin}${path}`)).json()) as Page;
  expect(await page("/readyz")).toEqual({ status: "ok" });
  await eventually(
    running,
    async () => (await page("/api/proxies")).fleets?.[0]?.ready === true,
    "a fleet that is ready",
  );
  expect(await page("/api/proxies")).toMatchObject({ fleets: [{ running: 1 }], streams: [{}] });
  expect(await page("/api/collections")).toContainEqual(
    expect.objectContaining({ name: "resources/HTTPRoute", size: 1 }),
  );
  const { streams = [] } = await page("/api/proxies");
  const version = expect.stringMatching(/^\S{16,}$/);
  const { resources = [] } = await page(`/api/proxies/${streams[0]?.stream}`);
  expect(resources).toContainEqual(
    expect.objectContaining({ typeUrl: expect.stringMatching(/Listener$/), acked: version }),
  );
  expect(await page("/api/refusals")).toEqual([]);
  const metrics = await (await fetch(`http://127.0.0.1:${admin}/metrics`)).text();
  expect(metrics).toMatch(/^xds_streams\{fleet="envoy-gateway-system\/web"\} 1$/m);
  expect(metrics).toMatch(/^xds_ack_duration_seconds_count\{type="Listener",answer="ack"\} [1-9]/m);
  expect(metrics).toMatch(/^process_cpu_seconds_total /m);
  for (const nowhere of ["/nothing", "/api/proxies/999", "/api/nothing/1", "/metrics/1", "//"])
    expect([nowhere, (await fetch(`http://127.0.0.1:${admin}${nowhere}`)).status]).toEqual([nowhere, 404]);
});

it("serves xDS alone where no infrastructure is wanted", { timeout: 30_000 }, async () => {
  const { folder } = await prepared();
  writeFileSync(
    join(folder, "eg.yaml"),
    "apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: EnvoyGateway\nprovider: {type: Custom, custom: {resource: {type: File, file: {paths: [manifests]}}}}\nadmin: {address: {port: 0}}\n",
  );
  const running = run(folder, ["server", "--config", "eg.yaml", "--log", "json"]);
  await eventually(
    running,
    () => /xDS is served at 127\.0\.0\.1:\d+; proxies are not run here/.test(said(running)),
    "xDS",
  );
  expect(envoysOf(running)).toBe("");
  expect(await running.stop()).toBe(0);
});

it("takes up a changed configuration without an Envoy that ends or a request that fails", {
  timeout: 120_000,
}, async () => {
  const { folder, port } = await prepared();
  mkdirSync(join(folder, "more"));
  writeFileSync(join(folder, "more", "api.yaml"), route("api", "api.example.com", "green"));
  const configure = (paths: string, more = ""): void =>
    writeFileSync(
      join(folder, "eg.yaml"),
      `apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyGateway
provider:
  type: Custom
  custom: {resource: {type: File, file: {paths: [${paths}]}}, infrastructure: {type: Host, host: {}}}
extensionApis: {enableBackend: true}
logging: {encoder: JSON}
${more}`,
    );
  configure("manifests");
  const running = run(folder, ["server", "--config", "eg.yaml"]);
  await answers(running, port, "blue");
  const envoys = envoysOf(running);
  const traffic = startTraffic(port);

  configure("manifests, more");
  await answers(running, port, "green", "api.example.com");
  // Files are followed as before, by the gateway that is new.
  writeFileSync(join(folder, "more", "api.yaml"), route("api", "api.example.com", "blue"));
  await answers(running, port, "blue", "api.example.com");
  configure("manifests, more", "admin: loud");
  await eventually(running, () => /is not taken up/.test(said(running)), "a refusal");
  await answers(running, port, "blue", "api.example.com");
  expect(envoysOf(running)).toBe(envoys);

  // What only a new Envoy can take up is taken up by a successor.
  configure("manifests", "envoyProxy: {shutdown: {drainTimeout: 1s}, logging: {level: {default: info}}}");
  await eventually(running, async () => (await ask({ port, host: "api.example.com" })).status === 404, "a folder less");
  await eventually(running, () => envoysOf(running) !== envoys && envoysOf(running) !== "", "a successor");
  writeFileSync(join(folder, "manifests", "routes.yaml"), route("www", "www.example.com", "green"));
  await answers(running, port, "green");
  await eventually(running, () => traffic.count() > 100, "a hundred requests");
  expect(await traffic.stop()).toEqual([]);

  // A Gateway that the new configuration does not serve takes its Envoy along.
  configure("manifests", "gateway: {controllerName: example.com/other}");
  await eventually(running, () => envoysOf(running) === "", "the end of what nobody asks for");
  expect(await running.stop()).toBe(0);
  expect(await leftOf(running)).toBe("");
  expect(running.lines.filter(({ level, msg }) => level >= 50 && !/admin|not taken up/.test(msg))).toEqual([]);
});

/** Requests to `www.example.com` over four connections, one after the other on each. */
function startTraffic(port: number): { count(): number; stop(): Promise<readonly string[]> } {
  const agents = [0, 1, 2, 3].map(() => new Agent({ keepAlive: true, maxSockets: 1 }));
  const failures: string[] = [];
  let busy = true;
  let count = 0;
  const clients = agents.map(async (agent) => {
    while (busy) {
      const answer = await ask({ port, host: "www.example.com", agent });
      count += 1;
      if (answer.status !== 200) failures.push(`${answer.status} ${answer.body}`);
      await sleep(2);
    }
  });
  const stop = async (): Promise<readonly string[]> => {
    busy = false;
    await Promise.all(clients);
    for (const agent of agents) agent.destroy();
    return failures;
  };
  endings.push(stop);
  return { count: () => count, stop };
}

it.each<[what: string, args: (folder: string) => readonly string[], message: RegExp]>([
  ["nothing to follow", () => ["server"], /Name files or folders/],
  ["a path that does not exist", () => ["server", "nowhere"], /^nowhere: no such file or folder\.$/],
  [
    "a configuration that does not exist",
    () => ["server", "--config", "nowhere.yaml"],
    /^nowhere\.yaml: .*cannot be read/,
  ],
  [
    "a configuration of another kind",
    () => ["server", "--config", "manifests/base.yaml"],
    /^manifests\/base\.yaml:\d+: .*EnvoyGateway/,
  ],
  [
    "statuses among the manifests",
    () => ["server", "manifests", "--statuses", "manifests/s.yaml"],
    /statuses must not be written among/,
  ],
])("does not start with %s", async (_, args, message) => {
  const { folder } = await prepared();
  const running = run(folder, [...args(folder), "--log", "json"]);
  await eventually(running, () => running.process.exitCode !== null, "the end");
  expect(running.process.exitCode).toBe(1);
  expect(running.lines.filter(({ level }) => level >= 50).some(({ msg }) => message.test(msg))).toBe(true);
  expect(running.stray).toEqual([]);
});

it("says which xDS address is taken", async () => {
  const { folder } = await prepared();
  const occupant = createServer();
  await new Promise<void>((resolve) => occupant.listen(0, "127.0.0.1", resolve));
  endings.push(() => occupant.close());
  const address = `127.0.0.1:${(occupant.address() as { port: number }).port}`;
  const running = run(folder, ["server", "manifests", "--log", "json", "--xds-address", address]);
  await eventually(running, () => running.process.exitCode === 1, "the end");
  expect(said(running)).toContain(`The address ${address} is already in use.`);
});

it("goes on when the Envoy it is told to run does not exist", { timeout: 20_000 }, async () => {
  const { folder } = await prepared();
  const running = run(folder, ["server", "manifests", "--log", "json", "--envoy", "/nowhere/envoy"]);
  await eventually(
    running,
    () => running.lines.some(({ level, msg }) => level >= 50 && msg.includes("/nowhere/envoy")),
    "the message",
  );
  expect(running.process.exitCode).toBeNull();
  expect(await running.stop()).toBe(0);
});

it("goes on when its admin port is taken", { timeout: 20_000 }, async () => {
  const { folder, port } = await prepared();
  const occupant = createServer();
  await new Promise<void>((resolve) => occupant.listen(0, "127.0.0.1", resolve));
  endings.push(() => occupant.close());
  const { port: taken } = occupant.address() as { port: number };
  mkdirSync(join(folder, "etc"));
  writeFileSync(
    join(folder, "etc", "eg.yaml"),
    `apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: EnvoyGateway\nadmin: {address: {port: ${taken}}}\nextensionApis: {enableBackend: true}\n`,
  );
  const running = run(folder, ["server", "manifests", "--config", "etc/eg.yaml", "--log", "json"]);
  await answers(running, port, "blue");
  expect(said(running)).toContain(`The admin server cannot listen on 127.0.0.1:${taken}`);
});
