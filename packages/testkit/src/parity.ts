// pnpm parity [CASES_DIR] [--record] [--area AREA,…] [--show CASE]: how many oracle cases match, per area.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { loadComparator, repositoryRoot, sharedOracle } from "./cases.ts";
import { aspects, decisionFor, readDecisions } from "./decisions.ts";
import { extendRecord, readRecord, regressions, runParity, stale, toTable, writeRecord } from "./parity-run.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Add the cases that match now to the record. */
    record: { type: "boolean", default: false },
    area: { type: "string" },
    /** Print the differences of the cases whose name contains this. */
    show: { type: "string" },
  },
});
// pnpm runs scripts in the repository's root; INIT_CWD is where the user stands.
const casesFolder = positionals[0]
  ? resolve(process.env.INIT_CWD ?? process.cwd(), positionals[0])
  : join(sharedOracle, "dev");
const recordFile = join(repositoryRoot, "testdata", "parity", "passing.json");

async function main(): Promise<number> {
  if (!existsSync(casesFolder)) {
    console.log(`parity: skipped, there are no cases at ${casesFolder}`);
    return positionals[0] ? 2 : 0;
  }
  const comparator = await loadComparator(casesFolder);
  if (!comparator) {
    console.log(`parity: skipped, there is no compare.mjs beside ${casesFolder} or in ${sharedOracle}`);
    return 2;
  }
  const all = runParity(casesFolder, comparator);
  const outcomes = values.area ? all.filter(({ area }) => values.area?.split(",").includes(area)) : all;
  const decisions = readDecisions();
  if (values.show !== undefined)
    for (const { name, lines } of outcomes.filter(({ name }) => name.includes(values.show ?? ""))) {
      if (lines.length > 0) console.log([name, ...lines.slice(0, 40).map((line) => `  ${line}`)].join("\n"));
      for (const of of new Set(aspects.flatMap((aspect) => decisionFor(decisions, name, aspect) ?? [])))
        console.log(`  decided: ${of.decision}`);
    }
  for (const line of toTable(outcomes, decisions)) console.log(line);
  for (const line of stale(outcomes, decisions)) console.log(`not needed any more, a decision about ${line}`);
  const record = readRecord(recordFile);
  const lost = regressions(outcomes, record);
  for (const line of lost) console.log(`regression: ${line}`);
  if (values.record) writeRecord(recordFile, extendRecord(record, outcomes));
  return lost.length > 0 ? 1 : 0;
}

process.exitCode = await main();
