// pnpm replace [--out DIR]
// Envoy Gateway is installed and serves; then Sluice takes its place on the same objects, under the same controller name, while clients ask.
// No request may fail, and statuses must say the same before and after. Needs TB_EG, or envoy-gateway among the bed's programs, and EG_SRC.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { lacks, mustRun, prepareBed, root, run, usualHome } from "./bed.mjs";
import { api, kubectl, sleep, until } from "./faults/cluster.mjs";
import { makeWorld, startChanges, startTraffic } from "./faults/world.mjs";

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== "--"),
  options: { out: { type: "string" }, keep: { type: "boolean", default: false } },
});
const system = "envoy-gateway-system";

/** In the machine's own network: makes the bed with Envoy Gateway in it, and goes into it. */
async function outside() {
  const missing = lacks() ?? (process.env.EG_SRC ? undefined : "EG_SRC, a checkout of Envoy Gateway v1.9");
  if (missing) {
    console.log(`The replacement is not tried: that needs ${missing}.`);
    return 2;
  }
  if (!process.env.SLUICE_NO_BUILD) await mustRun("npx", ["-y", "pnpm@10", "build"], { cwd: root });
  const home = process.env.SLUICE_BED_HOME ?? `${usualHome}-replace`;
  const env = await prepareBed({
    home,
    name: "sluice-replace",
    values: ["--set", "config.envoyGateway.extensionApis.enableBackend=true"],
  });
  const peer = process.env.TB_EG ?? join(env.TB_BIN, "envoy-gateway");
  if (!existsSync(peer)) throw new Error(`${peer} is not there`);
  const all = { ...env, TB_EG: peer };
  const bed = { ...all, KUBECONFIG: join(env.TB_STATE, "kubeconfig"), SLUICE_REPLACE_INSIDE: home };
  await mustRun(join(home, "up"), [], { env: all });
  try {
    const args = [`--net=/run/netns/${env.TB_NETNS}`, process.execPath, fileURLToPath(import.meta.url)];
    return await run("nsenter", [...args, ...process.argv.slice(2)], { env: bed });
  } finally {
    if (!values.keep) await run(join(home, "down"), [], { env: all });
  }
}

/** What statuses say, without times, generations and the words of messages, which are each program's own. */
async function statuses() {
  const group = "/apis/gateway.networking.k8s.io/v1";
  const said = {};
  for (const path of [
    `${group}/gatewayclasses`,
    `${group}/namespaces/faults/gateways`,
    `${group}/namespaces/faults/httproutes`,
  ])
    for (const { kind, metadata, status } of (await api("GET", path)).body.items)
      said[`${kind ?? path.slice(path.lastIndexOf("/") + 1)}/${metadata.name}`] = essence(status);
  return said;
}

function essence(value) {
  if (Array.isArray(value)) {
    const list = value.map(essence);
    return list.every((one) => one?.type && one?.status) ? list.sort((a, b) => (a.type < b.type ? -1 : 1)) : list;
  }
  if (value === null || typeof value !== "object") return value;
  const skipped = ["lastTransitionTime", "message", "observedGeneration", "supportedFeatures"];
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !skipped.includes(name))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, essence(inner)]),
  );
}

async function inside(home) {
  const lines = ["# pnpm replace", `# Sluice ${process.env.SLUICE_VERSION}`];
  const say = (line) => {
    lines.push(line);
    console.log(line);
  };
  await mustRun(join(home, "impl", "envoy-gateway", "install"), []);
  const address = await makeWorld("envoy-gateway");
  await sleep(5_000);
  const before = await statuses();
  const traffic = startTraffic(address);
  await sleep(3_000);

  say("Envoy Gateway serves; its Deployment goes, Sluice's chart comes");
  kubectl(["-n", system, "delete", "deployment", "envoy-gateway", "--cascade=foreground"]);
  kubectl([
    "apply",
    "--server-side",
    "--force-conflicts",
    "-f",
    join(root, "charts", "sluice", "charts", "crds", "crds"),
  ]);
  kubectl(["apply", "--server-side", "--force-conflicts", "-f", process.env.SLUICE_MANIFESTS]);
  kubectl(["-n", system, "rollout", "status", "deployment/envoy-gateway", "--timeout=120s"]);
  await until(() => isSettled(), "proxies that are as Sluice wants them");
  const changes = startChanges(address);
  await sleep(10_000);
  let bad = 0;
  try {
    say(`Sluice serves: ${Math.round(await changes.settled())} ms after ${changes.changes()} changes all are served`);
  } catch (error) {
    say(`NOT SETTLED: ${error.message}`);
    bad++;
  }
  await traffic.stop();
  const { requests, failed } = traffic.counts();
  say(`${requests} requests, ${failed} failed`);
  for (const failure of traffic.failures.slice(0, 5)) say(`  ${JSON.stringify(failure)}`);
  bad += failed;
  const after = await statuses();
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const different = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  say(`${names.length} statuses, ${different.length} different`);
  for (const name of different.slice(0, 10))
    for (const [what, status] of [
      ["before", before[name]],
      ["after", after[name]],
    ])
      say(`  ${name} ${what}: ${JSON.stringify(status)}`);
  bad += different.length;
  say(bad === 0 ? "all kept" : `${bad} broken promises`);
  if (values.out) {
    mkdirSync(resolve(values.out), { recursive: true });
    writeFileSync(join(resolve(values.out), "replace.txt"), `${lines.join("\n")}\n`);
  }
  return bad === 0 ? 0 : 1;
}

/** No proxy is being replaced. */
async function isSettled() {
  const { body } = await api("GET", `/apis/apps/v1/namespaces/${system}/deployments`);
  return body.items.every(
    ({ metadata, spec, status }) =>
      status.observedGeneration === metadata.generation &&
      status.updatedReplicas === (spec.replicas ?? 1) &&
      status.replicas === (spec.replicas ?? 1) &&
      status.availableReplicas === (spec.replicas ?? 1),
  );
}

const home = process.env.SLUICE_REPLACE_INSIDE;
process.exitCode = await (home ? inside(home) : outside());
