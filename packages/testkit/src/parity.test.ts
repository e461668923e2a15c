import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadComparator, repositoryRoot, sharedOracle } from "./cases.ts";
import { readDecisions } from "./decisions.ts";
import { type CaseOutcome, extendRecord, readRecord, regressions, runParity, stale, toTable } from "./parity-run.ts";

const outcome = (name: string, status: boolean, xds: boolean, policies = false): CaseOutcome => ({
  name,
  area: name.split("-")[0] ?? name,
  policies,
  status,
  xds,
  lines: [],
});

describe("parity table and record", () => {
  const outcomes = [
    outcome("gateway-a", true, false),
    outcome("gateway-b", true, true, true),
    outcome("httproute-a", false, true),
  ];

  it("counts per area, in all, and without policies", () => {
    expect(toTable(outcomes)).toEqual([
      "gateway    status 2/2, xds 1/2   without policies: status 1/1, xds 0/1",
      "httproute  status 0/1, xds 1/1   without policies: status 0/1, xds 1/1",
      "all        status 2/3, xds 2/3   without policies: status 1/2, xds 1/2",
    ]);
  });

  it("counts a second time without what is left out by decision, and finds decisions that nothing needs any more", () => {
    const decisions = [{ decision: "so", cases: ["gateway-a", "httproute-a"], in: ["xds"] as const }];
    expect(toTable(outcomes.slice(0, 2), decisions)).toEqual([
      "gateway  status 2/2, xds 1/2 (1/1, 1 out)   without policies: status 1/1, xds 0/1 (0/0, 1 out)",
      "all      status 2/2, xds 1/2 (1/1, 1 out)   without policies: status 1/1, xds 0/1 (0/0, 1 out)",
      "(P/N, k out): k cases are left out by decision, see testdata/parity/decisions.yaml",
    ]);
    expect(stale(outcomes, decisions)).toEqual(["xds httproute-a"]);
  });

  it("finds recorded cases that no longer match, and ignores those that are not in the run", () => {
    expect(regressions(outcomes, { status: ["gateway-a", "httproute-a", "not-here"], xds: ["gateway-a"] })).toEqual([
      "status httproute-a",
      "xds gateway-a",
    ]);
  });

  it("only ever extends the record", () => {
    expect(extendRecord({ status: ["x"], xds: [] }, outcomes)).toEqual({
      status: ["gateway-a", "gateway-b", "x"],
      xds: ["gateway-b", "httproute-a"],
    });
  });
});

describe("oracle", () => {
  const folder = join(sharedOracle, "dev");
  it.skipIf(!existsSync(folder))(
    "loses no recorded case, and needs every decision (skipped where ../shared/oracle is absent)",
    async () => {
      const comparator = await loadComparator(folder);
      expect(comparator).toBeDefined();
      if (!comparator) return;
      const record = readRecord(join(repositoryRoot, "testdata", "parity", "passing.json"));
      expect(record.status.length).toBeGreaterThan(0);
      const outcomes = runParity(folder, comparator);
      expect(regressions(outcomes, record)).toEqual([]);
      expect(stale(outcomes, readDecisions())).toEqual([]);
      const known = new Set(outcomes.map(({ name }) => name));
      expect(readDecisions().flatMap(({ cases }) => cases.filter((name) => !known.has(name)))).toEqual([]);
    },
    300_000,
  );
});
