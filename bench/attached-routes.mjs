// pnpm bench:attached-routes [--routes 1000] [--probe 0] [--only sluice,envoy-gateway] [--out FILE]
// The attached-routes test of the public benchmark (howardjohn/gateway-api-bench), built from its own source: it makes routes
// one after another on its own Gateway, waits until the Gateway counts them all, deletes them, and counts each write of the
// Gateway that it sees. Beside its count stands ours, from the API server's audit log. With `--probe N` the benchmark's probe runs
// as well: it makes N routes one after the other and asks for each until it is served.
// Needs what `pnpm bench:kubernetes` needs, and in SLUICE_GATEWAY_API_BENCH the path of that repository (a clone or a folder).
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { cpus, tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startApi, until } from "./kubernetes/api-server.mjs";
import { crdFolders, prepare, startEnvoyGateway, startProxy, startSluice } from "./kubernetes/control-planes.mjs";
import { bin, enterNamespace, findGatewayApi, inside, missing } from "./kubernetes/network.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== "--"),
  options: {
    routes: { type: "string", default: "1000" },
    probe: { type: "string", default: "0" },
    only: { type: "string", default: "envoy-gateway,sluice" },
    out: { type: "string" },
  },
});
const routes = Number(values.routes);
const probes = Number(values.probe);
const mostWrites = 50;
/** The Gateway of the benchmark's own manifests that our controller name serves, and its class. */
const gateway = { namespace: "envoy", name: "envoy-gateway" };

const planes = {
  sluice: startSluice,
  "envoy-gateway": (api, { dir }) => startEnvoyGateway(api, { dir, binary: join(bin, "envoy-gateway") }),
};

/** Builds the benchmark's programs from their source; both end up in a folder of their own. */
function build(source) {
  const dir = mkdtempSync(join(tmpdir(), "sluice-attached-routes-"));
  const code = join(dir, "source");
  if (existsSync(join(source, "go.mod"))) cpSync(source, code, { recursive: true });
  else execFileSync("git", ["clone", "--quiet", resolve(source), code]);
  console.log("> Building the benchmark's programs …");
  const env = { ...process.env, GOFLAGS: "-mod=mod -buildvcs=false" };
  for (const name of ["attachedroutes", ...(probes > 0 ? ["probe"] : [])])
    execFileSync("go", ["build", "-o", join(dir, name), `./tests/${name}`], { cwd: code, env, stdio: "inherit" });
  const manifests = readFileSync(join(code, "install", "gateways.yaml"), "utf8")
    .split(/^---$/m)
    .filter((text) => new RegExp(`^  name: ${gateway.name}$`, "m").test(text));
  writeFileSync(join(dir, "gateway.yaml"), manifests.join("---\n"));
  return dir;
}

/** Runs one of the programs to its end; returns what it said. */
async function run(program, { dir, api, count }) {
  const args = ["--kubeconfig", api.kubeconfig, `--gateways=${gateway.namespace}/${gateway.name}`, `--routes=${count}`];
  const log = join(dir, `${basename(program)}.log`);
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (part) => {
      text += part;
    });
  const timer = setTimeout(() => child.kill("SIGKILL"), 15 * 60_000);
  const code = await new Promise((done) => child.once("close", done));
  clearTimeout(timer);
  writeFileSync(log, text);
  if (code !== 0) throw new Error(`the benchmark's program ended with ${code}: ${log}`);
  return text;
}

/** The attached-routes test, and what it reports in its last lines. */
async function attach(work, { dir, api }) {
  const text = await run(join(work, "attachedroutes"), { dir, api, count: routes });
  const said = (field) => new RegExp(`\\b${field}=(\\S+)`).exec(text.slice(text.indexOf("Test complete")))?.[1];
  const writes = Number(said("writes"));
  if (!(writes > 0)) throw new Error(`the benchmark's program gave no result: ${text.slice(-1000)}`);
  return { writes, addAll: said("add-all"), removeAll: said("remove-all") };
}

/** The probe. What makes the Gateway's address and its backend work are a load balancer and pods elsewhere. */
async function probe(work, { dir, api }) {
  const [address, backend] = ["10.98.0.2", "10.98.0.1"];
  const rules = `table ip bench { chain out { type nat hook output priority -100; ip daddr ${address} tcp dport 80 redirect to :10080; }; }`;
  execFileSync("nft", ["-f", "-"], { input: rules });
  const metadata = { name: "backend-here", labels: { "kubernetes.io/service-name": "backend" } };
  const slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
  const slice = {
    ...{ apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", metadata, addressType: "IPv4" },
    ...{ ports: [{ name: "http", port: 3999 }], endpoints: [{ addresses: [backend], conditions: { ready: true } }] },
  };
  await api.request("POST", slices, slice);
  const services = "/api/v1/namespaces/envoy-gateway-system/services";
  const { body } = await api.request("GET", services);
  const { name } = body.items.find(({ spec }) => spec.type === "LoadBalancer").metadata;
  const status = { loadBalancer: { ingress: [{ ip: address }] } };
  await api.request("PATCH", `${services}/${name}/status`, { status }, "application/merge-patch+json");
  await until(async () => (await gatewayStatus(api)).addresses?.[0]?.value === address, "the Gateway's address");
  const server = createServer((_, response) => response.end("backend"));
  server.keepAliveTimeout = 0;
  await new Promise((done) => server.listen(3999, backend, done));
  try {
    const text = await run(join(work, "probe"), { dir, api, count: probes });
    const times = [...text.matchAll(/latency=(\S+)/g)].map(([, time]) => toMs(time)).sort((a, b) => a - b);
    if (times.length !== probes) throw new Error(`the probe found ${times.length} of ${probes} routes`);
    const errors = Number(/\berrors=(\d+)/.exec(text.slice(text.lastIndexOf("test complete")))?.[1]);
    const at = (share) => Number(times[Math.min(probes - 1, Math.floor(probes * share))].toFixed(1));
    return { p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1), errors };
  } finally {
    server.close();
  }
}

/** Go's durations: `1.5ms`, `2m3.4s`. */
function toMs(text) {
  const units = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, µs: 0.001, ns: 0.000001 };
  return [...text.matchAll(/([\d.]+)(h|ms|m|s|µs|ns)/g)].reduce(
    (sum, [, value, unit]) => sum + Number(value) * units[unit],
    0,
  );
}

async function gatewayStatus(api) {
  const path = `/apis/gateway.networking.k8s.io/v1/namespaces/${gateway.namespace}/gateways/${gateway.name}`;
  return (await api.request("GET", path)).body.status ?? {};
}

async function runPlane(name, { work, envoy }) {
  const dir = mkdtempSync(join(tmpdir(), `sluice-attached-${name}-`));
  const api = await startApi({ bin, dir: join(dir, "api") });
  const ends = [() => api.stop()];
  try {
    const own = join(root, "charts", "sluice", "charts", "crds", "crds");
    prepare(api, { dir, crds: crdFolders({ gatewayApi: process.env.SLUICE_GATEWAY_API, own, dir }) });
    const plane = await planes[name](api, { dir });
    ends.unshift(() => plane.stop());
    api.kubectl(["create", "namespace", gateway.namespace]);
    api.kubectl(["apply", "-f", join(work, "gateway.yaml")]);
    const proxy = await startProxy(api, { dir, envoy, name });
    ends.unshift(() => proxy.stop("SIGKILL"));
    await until(async () => (await gatewayStatus(api)).listeners?.[0]?.attachedRoutes === 0, "the Gateway's status");
    const seen = api.writes(isGatewayStatus).length;
    const result = await attach(work, { dir, api });
    const audited = api.writes(isGatewayStatus).length - seen;
    const probed = probes > 0 ? { probe: await probe(work, { dir, api }) } : {};
    rmSync(dir, { recursive: true, force: true });
    return { ...result, audited, ...probed };
  } catch (error) {
    error.message += ` (logs: ${dir})`;
    throw error;
  } finally {
    for (const end of ends.splice(0)) await end();
  }
}

function isGatewayStatus({ objectRef }) {
  return objectRef?.resource === "gateways" && objectRef.subresource === "status";
}

async function main() {
  const { findEnvoy, hostDirectories } = await import("../packages/infra-manager/dist/index.js");
  const found = await findEnvoy({ cache: join(hostDirectories().data, "envoy") });
  if (!found.ok) throw new Error(found.problem.message);
  const tools = { work: process.env.SLUICE_ATTACHED_ROUTES_BUILT, envoy: found.value.path };
  const results = {};
  for (const name of values.only.split(",")) {
    if (name === "envoy-gateway" && !existsSync(join(bin, name))) {
      console.log(`> ${name} is not in ${bin} and not measured`);
      continue;
    }
    console.log(`> ${name}, ${routes} routes …`);
    const { writes, audited, addAll, removeAll, ...probed } = await runPlane(name, tools);
    results[name] = {
      writes,
      audited,
      per1000: Math.ceil(writes / Math.max(1, routes / 1000)),
      addAll,
      removeAll,
      ...probed,
    };
    console.log(
      `  ${results[name].per1000} Gateway writes per 1,000 routes: the program saw ${writes}, the audit log has ${audited};\n` +
        `  attachedRoutes is right ${addAll} after the last route is made, and ${removeAll} after their deletion begins`,
    );
  }
  for (const [name, { probe: found }] of Object.entries(results))
    if (found)
      console.log(
        `  ${name}: ${probes} probes, p50 ${found.p50Ms} ms, p95 ${found.p95Ms}, max ${found.maxMs}, errors ${found.errors}`,
      );
  if (values.out) {
    const file = resolve(values.out);
    mkdirSync(dirname(file), { recursive: true });
    const machine = `${cpus().length} cores, ${cpus()[0]?.model ?? "unknown"}, Node ${process.version}`;
    const record = { command: "pnpm bench:attached-routes", machine, routes, probes, results };
    writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
  }
  if (!results.sluice) return 0;
  const { per1000 } = results.sluice;
  const kept = per1000 <= mostWrites;
  console.log(`  ${kept ? "kept" : "MISSED"}  Gateway writes per 1,000 routes: ${per1000} (at most ${mostWrites})`);
  return kept ? 0 : 1;
}

function lacking() {
  const source = process.env.SLUICE_GATEWAY_API_BENCH;
  if (!source || !existsSync(source) || readdirSync(source).length === 0)
    return "SLUICE_GATEWAY_API_BENCH: the path of a clone of github.com/howardjohn/gateway-api-bench";
  if (!existsSync(join(root, "apps", "gateway", "dist", "main.js"))) return "a build of this project: pnpm build";
  return missing();
}

const lacks = lacking();
if (lacks) {
  console.log(`The attached-routes benchmark needs ${lacks}.`);
  process.exitCode = 2;
} else if (inside) process.exitCode = await main();
else {
  const work = build(process.env.SLUICE_GATEWAY_API_BENCH);
  process.exitCode = enterNamespace({ SLUICE_ATTACHED_ROUTES_BUILT: work, SLUICE_GATEWAY_API: findGatewayApi() });
  rmSync(work, { recursive: true, force: true });
}
