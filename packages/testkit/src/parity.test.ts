import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadComparator, repositoryRoot, sharedOracle } from "./cases.ts";
import { type CaseOutcome, extendRecord, readRecord, regressions, runParity, toTable } from "./parity-run.ts";

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
    "loses no recorded case (skipped where ../shared/oracle is absent)",
    async () => {
      const comparator = await loadComparator(folder);
      expect(comparator).toBeDefined();
      if (!comparator) return;
      const record = readRecord(join(repositoryRoot, "testdata", "parity", "passing.json"));
      expect(record.status.length).toBeGreaterThan(0);
      expect(regressions(runParity(folder, comparator), record)).toEqual([]);
    },
    300_000,
  );
});
