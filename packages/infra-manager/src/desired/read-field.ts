import type { Problem } from "@sluice/ir";
import { toMilliseconds } from "./duration.ts";
import type { Json, JsonObject } from "./json.ts";

/** Carries a user's mistake out of the readers below, to whoever turns it into a problem. */
export class WrongField extends Error {
  readonly problem: Problem;
  constructor(field: string, message: string) {
    super(message);
    this.problem = { kind: "invalidValue", message: `${field} ${message}`, place: { field } };
  }
}

/** What stands at a path of a spec; undefined where nothing does. */
export function at(spec: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = spec;
  for (const [depth, name] of path.entries()) {
    if (value === undefined || value === null) return undefined;
    value = readObject(value, ["spec", ...path.slice(0, depth)].join("."))?.[name];
  }
  return value ?? undefined;
}

/** The value as an object. */
export function readObject(value: Json | undefined, field: string): JsonObject | undefined {
  if (value === undefined) return undefined;
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new WrongField(field, "must be an object");
  }
  return value as JsonObject;
}

/** A path as users write it. */
export function fieldOf(path: readonly string[]): string {
  return `spec.${path.join(".")}`;
}

/** The value as a text. */
export function readString(value: Json, field: string): string {
  if (typeof value !== "string") throw new WrongField(field, "must be a string");
  return value;
}

/** A whole number of at least 0. */
export function readNumber(spec: JsonObject, path: readonly string[]): number | undefined {
  const value = at(spec, path);
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0) {
    throw new WrongField(fieldOf(path), "must be a whole number");
  }
  return value;
}

/** A list, or none. */
export function readList(spec: JsonObject, path: readonly string[]): readonly Json[] {
  const value = at(spec, path);
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new WrongField(fieldOf(path), "must be a list");
  return value as readonly Json[];
}

/** Milliseconds of a duration. */
export function readDuration(spec: JsonObject, path: readonly string[]): number | undefined {
  const value = at(spec, path);
  if (value === undefined) return undefined;
  const milliseconds = typeof value === "string" ? toMilliseconds(value) : undefined;
  if (milliseconds === undefined) throw new WrongField(fieldOf(path), "must be a duration such as 60s");
  return milliseconds;
}
