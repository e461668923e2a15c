import type { IntegerSchema, Json, NumberSchema, QuantitySchema, TextSchema } from "./dsl.ts";
import { nearest } from "./nearest.ts";
import { matches } from "./patterns.ts";

/** What is wrong with a value, to stand after the field's name, and what to do about it. */
export interface Fault {
  readonly fault: string;
  readonly remedy: string;
}

/** What is wrong with a string. */
export function textFault(schema: TextSchema, value: Json): Fault | undefined {
  if (typeof value !== "string") return typeFault("text", value);
  if (schema.oneOf !== undefined) return schema.oneOf.includes(value) ? undefined : choiceFault(schema.oneOf, value);
  if (schema.min !== undefined && lengthOf(value) < schema.min) {
    if (value === "") return { fault: "is empty", remedy: "Write a value or remove the field." };
    const least = counted(schema.min, "character");
    return { fault: `has fewer than ${least}`, remedy: `Use at least ${least}.` };
  }
  // Length before pattern: no pattern ever runs over a text of unlimited length that has a limit.
  if (schema.max !== undefined && value.length > schema.max && lengthOf(value) > schema.max) {
    return {
      fault: `has ${counted(lengthOf(value), "character")}`,
      remedy: `Use at most ${counted(schema.max, "character")}.`,
    };
  }
  if (schema.pattern !== undefined && !matches(schema.pattern, value)) {
    return { fault: `is ${shown(value)}, which is not allowed here`, remedy: `Write ${schema.pattern.means}.` };
  }
  if (schema.format === "byte" && !isBase64(value)) {
    return { fault: "is not base64", remedy: "Encode the value as base64, or use stringData for plain text." };
  }
  return undefined;
}

/** What is wrong with a number. */
export function numberFault(schema: IntegerSchema | NumberSchema, value: Json): Fault | undefined {
  const whole = schema.kind === "integer";
  if (typeof value !== "number" || (whole && !Number.isInteger(value))) {
    return typeFault(whole ? "a whole number" : "a number", value);
  }
  if (schema.kind === "integer" && schema.oneOf !== undefined && !schema.oneOf.includes(value)) {
    return choiceFault(schema.oneOf, value);
  }
  const low = schema.min !== undefined && value < schema.min;
  if (!low && (schema.max === undefined || value <= schema.max)) return undefined;
  return {
    fault: `is ${value}, which is ${low ? `less than ${schema.min}` : `more than ${schema.max}`}`,
    remedy: `Use a number ${rangeOf(schema)}.`,
  };
}

/** What is wrong with a quantity. */
export function quantityFault(schema: QuantitySchema, value: Json): Fault | undefined {
  if (typeof value === "number" && Number.isInteger(value)) return undefined;
  if (typeof value !== "string") return typeFault("text or a whole number", value);
  if (schema.pattern === undefined || matches(schema.pattern, value)) return undefined;
  return { fault: `is ${shown(value)}, which is not allowed here`, remedy: `Write ${schema.pattern.means}.` };
}

/** A value of another type than the wanted one. */
export function typeFault(wanted: string, value: Json): Fault {
  return { fault: `must be ${wanted}, but is ${described(value)}`, remedy: remedyForType(wanted, value) };
}

/** How many entries, fields or characters there are, in words. */
export function counted(count: number, noun: "entry" | "field" | "character"): string {
  if (count === 1) return `1 ${noun}`;
  return `${count} ${noun === "entry" ? "entries" : `${noun}s`}`;
}

/** A value as it stands in a message. */
export function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function choiceFault(allowed: readonly (string | number)[], value: string | number): Fault {
  const close = typeof value === "string" ? nearest(value, allowed.map(String)) : undefined;
  return {
    fault: `is ${shown(value)}, which is none of ${allowed.join(", ")}`,
    remedy: close === undefined ? "Use one of them." : `Did you mean ${close}?`,
  };
}

function described(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return typeof value === "string" ? `the text ${shown(value)}` : shown(value);
}

function remedyForType(wanted: string, value: Json): string {
  if (wanted === "text" && (typeof value === "number" || typeof value === "boolean")) {
    return `Put it in quotes: "${value}".`;
  }
  const bare =
    (wanted.includes("number") && typeof value === "string" && /^-?[0-9]+$/.test(value)) ||
    (wanted === "true or false" && (value === "true" || value === "false"));
  if (bare) return `Remove the quotes: ${value}.`;
  return wanted === "a list" ? "Begin each entry with '- '." : `Write ${wanted}.`;
}

function isBase64(value: string): boolean {
  const text = /\s/.test(value) ? value.replace(/\s+/g, "") : value;
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

/** Code points, as OpenAPI counts. */
function lengthOf(value: string): number {
  let length = 0;
  for (const _ of value) length++;
  return length;
}

function rangeOf({ min, max }: { readonly min?: number; readonly max?: number }): string {
  if (min === undefined) return `up to ${max}`;
  return max === undefined ? `from ${min}` : `from ${min} to ${max}`;
}
