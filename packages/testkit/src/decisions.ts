import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { repositoryRoot } from "./cases.ts";

/** What is compared. */
export const aspects = ["status", "xds"] as const;

/** One thing that is compared. */
export type Aspect = (typeof aspects)[number];

/** Why some oracle cases are meant to differ. */
export interface Decision {
  readonly decision: string;
  readonly cases: readonly string[];
  readonly in: readonly Aspect[];
}

/** Where decisions are written, from the repository's root. */
export const decisionsFile: string = "testdata/parity/decisions.yaml";

/** The decisions of this repository. */
export function readDecisions(file: string = join(repositoryRoot, decisionsFile)): readonly Decision[] {
  return existsSync(file) ? (parse(readFileSync(file, "utf8")) as readonly Decision[]) : [];
}

/** The decision that leaves a case out of one comparison. */
export function decisionFor(decisions: readonly Decision[], name: string, aspect: Aspect): Decision | undefined {
  return decisions.find((one) => one.cases.includes(name) && one.in.includes(aspect));
}
