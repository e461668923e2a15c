import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { CaseOptions } from "./case-options.ts";

/** The repository's root, from this file's place in `src/` or `dist/`. */
export const repositoryRoot: string = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

/** Where the oracle is when it is there at all: beside the repository. */
export const sharedOracle: string = join(repositoryRoot, "..", "shared", "oracle");

/** One folder of the oracle format. */
export interface Case {
  readonly name: string;
  readonly folder: string;
  /** The first word of the name: `httproute`, `gateway`, … */
  readonly area: string;
}

/** The case folders below `folder`, by name. Folders without an `in.yaml` are none. */
export function listCases(folder: string): readonly Case[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "in.yaml")))
    .sort()
    .map((name) => ({ name, folder: join(folder, name), area: name.split("-")[0] ?? name }));
}

/** A case's input. A missing `options.json` means default settings. */
export function readCase(one: Case): { readonly manifests: string; readonly options: CaseOptions } {
  const options = join(one.folder, "options.json");
  return {
    manifests: readFileSync(join(one.folder, "in.yaml"), "utf8"),
    options: existsSync(options) ? (JSON.parse(readFileSync(options, "utf8")) as CaseOptions) : {},
  };
}

const policyKinds =
  /^kind: (ClientTrafficPolicy|BackendTrafficPolicy|SecurityPolicy|EnvoyExtensionPolicy|EnvoyPatchPolicy|HTTPRouteFilter)\s*$/m;

/** Whether the case needs policies or route filters of Envoy Gateway. */
export function usesPolicies(one: Case): boolean {
  return policyKinds.test(readCase(one).manifests);
}

/** One line of a comparison; `!` is only a warning. */
export interface Difference {
  readonly op: "~" | "-" | "+" | "!";
  readonly path: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
}

/** The oracle's comparator, loaded from beside the cases; it is not part of this repository. */
export interface Comparator {
  compareCase(
    expected: string,
    actual: string,
    options: { readonly only?: "status" | "xds"; readonly live?: boolean },
  ): readonly Difference[];
  format(difference: Difference): string;
}

/** Finds `compare.mjs` beside the folder of cases, or in the shared oracle; undefined where there is none. */
export async function loadComparator(casesFolder: string): Promise<Comparator | undefined> {
  const found = [resolve(casesFolder, ".."), resolve(casesFolder), sharedOracle]
    .map((folder) => join(folder, "compare.mjs"))
    .find((file) => existsSync(file));
  return found ? ((await import(pathToFileURL(found).href)) as Comparator) : undefined;
}
