import type { Json, JsonObject, Resource, Schema } from "@sluice/resources";
import { schemas } from "@sluice/resources";

/**
 * An object as a typed reader holds it, whatever its manifest says: required fields that are absent have the zero value of their type,
 * and values of a wrong type are absent. The oracle's cases may break their CRDs, and its translator is written in Go.
 */
export function asTyped(resource: Resource): Resource {
  return (toTyped(schemas[resource.kind], resource as unknown as JsonObject) ?? resource) as unknown as Resource;
}

/** Undefined for a value of a wrong type. The same value when nothing is to be mended. */
function toTyped(schema: Schema, value: Json): Json | undefined {
  switch (schema.kind) {
    case "text":
      return typeof value === "string" ? value : undefined;
    case "integer":
    case "number":
      return typeof value === "number" ? value : undefined;
    case "flag":
      return typeof value === "boolean" ? value : undefined;
    case "quantity":
      return typeof value === "string" || typeof value === "number" ? value : undefined;
    case "json":
      return schema.of === undefined ? value : toTyped(schema.of, value);
    case "list":
      return Array.isArray(value)
        ? mended(
            value,
            value.flatMap((item) => toTyped(schema.items, item) ?? []),
          )
        : undefined;
    case "map":
      return isObject(value) ? mended(value, Object.fromEntries(entriesOf(value, () => schema.values))) : undefined;
    case "object": {
      if (!isObject(value)) return undefined;
      const typed = Object.fromEntries(entriesOf(value, (key) => schema.fields[key]?.schema));
      for (const [key, field] of Object.entries(schema.fields))
        if (field.required && typed[key] === undefined) typed[key] = zero(field.schema);
      return mended(value, typed);
    }
  }
}

function entriesOf(value: JsonObject, schemaOf: (key: string) => Schema | undefined): (readonly [string, Json])[] {
  return Object.entries(value).flatMap(([key, item]) => {
    const schema = schemaOf(key);
    const typed = schema === undefined ? item : toTyped(schema, item);
    return typed === undefined ? [] : [[key, typed] as const];
  });
}

/** Keeps what is there where it was good, so that good objects stay themselves. */
function mended<T extends Json>(before: T, after: Json): Json {
  const keys = Object.keys(after as object);
  const same =
    keys.length === Object.keys(before as object).length &&
    keys.every((key) => (before as JsonObject)[key] === (after as JsonObject)[key]);
  return same ? before : after;
}

function zero(schema: Schema): Json {
  switch (schema.kind) {
    case "text":
      return "";
    case "integer":
    case "number":
    case "quantity":
      return 0;
    case "flag":
      return false;
    case "list":
      return [];
    case "map":
      return {};
    case "json":
      return schema.of === undefined ? {} : zero(schema.of);
    case "object":
      return toTyped(schema, {}) ?? {};
  }
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
