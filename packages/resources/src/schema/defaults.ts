import type { Field, Json, ObjectSchema, Schema } from "./dsl.ts";

/** Fills in absent fields that have a default, in nested objects too; the same value when nothing was absent. */
export function withDefaults(schema: Schema, value: Json): Json {
  if (typeof value !== "object" || value === null || !hasDefaults(schema)) return value;
  switch (schema.kind) {
    case "list":
      return Array.isArray(value) ? ofList(schema.items, value) : value;
    case "map":
      return Array.isArray(value) ? value : ofEntries(value as Entries, () => schema.values);
    case "object":
      return Array.isArray(value) ? value : ofObject(schema, value as Entries);
    case "json":
      return schema.of === undefined ? value : withDefaults(schema.of, value);
    default:
      return value;
  }
}

type Entries = { readonly [key: string]: Json };

function ofList(items: Schema, value: readonly Json[]): Json {
  let copy: Json[] | undefined;
  for (let at = 0; at < value.length; at++) {
    const item = value[at] ?? null;
    const filled = withDefaults(items, item);
    if (filled !== item) {
      copy ??= value.slice();
      copy[at] = filled;
    }
  }
  return copy ?? value;
}

function ofEntries(value: Entries, schemaOf: (key: string) => Schema | undefined): Entries {
  let copy: { [key: string]: Json } | undefined;
  for (const key in value) {
    const item = value[key] ?? null;
    const schema = schemaOf(key);
    const filled = schema === undefined ? item : withDefaults(schema, item);
    if (filled !== item) {
      copy ??= { ...value };
      copy[key] = filled;
    }
  }
  return copy ?? value;
}

function ofObject(schema: ObjectSchema, value: Entries): Entries {
  let filled = value;
  for (const [key, field] of defaultedFields(schema)) {
    if (value[key] !== undefined) continue;
    if (filled === value) filled = { ...value };
    (filled as { [key: string]: Json })[key] = field.default ?? null;
  }
  return ofEntries(filled, (key) => (Object.hasOwn(schema.fields, key) ? schema.fields[key]?.schema : undefined));
}

const defaulted = new WeakMap<ObjectSchema, readonly (readonly [string, Field])[]>();

function defaultedFields(schema: ObjectSchema): readonly (readonly [string, Field])[] {
  let fields = defaulted.get(schema);
  if (fields === undefined) {
    fields = Object.entries(schema.fields).filter(([, field]) => field.default !== undefined);
    defaulted.set(schema, fields);
  }
  return fields;
}

const known = new WeakMap<Schema, boolean>();

/** Whether anything inside can be filled in; most subtrees have nothing and are not walked. */
function hasDefaults(schema: Schema): boolean {
  let answer = known.get(schema);
  if (answer === undefined) {
    answer = inside(schema);
    known.set(schema, answer);
  }
  return answer;
}

function inside(schema: Schema): boolean {
  switch (schema.kind) {
    case "list":
      return hasDefaults(schema.items);
    case "map":
      return hasDefaults(schema.values);
    case "object":
      return Object.values(schema.fields).some((field) => field.default !== undefined || hasDefaults(field.schema));
    case "json":
      return schema.of !== undefined && hasDefaults(schema.of);
    default:
      return false;
  }
}
