// A control plane in file mode with a host Envoy: cold start, change propagation, CPU per change, memory.
// node bench/standalone.mjs --n 1000 --changes 20 --name sluice -- COMMAND ARGS… {dir}
// `{dir}` in the command becomes the folder of manifests. Prints one JSON line.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, createServer, get as httpGet } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const proxyPort = 8888;
const backendPort = 3999;
/** Linux reports CPU time in ticks of this many milliseconds, and memory in pages of this many bytes. */
const tickMs = 10;
const pageBytes = 4096;

const base = `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: eg}
spec:
  controllerName: gateway.envoyproxy.io/gatewayclass-controller
  parametersRef: {group: gateway.envoyproxy.io, kind: EnvoyProxy, name: ep, namespace: default}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyProxy
metadata: {name: ep, namespace: default}
spec:
  provider: {type: Host, host: {envoyVersion: "1.40.0"}}
  telemetry: {accessLog: {disable: true}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: eg, namespace: default}
spec:
  gatewayClassName: eg
  listeners:
  - {name: http, protocol: HTTP, port: ${proxyPort}}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: backend, namespace: default}
spec:
  endpoints:
  - ip: {address: 127.0.0.1, port: ${backendPort}}
`;

const route = ({ name, host, path }) => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}, namespace: default}
spec:
  parentRefs: [{name: eg}]
  hostnames: ["${host}"]
  rules:
  - matches: [{path: {type: PathPrefix, value: ${path}}}]
    backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: backend}]
`;

const probe = (path) => route({ name: "probe", host: "probe.example.com", path });

/** N routes in files of a hundred, and a file with the one that changes. */
export function writeManifests(dir, n) {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "base.yaml"), base);
  const routes = Array.from({ length: n }, (_, i) =>
    route({ name: `r-${i}`, host: `h${i}.example.com`, path: `/p${i}` }),
  );
  for (let file = 0; file * 100 < n; file++)
    writeFileSync(join(dir, `routes-${file}.yaml`), routes.slice(file * 100, file * 100 + 100).join("---\n"));
  writeFileSync(join(dir, "probe.yaml"), probe("/v-1"));
}

const agent = new Agent({ keepAlive: true });
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function get(host, path) {
  return new Promise((resolve) => {
    const request = httpGet(
      { host: "127.0.0.1", port: proxyPort, path, headers: { host }, agent, timeout: 2000 },
      (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode));
      },
    );
    request.on("error", () => resolve(0));
    request.on("timeout", () => request.destroy());
  });
}

async function until(host, path) {
  const start = performance.now();
  while (performance.now() - start < 120_000) {
    if ((await get(host, path)) === 200) return performance.now() - start;
    await sleep(1);
  }
  return Number.NaN;
}

function processes() {
  const found = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
      found.push({
        pid: Number(name),
        parent: Number(fields[1]),
        cpuMs: (Number(fields[11]) + Number(fields[12])) * tickMs,
        rssMiB: (Number(fields[21]) * pageBytes) / 2 ** 20,
        isEnvoy: /(^|\/)envoy$/.test(command[0]) || command.includes("--service-node"),
      });
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}

function measure(pid) {
  const all = processes();
  const below = (parent) => all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)]);
  const tree = [...all.filter((one) => one.pid === pid), ...below(pid)];
  const sum = (some) => ({
    cpuMs: some.reduce((total, one) => total + one.cpuMs, 0),
    rssMiB: some.reduce((total, one) => total + one.rssMiB, 0),
  });
  return { controlPlane: sum(tree.filter((one) => !one.isEnvoy)), envoy: sum(tree.filter((one) => one.isEnvoy)) };
}

/** Runs one measurement; `command` is an array in which `{dir}` stands for the manifests. */
export async function benchStandalone({ n, changes, name, command }) {
  const work = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  const dir = join(work, "resources");
  writeManifests(dir, n);
  const backend = createServer({ keepAliveTimeout: 0 }, (_request, response) => response.end("ok")).listen(
    backendPort,
    "127.0.0.1",
  );
  const log = openSync(join(work, "log"), "w");
  const started = performance.now();
  const child = spawn(
    command[0],
    command.slice(1).map((word) => word.replaceAll("{dir}", dir)),
    { stdio: ["ignore", log, log] },
  );
  const result = { name, n };
  try {
    await until("probe.example.com", "/v-1");
    await until(`h${n - 1}.example.com`, `/p${n - 1}`);
    result.coldMs = Math.round(performance.now() - started);
    await sleep(3000);
    const before = measure(child.pid);
    const took = [];
    for (let i = 0; i < changes; i++) {
      writeFileSync(join(dir, "probe.yaml"), probe(`/v${i}`));
      took.push(await until("probe.example.com", `/v${i}`));
      await sleep(300);
    }
    await sleep(1000);
    const after = measure(child.pid);
    took.sort((a, b) => a - b);
    result.p50 = round(took[changes >> 1]);
    result.p95 = round(took[Math.floor(changes * 0.95)]);
    result.cpPerChangeMs = round((after.controlPlane.cpuMs - before.controlPlane.cpuMs) / changes);
    result.envoyPerChangeMs = round((after.envoy.cpuMs - before.envoy.cpuMs) / changes);
    result.rssMiB = Math.round(after.controlPlane.rssMiB);
    result.envoyRssMiB = Math.round(after.envoy.rssMiB);
    return result;
  } finally {
    child.kill("SIGTERM");
    await Promise.race([
      new Promise((resolve) => child.once("exit", resolve)),
      sleep(15_000).then(() => child.kill("SIGKILL")),
    ]);
    backend.closeAllConnections();
    backend.close();
    rmSync(work, { recursive: true, force: true });
  }
}

const round = (value) => Math.round(value * 10) / 10;

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const cut = process.argv.indexOf("--");
  const { values } = parseArgs({
    args: process.argv.slice(2, cut),
    options: {
      n: { type: "string", default: "1000" },
      changes: { type: "string", default: "20" },
      name: { type: "string", default: "candidate" },
    },
  });
  const result = await benchStandalone({
    n: Number(values.n),
    changes: Number(values.changes),
    name: values.name,
    command: process.argv.slice(cut + 1),
  });
  console.log(JSON.stringify(result));
  process.exit(0);
}
