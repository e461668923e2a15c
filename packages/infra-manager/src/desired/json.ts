/** A JSON value that came from a manifest, or goes to Envoy or a cluster. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** A JSON object that came from a manifest, or goes to Envoy or a cluster. */
export type JsonObject = { readonly [key: string]: Json };

/** The object without the fields that are undefined. */
export function defined(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, Json] => field[1] !== undefined));
}

/** True for what JSON calls an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The list, or none where there is something else. */
export function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The object, or an empty one where there is something else. */
export function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
