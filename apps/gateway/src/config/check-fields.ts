import { absurd } from "@sluice/ir";
import { isMap, isScalar, isSeq, type LineCounter, type Node, type YAMLMap } from "yaml";
import type { Field, Fields } from "./fields.ts";
import type { Findings } from "./finding.ts";

/** What was written, without what has no effect. */
export type Plain = string | number | boolean | readonly Plain[] | { readonly [field: string]: Plain } | undefined;

/** Where findings go, and how lines are found. */
export interface Checking {
  readonly findings: Findings;
  readonly lines: LineCounter;
}

/** Reads an object by its table of fields; unknown fields and those without effect are warnings, wrong values errors. */
export function checkFields(
  node: YAMLMap,
  fields: Fields,
  { path = "", ...checking }: Checking & { readonly path?: string },
): { readonly [field: string]: Plain } {
  const values: Record<string, Plain> = {};
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? String(key.value) : String(key);
    const at = path === "" ? name : `${path}.${name}`;
    const line = lineOf(key, checking.lines);
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field) {
      const known = Object.keys(fields).join(", ");
      checking.findings.warn("unknownField", { line, field: at }, `${at} is not a field.`, `Fields here: ${known}.`);
    } else if (value !== null && !(isScalar(value) && value.value === null)) {
      values[name] = checkField(value as Node, field, { ...checking, path: at });
    }
  }
  return values;
}

function checkField(node: Node, field: Field, checking: Checking & { readonly path: string }): Plain {
  const { findings, path } = checking;
  const place = { line: lineOf(node, checking.lines), field: path };
  const wrong = (what: string): undefined => {
    findings.error("invalidValue", place, `${path} must be ${what}.`);
    return undefined;
  };
  switch (field.kind) {
    case "object":
      return isMap(node) ? checkFields(node, field.fields, checking) : wrong("an object");
    case "text": {
      if (!isScalar(node) || typeof node.value !== "string" || node.value === "") return wrong("a text");
      if (field.oneOf && !field.oneOf.includes(node.value))
        return wrong(`one of ${field.oneOf.join(", ")}, but is ${JSON.stringify(node.value)}`);
      return node.value;
    }
    case "number": {
      if (!isScalar(node) || typeof node.value !== "number" || !Number.isInteger(node.value))
        return wrong("a whole number");
      if (node.value < field.min || node.value > field.max) return wrong(`between ${field.min} and ${field.max}`);
      return node.value;
    }
    case "flag":
      return isScalar(node) && typeof node.value === "boolean" ? node.value : wrong("true or false");
    case "texts": {
      if (!isSeq(node)) return wrong("a list of texts");
      const item: Field = { kind: "text", ...(field.oneOf ? { oneOf: field.oneOf } : {}) };
      return node.items.map((inner, index) =>
        checkField(inner as Node, item, { ...checking, path: `${path}[${index}]` }),
      );
    }
    case "map": {
      if (!isMap(node)) return wrong("an object");
      const names = node.items.map(({ key }): [string, Field] => [String(key), { kind: "text", oneOf: field.oneOf }]);
      return checkFields(node, Object.fromEntries(names), checking);
    }
    case "free":
      return isMap(node) ? (node.toJSON() as Plain) : wrong("an object");
    case "ignored":
      findings.warn("unsupported", place, `${path} has no effect here: ${field.instead}.`);
      return undefined;
    default:
      return absurd(field);
  }
}

function lineOf(node: unknown, lines: LineCounter): number {
  const offset = (node as { readonly range?: readonly number[] | null } | null)?.range?.[0] ?? 0;
  return lines.linePos(offset).line;
}
