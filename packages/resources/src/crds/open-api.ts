import type {
  Field,
  IntegerSchema,
  Json,
  ListSchema,
  ObjectSchema,
  QuantitySchema,
  Schema,
  TextSchema,
} from "../schema/dsl.ts";

/** A structural schema as a CustomResourceDefinition has it. */
export type OpenApi = { readonly [keyword: string]: Json };

/** The structural OpenAPI schema that accepts and fills in what `schema` does. */
export function openApiOf(schema: Schema): OpenApi {
  switch (schema.kind) {
    case "text":
      return ofText(schema);
    case "integer":
      return ofInteger(schema);
    case "number":
      return keep({ type: "number", minimum: schema.min, maximum: schema.max });
    case "flag":
      return { type: "boolean" };
    case "quantity":
      return ofQuantity(schema);
    case "list":
      return ofList(schema);
    case "map":
      return keep({
        type: "object",
        additionalProperties: openApiOf(schema.values),
        minProperties: schema.min,
        maxProperties: schema.max,
      });
    case "object":
      return ofObject(schema);
    case "json":
      if (schema.of !== undefined) return openApiOf(schema.of);
      return schema.shape === "any"
        ? { "x-kubernetes-preserve-unknown-fields": true }
        : { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  }
}

function ofText({ min, max, pattern, format, oneOf }: TextSchema): OpenApi {
  return keep({ type: "string", enum: oneOf, minLength: min, maxLength: max, pattern: pattern?.regex, format });
}

function ofInteger({ oneOf, min, max, wide }: IntegerSchema): OpenApi {
  return keep({ type: "integer", format: wide ? "int64" : "int32", enum: oneOf, minimum: min, maximum: max });
}

function ofQuantity({ pattern }: QuantitySchema): OpenApi {
  return keep({
    anyOf: [{ type: "integer" }, { type: "string" }],
    pattern: pattern?.regex,
    "x-kubernetes-int-or-string": true,
  });
}

function ofList({ items, min, max, mapKeys, set }: ListSchema): OpenApi {
  return keep({
    type: "array",
    items: openApiOf(items),
    minItems: min,
    maxItems: max,
    "x-kubernetes-list-type": mapKeys === undefined ? (set ? "set" : "atomic") : "map",
    "x-kubernetes-list-map-keys": mapKeys,
  });
}

function ofObject({ doc, fields, atomic, min, max, rules = [] }: ObjectSchema): OpenApi {
  const names = Object.keys(fields).sort();
  const required = names.filter((name) => fields[name]?.required === true);
  return keep({
    description: doc,
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name, ofField(fields[name] as Field)])),
    required: required.length === 0 ? undefined : required,
    minProperties: min,
    maxProperties: max,
    "x-kubernetes-map-type": atomic ? "atomic" : undefined,
    "x-kubernetes-validations":
      rules.length === 0 ? undefined : rules.map(({ cel, message }) => ({ rule: cel, message })),
  });
}

function ofField({ schema, default: value }: Field): OpenApi {
  return value === undefined ? openApiOf(schema) : { ...openApiOf(schema), default: value };
}

/** Without keywords that say nothing. */
function keep(keywords: { readonly [keyword: string]: Json | undefined }): OpenApi {
  return Object.fromEntries(Object.entries(keywords).filter(([, value]) => value !== undefined)) as OpenApi;
}
