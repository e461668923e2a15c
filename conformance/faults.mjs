// pnpm faults [--only NAME,NAME] [--scale 1] [--idle 600] [--out DIR]
// Breaks the cluster around Sluice while clients ask and routes change: no request may fail, no change may be lost, only the holder of the
// lease may write, and nobody may write when nothing happens. Three replicas from the chart, real Envoys, a real Kubernetes API.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { lacks, mustRun, prepareBed, root, run, usualHome } from "./bed.mjs";
import { foreignWrites, sleep, until, writesSince } from "./faults/cluster.mjs";
import { faults } from "./faults/list.mjs";
import { makeWorld, startChanges, startTraffic } from "./faults/world.mjs";

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== "--"),
  options: {
    only: { type: "string" },
    scale: { type: "string", default: "1" },
    idle: { type: "string", default: "600" },
    out: { type: "string" },
    keep: { type: "boolean", default: false },
  },
});

/** In the machine's own network: makes the bed, and goes into it. */
async function outside() {
  const missing = lacks();
  if (missing) {
    console.log(`Faults are not tried: that needs ${missing}.`);
    return 2;
  }
  if (!process.env.SLUICE_NO_BUILD) await mustRun("npx", ["-y", "pnpm@10", "build"], { cwd: root });
  const home = process.env.SLUICE_BED_HOME ?? `${usualHome}-faults`;
  const env = await prepareBed({ home, name: "sluice-faults", values: ["--set", "deployment.replicas=3"] });
  const bed = { ...env, KUBECONFIG: join(env.TB_STATE, "kubeconfig"), SLUICE_FAULTS_INSIDE: "1" };
  await mustRun(join(home, "up"), [], { env });
  try {
    const inside = (command, args) =>
      run("nsenter", [`--net=/run/netns/${env.TB_NETNS}`, command, ...args], { env: bed });
    if ((await inside(join(home, "impl", "sluice", "install"), [])) !== 0) throw new Error("Sluice is not installed");
    return await inside(process.execPath, [fileURLToPath(import.meta.url), ...process.argv.slice(2)]);
  } finally {
    if (!values.keep) await run(join(home, "down"), [], { env });
  }
}

async function inside() {
  const lines = [
    `# pnpm faults --scale ${values.scale} --idle ${values.idle}`,
    `# Sluice ${process.env.SLUICE_VERSION}`,
  ];
  const say = (line) => {
    lines.push(line);
    console.log(line);
  };
  const address = await makeWorld("sluice");
  const all = faults(Number(values.scale));
  const names = values.only ? values.only.split(",") : Object.keys(all);
  const begun = Date.now();
  let bad = 0;
  for (const name of names) {
    const traffic = startTraffic(address);
    const changes = startChanges(address);
    await sleep(2_000);
    let outcome;
    try {
      await all[name]();
      await sleep(2_000);
      const settledMs = await changes.settled();
      outcome = `settled after ${Math.round(settledMs)} ms`;
    } catch (error) {
      outcome = `NOT SETTLED: ${error.message}`;
      bad++;
    }
    await traffic.stop();
    const { requests, failed } = traffic.counts();
    if (failed > 0) bad++;
    say(`${name}: ${requests} requests, ${failed} failed; ${changes.changes()} changes, ${outcome}`);
    for (const failure of traffic.failures.slice(0, 5)) say(`  ${JSON.stringify(failure)}`);
  }
  const foreign = foreignWrites(writesSince(begun));
  say(`writes without the lease: ${foreign.length} of ${writesSince(begun).length}`);
  for (const write of foreign.slice(0, 10)) say(`  ${JSON.stringify(write)}`);
  bad += foreign.length;
  if (Number(values.idle) > 0) {
    await until(() => writesSince(Date.now() - 10_000).every(({ resource }) => resource === "leases"), "rest", 120_000);
    const rest = Date.now();
    const traffic = startTraffic(address);
    await sleep(Number(values.idle) * 1000);
    await traffic.stop();
    const writes = writesSince(rest).filter(({ resource }) => resource !== "leases");
    const { requests, failed } = traffic.counts();
    say(`${values.idle} idle seconds: ${writes.length} writes; ${requests} requests, ${failed} failed`);
    for (const write of writes.slice(0, 10)) say(`  ${JSON.stringify(write)}`);
    bad += writes.length + failed;
  }
  say(bad === 0 ? "all kept" : `${bad} broken promises`);
  if (values.out) {
    mkdirSync(resolve(values.out), { recursive: true });
    writeFileSync(join(resolve(values.out), "faults.txt"), `${lines.join("\n")}\n`);
  }
  return bad === 0 ? 0 : 1;
}

process.exitCode = await (process.env.SLUICE_FAULTS_INSIDE ? inside() : outside());
