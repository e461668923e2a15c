import { kept } from "@sluice/collections";
import {
  type Json,
  type JsonObject,
  type KindName,
  type ObjectSchema,
  type Resource,
  type ResourceId,
  type Schema,
  schemas,
} from "@sluice/resources";

/** Kinds of which only what something refers to is kept. */
export type KeptByReference = "Secret" | "ConfigMap";

/** Whether a kind is kept only where something refers to it. */
export function isKeptByReference(kind: string): kind is KeptByReference {
  return kind === "Secret" || kind === "ConfigMap";
}

/**
 * The Secrets and ConfigMaps that a resource names. What a reference is comes from the schemas: an object with a name and a
 * kind, perhaps a default kind. So a new field needs nothing here.
 */
export function references(resource: Resource): readonly ResourceId[] {
  const schema = schemas[resource.kind];
  if (!mayRefer(schema)) return kept([]);
  const found = new Map<string, ResourceId>();
  const { key: _, kind: __, metadata, ...content } = resource;
  collect(schema, content as unknown as JsonObject, (kind, reference) => {
    const namespace = typeof reference.namespace === "string" ? reference.namespace : metadata.namespace;
    const name = reference.name as string;
    found.set(`${kind}/${namespace}/${name}`, { kind, namespace, name });
  });
  return kept([...found.values()]);
}

type Found = (kind: KindName, reference: JsonObject) => void;

function collect(schema: Schema, value: Json | undefined, found: Found): void {
  if (value === undefined || value === null || !mayRefer(schema)) return;
  switch (schema.kind) {
    case "list":
      if (Array.isArray(value)) for (const item of value) collect(schema.items, item as Json, found);
      return;
    case "map":
      if (isObject(value)) for (const item of Object.values(value)) collect(schema.values, item, found);
      return;
    case "object": {
      if (!isObject(value)) return;
      if (isReference(schema)) {
        const kind = value.kind ?? schema.fields.kind?.default;
        if (typeof value.name === "string" && typeof kind === "string" && isKeptByReference(kind)) found(kind, value);
      }
      for (const [name, field] of Object.entries(schema.fields)) collect(field.schema, value[name], found);
      return;
    }
    default:
      return;
  }
}

function isReference({ fields }: ObjectSchema): boolean {
  return fields.name?.schema.kind === "text" && fields.kind?.schema.kind === "text" && fields.group !== undefined;
}

const known = new WeakMap<Schema, boolean>();

/** Whether a value of a schema can hold a reference; schemas that cannot are not walked. */
function mayRefer(schema: Schema): boolean {
  if (schema.kind === "list") return mayRefer(schema.items);
  if (schema.kind === "map") return mayRefer(schema.values);
  if (schema.kind !== "object") return false;
  const answer = known.get(schema);
  if (answer !== undefined) return answer;
  // A schema that contains itself has its answer from its other fields.
  known.set(schema, false);
  const may = isReference(schema) || Object.values(schema.fields).some((field) => mayRefer(field.schema));
  known.set(schema, may);
  return may;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
