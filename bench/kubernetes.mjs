// pnpm bench:kubernetes [--sizes 1000,5000] [--changes 20] [--only sluice,envoy-gateway,floor] [--out FILE]
// Sluice on a real Kubernetes API beside Envoy Gateway and the floor: the same manifests, the same Envoy, one run; prints ratios.
// Needs root on Linux, and in SLUICE_KUBE_BIN (else TB_BIN) a folder with etcd, kube-apiserver and kube-controller-manager;
// with envoy-gateway in it, the peer is measured, too.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startApi } from "./kubernetes/api-server.mjs";
import {
  applyManifests,
  crdFolders,
  prepare,
  startEnvoyGateway,
  startProxy,
  startSluice,
} from "./kubernetes/control-planes.mjs";
import { measure, startBackends } from "./kubernetes/measure.mjs";
import { bin, enterNamespace, findGatewayApi, inside, missing } from "./kubernetes/network.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== "--"),
  options: {
    sizes: { type: "string", default: "1000,5000" },
    changes: { type: "string", default: "20" },
    only: { type: "string", default: "floor,envoy-gateway,sluice" },
    out: { type: "string" },
  },
});
const sizes = values.sizes.split(",").map(Number);
const changes = Number(values.changes);
const only = values.only.split(",");

const planes = {
  sluice: { start: startSluice, here: () => existsSync(join(root, "apps", "gateway", "dist", "main.js")) },
  "envoy-gateway": {
    start: (api, { dir }) => startEnvoyGateway(api, { dir, binary: join(bin, "envoy-gateway") }),
    here: () => existsSync(join(bin, "envoy-gateway")),
  },
};

async function runPlane(name, n, { envoy, gatewayApi }) {
  const dir = mkdtempSync(join(tmpdir(), `sluice-bench-${name}-`));
  const api = await startApi({ bin, dir: join(dir, "api") });
  const ends = [() => api.stop()];
  try {
    prepare(api, {
      dir,
      crds: crdFolders({ gatewayApi, own: join(root, "charts", "sluice", "charts", "crds", "crds"), dir }),
    });
    const plane = await planes[name].start(api, { dir });
    ends.unshift(() => plane.stop());
    applyManifests(api, dir);
    const proxy = await startProxy(api, { dir, envoy, name });
    ends.unshift(() => proxy.stop("SIGKILL"));
    ends.unshift(startBackends());
    const results = await measure({ api, controlPlane: plane.pid, envoy: proxy.pid, n, changes, port: 8888 });
    rmSync(dir, { recursive: true, force: true });
    return results;
  } catch (error) {
    error.message += ` (logs: ${dir})`;
    throw error;
  } finally {
    for (const end of ends.splice(0)) await end();
  }
}

async function runFloor(n, { envoy, floor }) {
  const server = spawn(floor, [String(n), String(changes)], { stdio: ["ignore", "pipe", "inherit"] });
  const args = ["-c", join(here, "floor", "envoy.yaml"), "--concurrency", "1", "-l", "off", "--base-id", "78"];
  const proxy = spawn(envoy, args, { stdio: "ignore" });
  try {
    let output = "";
    for await (const chunk of server.stdout) output += chunk;
    const { p50, p95, cpPerChangeMs } = JSON.parse(output);
    return { p50, p95, cpuPerChangeMs: cpPerChangeMs };
  } finally {
    for (const child of [server, proxy]) child.kill("SIGKILL");
    await new Promise((done) => proxy.once("exit", done));
  }
}

/** What the project promises, as bounds on what was measured in this run. */
function verdicts(n, { floor, sluice, "envoy-gateway": peer }) {
  const bound = (title, value, most) => ({ title, value, most, kept: value <= most });
  const list = [bound("Gateway writes per 1,000 routes", Math.ceil((sluice.gatewayWrites / n) * 1000), 50)];
  list.push(bound("all statuses / creation", Number((sluice.statusMs / sluice.createMs).toFixed(2)), 1.5));
  if (floor) list.push(bound("p50, ms", sluice.p50, Math.max(floor.p50 * 1.5, floor.p50 + 15)));
  if (peer) list.push(bound("CPU per change, ms", sluice.cpuPerChangeMs, peer.cpuPerChangeMs / 20));
  // Twice: what a Go program holds right after loading depends on when it last collected.
  if (peer && n >= 5000) {
    list.push(bound("memory once loaded, MiB", sluice.rssMiB, peer.rssMiB / 2));
    list.push(bound("memory after changes, MiB", sluice.rssAfterMiB, peer.rssAfterMiB / 2));
  }
  const failed = Object.entries(sluice.swapCodes).filter(([code]) => code !== "200");
  list.push(
    bound(
      "failed requests while backends change",
      failed.reduce((sum, [, count]) => sum + count, 0),
      0,
    ),
  );
  return list;
}

async function main() {
  const { findEnvoy, hostDirectories } = await import("../packages/infra-manager/dist/index.js");
  const found = await findEnvoy({ cache: join(hostDirectories().data, "envoy") });
  if (!found.ok) throw new Error(found.problem.message);
  const tools = {
    envoy: found.value.path,
    floor: process.env.SLUICE_BENCH_FLOOR,
    gatewayApi: process.env.SLUICE_GATEWAY_API,
  };
  const all = [];
  let misses = 0;
  for (const n of sizes) {
    const results = {};
    for (const name of only) {
      if (name !== "floor" && !planes[name]?.here()) {
        console.log(`> ${name} is not there and not measured`);
        continue;
      }
      console.log(`> ${name}, ${n} routes, ${changes} changes …`);
      results[name] = name === "floor" ? await runFloor(n, tools) : await runPlane(name, n, tools);
      console.log(`  ${JSON.stringify(results[name])}`);
    }
    all.push({ routes: n, ...results });
    if (!results.sluice) continue;
    for (const { title, value, most, kept } of verdicts(n, results)) {
      if (!kept) misses++;
      console.log(`  ${kept ? "kept" : "MISSED"}  ${title}: ${value} (at most ${Number(most.toFixed(1))})`);
    }
  }
  if (values.out) {
    const file = resolve(values.out);
    mkdirSync(dirname(file), { recursive: true });
    const machine = `${cpus().length} cores, ${cpus()[0]?.model ?? "unknown"}, Node ${process.version}`;
    writeFileSync(file, `${JSON.stringify({ command: "pnpm bench:kubernetes", machine, results: all }, null, 2)}\n`);
  }
  return misses === 0 ? 0 : 1;
}

/** Things that need the network of the machine, before it is left. */
function bring() {
  let floor = process.env.SLUICE_BENCH_FLOOR;
  if (!floor && only.includes("floor")) {
    console.log("> Building the floor (a go-control-plane server) …");
    floor = join(mkdtempSync(join(tmpdir(), "sluice-floor-")), "floor");
    execFileSync("go", ["build", "-o", floor, "."], { cwd: join(here, "floor"), stdio: "inherit" });
  }
  return { SLUICE_BENCH_FLOOR: floor ?? "", SLUICE_GATEWAY_API: findGatewayApi() };
}

const lacks = missing();
if (lacks) {
  console.log(`The Kubernetes benchmark needs ${lacks}.`);
  process.exitCode = 2;
} else process.exitCode = inside ? await main() : enterNamespace(bring());
