import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Case, type Comparator, listCases, usesPolicies } from "./cases.ts";
import { type Aspect, aspects, type Decision, decisionFor, decisionsFile } from "./decisions.ts";
import { writeResults } from "./write-results.ts";

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
  const matches = (only: Aspect): boolean => {
    const errors = comparator
      .compareCase(one.folder, join(out, one.name), { only, live: true })
      .filter((difference) => difference.op !== "!");
    lines.push(...errors.map((difference) => comparator.format(difference)));
    return errors.length === 0;
  };
  return { ...base, status: matches("status"), xds: matches("xds"), lines };
}

/**
 * `status P/N, xds P/N` per area and in all, over all cases and over those without policies; behind it, the same without the cases
 * that are left out by decision.
 */
export function toTable(outcomes: readonly CaseOutcome[], decisions: readonly Decision[] = []): readonly string[] {
  const areas = [...new Set(outcomes.map((outcome) => outcome.area))].sort();
  const width = Math.max(5, ...areas.map((area) => area.length));
  const row = (title: string, some: readonly CaseOutcome[]): string => {
    const plain = some.filter((outcome) => !outcome.policies);
    const more = plain.length > 0 ? `   without policies: ${score(plain, decisions)}` : "";
    return `${title.padEnd(width)}  ${score(some, decisions)}${more}`;
  };
  const rows = [...areas.map((area) => row(area, ofArea(outcomes, area))), row("all", outcomes)];
  return rows.some((line) => line.includes("("))
    ? [...rows, `(P/N, k out): k cases are left out by decision, see ${decisionsFile}`]
    : rows;
}

function ofArea(outcomes: readonly CaseOutcome[], area: string): readonly CaseOutcome[] {
  return outcomes.filter((outcome) => outcome.area === area);
}

function score(outcomes: readonly CaseOutcome[], decisions: readonly Decision[]): string {
  const passed = (some: readonly CaseOutcome[], aspect: Aspect): string =>
    `${some.filter((outcome) => outcome[aspect]).length}/${some.length}`;
  const one = (aspect: Aspect): string => {
    const counted = outcomes.filter(({ name }) => decisionFor(decisions, name, aspect) === undefined);
    const out = outcomes.length - counted.length;
    return `${aspect} ${passed(outcomes, aspect)}${out > 0 ? ` (${passed(counted, aspect)}, ${out} out)` : ""}`;
  };
  return aspects.map(one).join(", ");
}

/** Cases that are listed as meant to differ, and match: `<aspect> <case>`. */
export function stale(outcomes: readonly CaseOutcome[], decisions: readonly Decision[]): readonly string[] {
  return aspects.flatMap((aspect) =>
    outcomes
      .filter((outcome) => outcome[aspect] && decisionFor(decisions, outcome.name, aspect) !== undefined)
      .map(({ name }) => `${aspect} ${name}`),
  );
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
  const extend = (aspect: Aspect): readonly string[] =>
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
