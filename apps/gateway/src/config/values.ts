import type { LineCounter, YAMLMap } from "yaml";
import type { Plain } from "./check-fields.ts";

/** The fields of an object, read. */
export type Values = { readonly [field: string]: Plain };

/** An object inside of objects; empty where there is none. */
export function inner(values: Values, ...path: readonly string[]): Values {
  let at: Plain = values;
  for (const name of path) at = (at as Values | undefined)?.[name];
  return (at as Values | undefined) ?? {};
}

/** The texts of a list; none where there is no list. */
export function list(value: Plain): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** A text, if it is one. */
export function text(value: Plain): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The line of the deepest part of a path that is written. */
export function lineAt(root: YAMLMap, path: readonly string[], lines: LineCounter): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = root.getIn(path.slice(0, depth), true);
    const range = (node as { readonly range?: readonly number[] } | undefined)?.range;
    if (range?.[0] !== undefined) return lines.linePos(range[0]).line;
  }
  return 1;
}
