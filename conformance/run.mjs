// pnpm conformance [--mode default|gateway-namespace] [--runs 1] [--test SHORT_NAME] [--out DIR] [--keep]
// Gateway API's own conformance suite against Sluice in a pod of its own chart, on a real Kubernetes API with real Envoys.
// Exits with 0 when all tests pass in all runs. `--out conformance/reports` is how the reports of this repository came about.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { lacks, mustRun, prepareBed, root, run, usualHome } from "./bed.mjs";

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== "--"),
  options: {
    mode: { type: "string", default: "default" },
    runs: { type: "string", default: "1" },
    test: { type: "string" },
    out: { type: "string" },
    keep: { type: "boolean", default: false },
  },
});

const modes = { default: "sluice", "gateway-namespace": "sluice-namespaced" };

/** Runs the suite once; returns its exit code and what became of each test. */
async function runSuite(env, { home, implementation, out }) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const args = ["-i", implementation, "-o", out];
  if (values.test) args.push("-t", values.test);
  if (values.keep) args.push("-k");
  const code = await run(join(home, "conformance"), args, { env });
  const file = join(out, "tests.txt");
  const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").filter(Boolean) : [];
  return { code, lines };
}

async function main() {
  const missing = lacks();
  if (missing) {
    console.log(`The conformance suite is not run: it needs ${missing}.`);
    return 2;
  }
  const implementation = modes[values.mode];
  if (!implementation) throw new Error(`--mode is one of ${Object.keys(modes).join(", ")}`);
  if (!process.env.SLUICE_NO_BUILD) await mustRun("npx", ["-y", "pnpm@10", "build"], { cwd: root });
  const home = process.env.SLUICE_BED_HOME ?? usualHome;
  const env = await prepareBed({ home, values: valuesOf(values.mode) });
  let worst = 0;
  const summary = [`# pnpm conformance --mode ${values.mode} --runs ${values.runs}`, `# Sluice ${env.SLUICE_VERSION}`];
  for (let number = 1; number <= Number(values.runs); number++) {
    const out = join(home, "out", `${values.mode}-${number}`);
    const { code, lines } = await runSuite(env, { home, implementation, out });
    if (code !== 0) worst = 1;
    const count = (word) => lines.filter((line) => line.startsWith(word)).length;
    summary.push(
      `run ${number}: exit ${code}, passed ${count("PASS")}, failed ${count("FAIL")}, skipped ${count("SKIP")}`,
    );
    if (number === Number(values.runs)) summary.push(...lines);
    const report = join(out, "report.yaml");
    if (values.out && existsSync(report)) {
      mkdirSync(resolve(values.out), { recursive: true });
      cpSync(report, join(resolve(values.out), `${values.mode}-${number}.yaml`));
    }
  }
  if (values.out) writeFileSync(join(resolve(values.out), `${values.mode}.txt`), `${summary.join("\n")}\n`);
  for (const line of summary.filter((line) => !/^(PASS|SKIP)/.test(line))) console.log(line);
  return worst;
}

/** What an administrator would give the chart. */
function valuesOf(mode) {
  const own = ["--set", "config.envoyGateway.extensionApis.enableBackend=true"];
  if (mode !== "gateway-namespace") return own;
  return [...own, "--set", "config.envoyGateway.provider.kubernetes.deploy.type=GatewayNamespace"];
}

process.exitCode = await main();
