import type { Problem } from "@sluice/ir";

/** Field names and list positions from the root of an object to a value. */
export type Path = readonly (string | number)[];

/** One thing that is wrong with an object; an error makes the object unusable, a warning does not. */
export interface Finding {
  readonly severity: "error" | "warning";
  /** Its place has the field only. */
  readonly problem: Problem;
  readonly path: Path;
}

/** A path as users write it: `spec.rules[0].filters`; map keys with odd characters in brackets and quotes. */
export function fieldOf(path: Path): string {
  let field = "";
  for (const step of path) {
    if (typeof step === "number") field += `[${step}]`;
    else if (!/^[\w-]+$/.test(step)) field += `[${JSON.stringify(step)}]`;
    else field += field === "" ? step : `.${step}`;
  }
  return field;
}
