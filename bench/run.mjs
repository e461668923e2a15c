// pnpm bench [-- --sizes 200,1000,5000 --changes 20]: Sluice in file mode beside the floor, in one run, with the ratios.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { benchStandalone } from "./standalone.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== "--"),
  options: { sizes: { type: "string", default: "200,1000,5000" }, changes: { type: "string", default: "20" } },
});
const changes = Number(values.changes);

/** The bounds that the project sets itself, as multiples of the floor in the same run. */
const bounds = { p50Ratio: 1.5, p50SlackMs: 10, cpuRatioAt5000: 1, coldMsAt5000: 10_000, rssMiBAt5000: 300 };

function buildFloor() {
  const binary = join(mkdtempSync(join(tmpdir(), "sluice-floor-")), "floor");
  console.log("> Building the floor (a go-control-plane server) …");
  execFileSync("go", ["build", "-o", binary, "."], { cwd: join(here, "floor"), stdio: "inherit" });
  return binary;
}

async function runFloor({ binary, envoy, n }) {
  const server = spawn(binary, [String(n), String(changes)], { stdio: ["ignore", "pipe", "inherit"] });
  const proxy = spawn(envoy, ["-c", join(here, "floor", "envoy.yaml"), "--concurrency", "1", "-l", "off"], {
    stdio: "ignore",
  });
  try {
    let output = "";
    for await (const chunk of server.stdout) output += chunk;
    return JSON.parse(output);
  } finally {
    server.kill("SIGKILL");
    proxy.kill("SIGKILL");
    await new Promise((resolve) => proxy.once("exit", resolve));
  }
}

function verdict({ floor, ours, n }) {
  const limit = Math.max(floor.p50 * bounds.p50Ratio, floor.p50 + bounds.p50SlackMs);
  const checks = [["p50", ours.p50, limit]];
  if (n >= 5000)
    checks.push(
      ["CPU per change", ours.cpPerChangeMs, floor.cpPerChangeMs * bounds.cpuRatioAt5000],
      ["cold start", ours.coldMs, bounds.coldMsAt5000],
      ["memory", ours.rssMiB, bounds.rssMiBAt5000],
    );
  return checks
    .filter(([, value, most]) => !(value <= most))
    .map(([title, value, most]) => `${title} ${value} > ${most.toFixed(1)}`);
}

const { findEnvoy, hostDirectories } = await import("../packages/infra-manager/dist/index.js");
const found = await findEnvoy({ cache: join(hostDirectories().data, "envoy") });
if (!found.ok) throw new Error(found.problem.message);
const envoy = found.value.path;
const binary = buildFloor();
const command = [process.execPath, join(here, "..", "apps", "gateway", "dist", "main.js"), "server", "{dir}"];
let misses = 0;
for (const n of values.sizes.split(",").map(Number)) {
  console.log(`> ${n} routes, ${changes} changes …`);
  const floor = await runFloor({ binary, envoy, n });
  const ours = await benchStandalone({ n, changes, name: "sluice", command });
  const ratio = (a, b) => (a / b).toFixed(2);
  console.log(
    `  floor   p50 ${floor.p50.toFixed(1)} ms, p95 ${floor.p95.toFixed(1)} ms, CPU per change ${floor.cpPerChangeMs.toFixed(1)} ms`,
  );
  console.log(
    `  sluice  p50 ${ours.p50} ms, p95 ${ours.p95} ms, CPU per change ${ours.cpPerChangeMs} ms (Envoy ${ours.envoyPerChangeMs} ms), cold start ${ours.coldMs} ms, memory ${ours.rssMiB} MiB`,
  );
  console.log(`  ratio   p50 ${ratio(ours.p50, floor.p50)}, CPU ${ratio(ours.cpPerChangeMs, floor.cpPerChangeMs)}`);
  for (const miss of verdict({ floor, ours, n })) {
    misses++;
    console.log(`  over the bound: ${miss}`);
  }
}
console.log(misses ? `${misses} bounds missed` : "all bounds kept");
process.exit(misses ? 1 : 0);
