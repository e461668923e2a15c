import fc from "fast-check";
import { type KindName, kindNames, kinds, type Resource, readResource, schemas } from "../src/index.ts";
import type { Json, ListSchema, ObjectSchema, Schema } from "../src/schema/dsl.ts";

/** Objects of one kind, as Kubernetes has them: each field is valid, rules between fields may be broken. */
export function arbitraryObject(kind: KindName): fc.Arbitrary<{ readonly [field: string]: Json }> {
  const { namespaced, group } = kinds[kind];
  const name = fc.stringMatching(/^[a-z]([-a-z0-9]{0,8}[a-z0-9])?$/);
  const words = fc.dictionary(name, fc.string({ maxLength: 6 }), { maxKeys: 2 });
  return fc
    .record({
      content: value(schemas[kind], 0),
      version: fc.constantFrom(...kinds[kind].versions),
      metadata: fc.record(
        {
          name,
          namespace: namespaced ? name : fc.constant(""),
          labels: words,
          annotations: words,
          generation: fc.nat(),
          creationTimestamp: fc.constant("2026-01-02T03:04:05Z"),
          uid: fc.uuid(),
        },
        { requiredKeys: ["name"] },
      ),
    })
    .map(({ content, version, metadata }) => ({
      apiVersion: group === "" ? version : `${group}/${version}`,
      kind,
      metadata: metadata as Json,
      ...(content as object),
    }));
}

/** Resources of any kind; each field is valid. */
export const arbitraryResource: fc.Arbitrary<Resource> = fc
  .constantFrom(...kindNames)
  .chain(arbitraryObject)
  .map((object) => {
    const { resource, findings } = readResource(object, { rules: false });
    if (resource === undefined) throw new Error(`not valid: ${JSON.stringify({ object, findings })}`);
    return resource;
  });

const made = new Map<Schema, Map<number, fc.Arbitrary<Json>>>();

/** Made once per schema and depth: expressions are slow to turn into generators. */
function value(schema: Schema, depth: number): fc.Arbitrary<Json> {
  const known = made.get(schema) ?? new Map<number, fc.Arbitrary<Json>>();
  made.set(schema, known);
  const found = known.get(depth) ?? make(schema, depth);
  known.set(depth, found);
  return found;
}

const matching = new Map<string, fc.Arbitrary<string>>();

function textMatching(
  regex: string,
  { min = 0, max = 64 }: { readonly min?: number; readonly max?: number },
): fc.Arbitrary<string> {
  const found = matching.get(regex) ?? fc.stringMatching(new RegExp(regex), { size: "-1" });
  matching.set(regex, found);
  return found.filter((text) => text.length >= min && text.length <= max);
}

function make(schema: Schema, depth: number): fc.Arbitrary<Json> {
  switch (schema.kind) {
    case "text": {
      if (schema.oneOf !== undefined) return fc.constantFrom(...schema.oneOf);
      if (schema.format === "byte") return fc.base64String({ maxLength: 8 });
      if (schema.pattern !== undefined) return textMatching(schema.pattern.regex, schema);
      return fc.string({ minLength: schema.min ?? 0, maxLength: Math.min(schema.max ?? 12, 12), unit: "grapheme" });
    }
    case "integer":
      if (schema.oneOf !== undefined) return fc.constantFrom(...schema.oneOf);
      return fc.integer({ min: schema.min ?? -5, max: schema.max ?? (schema.min ?? 0) + 1000 });
    case "number":
      return fc.double({ min: schema.min ?? 0, max: schema.max ?? 100, noNaN: true }).map((found) => found + 0);
    case "flag":
      return fc.boolean();
    case "quantity":
      return schema.pattern === undefined
        ? fc.oneof(fc.nat(65535), fc.constantFrom("http", "100m"))
        : fc.oneof(fc.nat(1000), fc.constantFrom("32Ki", "1Mi", "7"));
    case "list":
      return items(schema, depth);
    case "map":
      return fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), value(schema.values, depth + 1), {
        minKeys: schema.min ?? 0,
        maxKeys: Math.max(schema.min ?? 0, 2),
      });
    case "object":
      return object(schema, depth);
    case "json":
      if (schema.of !== undefined) return value(schema.of, depth);
      // A required value is not null.
      return schema.shape === "object"
        ? fc.dictionary(fc.string(), json, { maxKeys: 2 })
        : json.filter((found) => found !== null);
  }
}

const json = fc.jsonValue({ maxDepth: 2 }).map((found) => JSON.parse(JSON.stringify(found)) as Json);

function items({ items: of, min = 0, max = 2, mapKeys, set }: ListSchema, depth: number): fc.Arbitrary<Json> {
  const maxLength = Math.max(min, Math.min(max, depth > 4 ? 1 : 2));
  const identity = (item: Json): Json => {
    if (mapKeys === undefined) return item;
    return JSON.stringify(mapKeys.map((key) => (item as { readonly [field: string]: Json })[key] ?? null));
  };
  const element = value(of, depth + 1);
  if (mapKeys === undefined && set !== true) return fc.array(element, { minLength: min, maxLength });
  return fc.uniqueArray(element, { minLength: min, maxLength, selector: identity });
}

/** Deep down only what is required, so that objects stay small. */
function object(schema: ObjectSchema, depth: number): fc.Arbitrary<Json> {
  const fields = Object.entries(schema.fields);
  const required = fields.filter(([, field]) => field.required === true);
  const optional = fields.filter(([, field]) => field.required !== true);
  const limit = Math.min(schema.max ?? 3, 3);
  const enough = Math.max((schema.min ?? 0) - required.length, 0);
  return fc
    .subarray(optional, {
      minLength: enough,
      maxLength: Math.max(
        enough,
        Math.min(optional.length, depth > 5 ? 0 : limit - (schema.max ? required.length : 0)),
      ),
    })
    .chain((chosen) => {
      const all = [...required, ...chosen].map(([name, field]) => [name, value(field.schema, depth + 1)] as const);
      return fc.record(Object.fromEntries(all));
    });
}
