import type { Problem } from "@sluice/ir";
import type { Json, JsonObject, ListSchema, MapSchema, ObjectSchema, Schema } from "./dsl.ts";
import { counted, type Fault, numberFault, quantityFault, shown, textFault, typeFault } from "./fault.ts";
import { type Finding, fieldOf, type Path } from "./finding.ts";
import { nearest } from "./nearest.ts";

/** A checked value and what is wrong with it. */
export interface Checked {
  /** Without unknown fields and without fields that are null; the same value when nothing had to go. */
  readonly value: Json;
  readonly findings: readonly Finding[];
}

/** Checks a value against a schema; `at` is where the value stands in its object. */
export function check(schema: Schema, value: Json, at: Path = []): Checked {
  const checker = new Checker(at);
  const pruned = checker.value(schema, value);
  return { value: pruned, findings: checker.findings };
}

class Checker {
  readonly findings: Finding[] = [];
  readonly #path: (string | number)[];

  constructor(at: Path) {
    this.#path = [...at];
  }

  value(schema: Schema, value: Json): Json {
    switch (schema.kind) {
      case "text":
        return this.#scalar(value, textFault(schema, value));
      case "integer":
      case "number":
        return this.#scalar(value, numberFault(schema, value));
      case "flag":
        return this.#scalar(value, typeof value === "boolean" ? undefined : typeFault("true or false", value));
      case "quantity":
        return this.#scalar(value, quantityFault(schema, value));
      case "list":
        return isList(value) ? this.#list(schema, value) : this.#scalar(value, typeFault("a list", value));
      case "map":
        return isObject(value) ? this.#map(schema, value) : this.#scalar(value, typeFault("an object", value));
      case "object":
        return isObject(value) ? this.#object(schema, value) : this.#scalar(value, typeFault("an object", value));
      case "json":
        if (schema.of !== undefined) return this.value(schema.of, value);
        if (schema.shape === "any" || isObject(value)) return value;
        return this.#scalar(value, typeFault("an object", value));
    }
  }

  #scalar(value: Json, fault: Fault | undefined): Json {
    if (fault !== undefined) this.#invalid(fault);
    return value;
  }

  #list(schema: ListSchema, value: readonly Json[]): Json {
    if (schema.min !== undefined && value.length < schema.min) {
      this.#invalid({
        fault: `has ${counted(value.length, "entry")}`,
        remedy: `Write at least ${counted(schema.min, "entry")}${schema.min === 1 ? " or remove the field" : ""}.`,
      });
    }
    if (schema.max !== undefined && value.length > schema.max) {
      this.#invalid({
        fault: `has ${counted(value.length, "entry")}`,
        remedy: `Write at most ${counted(schema.max, "entry")}.`,
      });
    }
    let copy: Json[] | undefined;
    for (let at = 0; at < value.length; at++) {
      const item = value[at] ?? null;
      this.#path.push(at);
      const pruned = this.value(schema.items, item);
      this.#path.pop();
      if (pruned !== item) {
        copy ??= value.slice();
        copy[at] = pruned;
      }
    }
    if (value.length > 1) {
      if (schema.mapKeys !== undefined) this.#twins(value, schema.mapKeys);
      else if (schema.set === true) this.#repeated(value);
    }
    return copy ?? value;
  }

  #map(schema: MapSchema, value: JsonObject): Json {
    const keys = Object.keys(value);
    this.#count(schema, keys.length);
    let copy: { [key: string]: Json } | undefined;
    for (const key of keys) {
      const item = value[key] ?? null;
      this.#path.push(key);
      const pruned = this.value(schema.values, item);
      this.#path.pop();
      if (pruned !== item) {
        copy ??= { ...value };
        copy[key] = pruned;
      }
    }
    return copy ?? value;
  }

  #object(schema: ObjectSchema, value: JsonObject): Json {
    let copy: { [field: string]: Json } | undefined;
    let known = 0;
    for (const key in value) {
      const item = value[key] ?? null;
      const field = Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined;
      if (field === undefined || (item === null && field.schema.kind !== "json")) {
        if (field === undefined && item !== null) this.#unknown(schema, key);
        copy ??= { ...value };
        delete copy[key];
        continue;
      }
      known++;
      this.#path.push(key);
      const pruned = this.value(field.schema, item);
      this.#path.pop();
      if (pruned !== item) {
        copy ??= { ...value };
        copy[key] = pruned;
      }
    }
    this.#count(schema, known);
    for (const key of requiredFields(schema)) {
      if (value[key] === undefined || value[key] === null) this.#missing(schema, key);
    }
    return copy ?? value;
  }

  #count(schema: { readonly min?: number; readonly max?: number }, count: number): void {
    if (schema.min !== undefined && count < schema.min) {
      this.#invalid({
        fault: `has ${counted(count, "field")}`,
        remedy: `Set at least ${counted(schema.min, "field")}.`,
      });
    } else if (schema.max !== undefined && count > schema.max) {
      this.#invalid({
        fault: `has ${counted(count, "field")}`,
        remedy: `Set at most ${counted(schema.max, "field")}.`,
      });
    }
  }

  #twins(items: readonly Json[], keys: readonly string[]): void {
    const seen = new Map<string, number>();
    for (const [at, item] of items.entries()) {
      if (!isObject(item)) continue;
      const identity = JSON.stringify(keys.map((key) => item[key] ?? null));
      const first = seen.get(identity);
      if (first === undefined) {
        seen.set(identity, at);
        continue;
      }
      const what = keys.map((key) => `${key} ${shown(item[key] ?? null)}`).join(" and ");
      this.#path.push(at);
      this.#invalid({
        fault: `has the same ${what} as entry ${first} of the list`,
        remedy: "Merge the two entries or rename one.",
      });
      this.#path.pop();
    }
  }

  #repeated(items: readonly Json[]): void {
    const seen = new Set<Json>();
    for (const [at, item] of items.entries()) {
      if (!seen.has(item)) {
        seen.add(item);
        continue;
      }
      this.#path.push(at);
      this.#invalid({ fault: `repeats ${shown(item)}`, remedy: "Write each value once." });
      this.#path.pop();
    }
  }

  #unknown(schema: ObjectSchema, key: string): void {
    const fields = Object.keys(schema.fields);
    const close = nearest(key, fields);
    this.#path.push(key);
    this.#add("warning", {
      kind: "unknownField",
      message: `${fieldOf(this.#path)} is not a field of ${schema.name} and has no effect.`,
      remedy: close === undefined ? `Remove it, or use one of: ${fields.join(", ")}.` : `Did you mean ${close}?`,
    });
    this.#path.pop();
  }

  #missing(schema: ObjectSchema, key: string): void {
    const wanted = schema.fields[key]?.schema;
    const values = wanted?.kind === "text" && wanted.oneOf !== undefined ? `, one of ${wanted.oneOf.join(", ")}` : "";
    this.#path.push(key);
    this.#add("error", {
      kind: "missingValue",
      message: `${fieldOf(this.#path)} is missing.`,
      remedy: `Add ${key}${values}.`,
    });
    this.#path.pop();
  }

  #invalid({ fault, remedy }: Fault): void {
    this.#add("error", { kind: "invalidValue", message: `${fieldOf(this.#path)} ${fault}.`, remedy });
  }

  #add(severity: Finding["severity"], problem: Problem): void {
    const field = fieldOf(this.#path);
    this.findings.push({ severity, problem: { ...problem, place: { field } }, path: [...this.#path] });
  }
}

const required = new WeakMap<ObjectSchema, readonly string[]>();

/** Computed once per schema: objects are checked far more often than schemas are made. */
function requiredFields(schema: ObjectSchema): readonly string[] {
  let fields = required.get(schema);
  if (fields === undefined) {
    fields = Object.keys(schema.fields).filter((key) => schema.fields[key]?.required === true);
    required.set(schema, fields);
  }
  return fields;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
