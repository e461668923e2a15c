import type { Field, ObjectSchema, Schema } from "./dsl.ts";

/** The source of the TypeScript types of all kinds; the same bytes for the same schemas. */
export function typescriptOf(kinds: { readonly [kind: string]: ObjectSchema }): string {
  const declarations = new Map<string, string>();
  for (const schema of Object.values(kinds)) {
    declareAll(schema, declarations);
    declarations.set(schema.name, interfaceOf(schema, `extends ResourceBase<"${schema.name}"> `));
  }
  const header = [
    "// Generated from the schemas by `pnpm generate`; never edited.",
    'import type { ResourceBase } from "../metadata.ts";',
    'import type { Json, JsonObject } from "../schema/dsl.ts";',
  ];
  return `${header.join("\n")}\n\n${[...declarations.values()].join("\n")}`;
}

function declareAll(schema: Schema, into: Map<string, string>): void {
  switch (schema.kind) {
    case "list":
      declareAll(schema.items, into);
      return;
    case "map":
      declareAll(schema.values, into);
      return;
    case "object": {
      for (const field of Object.values(schema.fields)) declareAll(field.schema, into);
      declare(schema.name, interfaceOf(schema, ""), into);
      return;
    }
    case "text": {
      if (schema.name !== undefined) declare(schema.name, aliasOf(schema.name, schema.oneOf ?? []), into);
      return;
    }
    default:
      return;
  }
}

function declare(name: string, source: string, into: Map<string, string>): void {
  const known = into.get(name);
  if (known !== undefined && known !== source) throw new Error(`bug: two different schemas are named ${name}`);
  into.set(name, source);
}

function aliasOf(name: string, values: readonly string[]): string {
  return `export type ${name} = ${values.map((value) => JSON.stringify(value)).join(" | ")};\n`;
}

function interfaceOf(schema: ObjectSchema, heritage: string): string {
  const doc = `/** ${schema.doc} */\n`;
  const fields = Object.entries(schema.fields).map(([name, field]) => `${fieldOf(name, field)}\n`);
  return `${doc}export interface ${schema.name} ${heritage}{\n${fields.join("")}}\n`;
}

function fieldOf(name: string, field: Field): string {
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
  const doc = field.default === undefined ? "" : `  /** Default: \`${JSON.stringify(field.default)}\`. */\n`;
  return `${doc}  readonly ${key}${field.required === true ? "" : "?"}: ${typeOf(field.schema)};`;
}

function typeOf(schema: Schema): string {
  switch (schema.kind) {
    case "text":
      return schema.name ?? "string";
    case "integer":
      return schema.oneOf?.join(" | ") ?? "number";
    case "number":
      return "number";
    case "flag":
      return "boolean";
    case "quantity":
      return "string | number";
    case "list": {
      const items = typeOf(schema.items);
      return `readonly ${items.includes("|") ? `(${items})` : items}[]`;
    }
    case "map":
      return `{ readonly [key: string]: ${typeOf(schema.values)} }`;
    case "object":
      return schema.name;
    case "json":
      return schema.shape === "object" ? "JsonObject" : "Json";
  }
}
