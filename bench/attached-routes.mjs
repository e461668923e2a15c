// pnpm bench:attached-routes [--routes 1000] [--only sluice,envoy-gateway] [--out FILE]
// The attached-routes test of the public benchmark (howardjohn/gateway-api-bench), built from its own source: it makes routes
// one after another on its own Gateway, waits until the Gateway counts them all, deletes them, and counts each write of the
// Gateway that it sees. Beside its count stands ours, from the API server's audit log.
// Needs what `pnpm bench:kubernetes` needs, and in SLUICE_GATEWAY_API_BENCH the path of that repository (a clone or a folder).
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
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
    only: { type: "string", default: "envoy-gateway,sluice" },
    out: { type: "string" },
  },
});
const routes = Number(values.routes);
const mostWrites = 50;
/** The Gateway of the benchmark's own manifests that our controller name serves, and its class. */
const gateway = { namespace: "envoy", name: "envoy-gateway" };

const planes = {
  sluice: startSluice,
  "envoy-gateway": (api, { dir }) => startEnvoyGateway(api, { dir, binary: join(bin, "envoy-gateway") }),
};

/** Builds the benchmark's program from its source; both end up in a folder of their own. */
function build(source) {
  const dir = mkdtempSync(join(tmpdir(), "sluice-attached-routes-"));
  const code = join(dir, "source");
  if (existsSync(join(source, "go.mod"))) cpSync(source, code, { recursive: true });
  else execFileSync("git", ["clone", "--quiet", resolve(source), code]);
  console.log("> Building the benchmark's attached-routes program …");
  const program = join(dir, "attached-routes");
  const env = { ...process.env, GOFLAGS: "-mod=mod -buildvcs=false" };
  execFileSync("go", ["build", "-o", program, "./tests/attachedroutes"], { cwd: code, env, stdio: "inherit" });
  const manifests = readFileSync(join(code, "install", "gateways.yaml"), "utf8")
    .split(/^---$/m)
    .filter((text) => new RegExp(`^  name: ${gateway.name}$`, "m").test(text));
  writeFileSync(join(dir, "gateway.yaml"), manifests.join("---\n"));
  return dir;
}

/** Runs the program and reads what it reports in its last lines. */
async function attach({ dir, api, program }) {
  const args = ["--kubeconfig", api.kubeconfig, `--gateways=${gateway.namespace}/${gateway.name}`];
  const log = join(dir, "attached-routes.log");
  const child = spawn(program, [...args, `--routes=${routes}`], { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (part) => {
      text += part;
    });
  const timer = setTimeout(() => child.kill("SIGKILL"), 15 * 60_000);
  const code = await new Promise((done) => child.once("close", done));
  clearTimeout(timer);
  writeFileSync(log, text);
  const said = (field) => new RegExp(`\\b${field}=(\\S+)`).exec(text.slice(text.indexOf("Test complete")))?.[1];
  const writes = Number(said("writes"));
  if (code !== 0 || !(writes > 0))
    throw new Error(`the benchmark's program ended with ${code} without a result: ${log}`);
  return { writes, addAll: said("add-all"), removeAll: said("remove-all") };
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
    const path = `/apis/gateway.networking.k8s.io/v1/namespaces/${gateway.namespace}/gateways/${gateway.name}`;
    const counted = async () => (await api.request("GET", path)).body.status?.listeners?.[0]?.attachedRoutes;
    await until(async () => (await counted()) === 0, "the Gateway's status");
    const seen = api.writes(isGatewayStatus).length;
    const result = await attach({ dir, api, program: join(work, "attached-routes") });
    const audited = api.writes(isGatewayStatus).length - seen;
    rmSync(dir, { recursive: true, force: true });
    return { ...result, audited };
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
    const { writes, audited, addAll, removeAll } = await runPlane(name, tools);
    results[name] = { writes, audited, per1000: Math.ceil((writes / routes) * 1000), addAll, removeAll };
    console.log(
      `  ${results[name].per1000} Gateway writes per 1,000 routes: the program saw ${writes}, the audit log has ${audited};\n` +
        `  attachedRoutes is right ${addAll} after the last route is made, and ${removeAll} after their deletion begins`,
    );
  }
  if (values.out) {
    const file = resolve(values.out);
    mkdirSync(dirname(file), { recursive: true });
    const machine = `${cpus().length} cores, ${cpus()[0]?.model ?? "unknown"}, Node ${process.version}`;
    const record = { command: "pnpm bench:attached-routes", machine, routes, results };
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
