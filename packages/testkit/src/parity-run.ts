import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Case, type Comparator, listCases, usesPolicies } from "./cases.ts";
import { writeResults } from "./write-results.ts";

/** What is compared. */
export const aspects = ["status", "xds"] as const;

/** How one case came out. */
export interface CaseOutcome {
  readonly name: string;
  readonly area: string;
  readonly policies: boolean;
  readonly status: boolean;
  readonly xds: boolean;
  /** Differences, formatted; for a bug, its message. */
  readonly lines: readonly string[];
}

/** The cases that matched when the record was last written. */
export interface PassingRecord {
  readonly status: readonly string[];
  readonly xds: readonly string[];
}

/** Translates and compares every case below a folder, in `--live` mode. */
export function runParity(casesFolder: string, comparator: Comparator): readonly CaseOutcome[] {
  const out = mkdtempSync(join(tmpdir(), "sluice-parity-"));
  try {
    return listCases(casesFolder).map((one) => runCase(one, out, comparator));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function runCase(one: Case, out: string, comparator: Comparator): CaseOutcome {
  const base = { name: one.name, area: one.area, policies: usesPolicies(one) };
  const bug = writeResults(one, out);
  if (bug) return { ...base, status: false, xds: false, lines: [bug.stack ?? bug.message] };
  const lines: string[] = [];
  const matches = (only: "status" | "xds"): boolean => {
    const errors = comparator
      .compareCase(one.folder, join(out, one.name), { only, live: true })
      .filter((difference) => difference.op !== "!");
    lines.push(...errors.map((difference) => comparator.format(difference)));
    return errors.length === 0;
  };
  return { ...base, status: matches("status"), xds: matches("xds"), lines };
}

/** `status P/N, xds P/N` per area and in all, over all cases and over those without policies. */
export function toTable(outcomes: readonly CaseOutcome[]): readonly string[] {
  const areas = [...new Set(outcomes.map((outcome) => outcome.area))].sort();
  const plain = outcomes.filter((outcome) => !outcome.policies);
  const width = Math.max(5, ...areas.map((area) => area.length));
  const row = (title: string, some: readonly CaseOutcome[], without: readonly CaseOutcome[]): string =>
    `${title.padEnd(width)}  ${score(some)}${without.length > 0 ? `   without policies: ${score(without)}` : ""}`;
  return [...areas.map((area) => row(area, ofArea(outcomes, area), ofArea(plain, area))), row("all", outcomes, plain)];
}

function ofArea(outcomes: readonly CaseOutcome[], area: string): readonly CaseOutcome[] {
  return outcomes.filter((outcome) => outcome.area === area);
}

function score(outcomes: readonly CaseOutcome[]): string {
  const passed = (aspect: "status" | "xds"): number => outcomes.filter((outcome) => outcome[aspect]).length;
  return aspects.map((aspect) => `${aspect} ${passed(aspect)}/${outcomes.length}`).join(", ");
}

/** Cases that the record says match, are in this run, and do not match any more: `<aspect> <case>`. */
export function regressions(outcomes: readonly CaseOutcome[], record: PassingRecord): readonly string[] {
  const byName = new Map(outcomes.map((outcome) => [outcome.name, outcome]));
  return aspects.flatMap((aspect) =>
    record[aspect].filter((name) => byName.get(name)?.[aspect] === false).map((name) => `${aspect} ${name}`),
  );
}

/** The record with what this run adds; nothing is taken out. */
export function extendRecord(record: PassingRecord, outcomes: readonly CaseOutcome[]): PassingRecord {
  const extend = (aspect: "status" | "xds"): readonly string[] =>
    [...new Set([...record[aspect], ...outcomes.filter((outcome) => outcome[aspect]).map(({ name }) => name)])].sort();
  return { status: extend("status"), xds: extend("xds") };
}

/** Reads the record; an absent one is empty. */
export function readRecord(file: string): PassingRecord {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as PassingRecord) : { status: [], xds: [] };
}

/** Writes the record. */
export function writeRecord(file: string, record: PassingRecord): void {
  writeFileSync(file, `${JSON.stringify(record, null, 1)}\n`);
}
