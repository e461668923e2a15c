import type { Place, Problem, ProblemKind } from "@sluice/ir";

/** Something about the configuration that its author should know; an error stops the start. */
export interface Finding {
  readonly severity: "error" | "warning";
  readonly problem: Problem;
}

/** Makes findings about one file. */
export interface Findings {
  readonly list: Finding[];
  error(kind: ProblemKind, place: Omit<Place, "file">, message: string, remedy?: string): void;
  warn(kind: ProblemKind, place: Omit<Place, "file">, message: string, remedy?: string): void;
}

/** Starts an empty list. */
export function createFindings(file: string): Findings {
  const list: Finding[] = [];
  const add = (severity: Finding["severity"], problem: Problem): void => {
    list.push({ severity, problem });
  };
  const problem = (
    kind: ProblemKind,
    place: Omit<Place, "file">,
    { message, remedy }: { readonly message: string; readonly remedy: string | undefined },
  ): Problem => ({ kind, message, place: { file, ...place }, ...(remedy === undefined ? {} : { remedy }) });
  return {
    list,
    error: (kind, place, message, remedy) => add("error", problem(kind, place, { message, remedy })),
    warn: (kind, place, message, remedy) => add("warning", problem(kind, place, { message, remedy })),
  };
}
