// npm test: brings the tools, builds, runs every package's tests, and ends with one plain line of totals.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { giveUp, prepare, root, run, step, underCurrentNode } from "./toolchain.mjs";

const results = join(root, ".sluice", "test-results.json");

async function main() {
  await prepare();
  const env = { NODE_OPTIONS: "", ...(await envoyEnvironment()) };
  rmSync(results, { force: true });
  let failed = false;
  try {
    await run(
      process.execPath,
      [
        join(root, "node_modules", "vitest", "vitest.mjs"),
        "run",
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${results}`,
        ...process.argv.slice(2),
      ],
      { env },
    );
  } catch {
    failed = true;
  }
  if (!existsSync(results)) throw new Error("the tests did not run: vitest wrote no results");
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(results, "utf8"),
  );
  const skipped = numPendingTests + numTodoTests;
  // A file that fails to load has no test that could fail.
  const brokenFiles = testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  const lost = numFailedTests + brokenFiles;
  console.log(`${numPassedTests} passed, ${lost} failed${skipped ? `, ${skipped} skipped` : ""}`);
  process.exit(failed || lost > 0 ? 1 : 0);
}

/** Tests drive a real Envoy; without one they are skipped and say so. */
async function envoyEnvironment() {
  const { findEnvoy, hostDirectories, showSearch } = await import("../packages/infra-manager/dist/index.js");
  const cache = join(hostDirectories().data, "envoy");
  const found = await step("Looking for Envoy", () => findEnvoy({ cache, onEvent: showSearch(process.stderr) }));
  if (found.ok) return { ENVOY_PATH: found.value.path };
  console.log(`  no Envoy: ${found.problem.message}\n  Tests that need one will be skipped.`);
  return {};
}

if (!(await underCurrentNode())) await main().catch(giveUp);
