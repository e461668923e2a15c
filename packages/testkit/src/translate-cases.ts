// node translate-cases.js CASES_DIR OUT_DIR: writes OUT_DIR/<case>/{status.json,xds.json} for every case folder.
import { existsSync } from "node:fs";
import { listCases } from "./cases.ts";
import { writeResults } from "./write-results.ts";

const [casesFolder, out] = process.argv.slice(2);
if (!casesFolder || !out || !existsSync(casesFolder)) {
  console.error("usage: node translate-cases.js CASES_DIR OUT_DIR (CASES_DIR must exist)");
  process.exit(2);
}
let bugs = 0;
const cases = listCases(casesFolder);
for (const one of cases) {
  const bug = writeResults(one, out);
  if (bug) {
    bugs++;
    console.error(`${one.name}: ${bug.stack ?? bug.message}`);
  }
}
console.log(`${cases.length} cases translated to ${out}${bugs ? `, ${bugs} of them failed` : ""}`);
process.exit(bugs ? 1 : 0);
