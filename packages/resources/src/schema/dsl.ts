import type { Pattern } from "./patterns.ts";

/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object whose fields no schema of ours describes (an embedded pod specification, a patch's value). */
export interface JsonObject {
  readonly [field: string]: Json;
}

/** The shape of a value in a resource: structural OpenAPI v3, as CRDs have it. */
export type Schema =
  | TextSchema
  | IntegerSchema
  | NumberSchema
  | FlagSchema
  | QuantitySchema
  | ListSchema
  | MapSchema
  | ObjectSchema
  | JsonSchema;

/** A string. Lengths count Unicode code points. */
export interface TextSchema extends TextLimits {
  readonly kind: "text";
  /** The TypeScript name of a closed set of values. */
  readonly name?: string;
  readonly oneOf?: readonly string[];
}

/** What limits a string. */
export interface TextLimits {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: Pattern;
  /** `byte`: base64; `date-time`: RFC 3339. */
  readonly format?: "byte" | "date-time";
}

/** A whole number, of 32 bits unless it is `wide`. */
export interface IntegerSchema {
  readonly kind: "integer";
  /** Of 64 bits. */
  readonly wide?: boolean;
  readonly oneOf?: readonly number[];
  readonly min?: number;
  readonly max?: number;
}

/** A number. */
export interface NumberSchema {
  readonly kind: "number";
  readonly min?: number;
  readonly max?: number;
}

/** True or false. */
export interface FlagSchema {
  readonly kind: "flag";
}

/** A string or a whole number: quantities such as `1Mi`, ports by name or number. */
export interface QuantitySchema {
  readonly kind: "quantity";
  /** For the string spelling. */
  readonly pattern?: Pattern;
}

/** A list. */
export interface ListSchema extends ListLimits {
  readonly kind: "list";
  readonly items: Schema;
}

/** What limits a list. */
export interface ListLimits {
  readonly min?: number;
  readonly max?: number;
  /** Fields that together tell one entry from another; no two entries may share them. */
  readonly mapKeys?: readonly string[];
  /** No value occurs twice. */
  readonly set?: boolean;
}

/** An object used as a dictionary. */
export interface MapSchema {
  readonly kind: "map";
  readonly values: Schema;
  readonly min?: number;
  readonly max?: number;
}

/** An object with known fields. */
export interface ObjectSchema {
  readonly kind: "object";
  /** The TypeScript name. */
  readonly name: string;
  /** One sentence for users. */
  readonly doc: string;
  readonly fields: { readonly [field: string]: Field };
  /** Appliers own it as a whole, not field by field. */
  readonly atomic?: boolean;
  /** Least number of fields that must be present. */
  readonly min?: number;
  /** Greatest number of fields that may be present. */
  readonly max?: number;
  readonly rules?: readonly Rule[];
}

/** Anything; unknown fields are kept unless `of` says which there are. */
export interface JsonSchema {
  readonly kind: "json";
  readonly shape: "any" | "object";
  /** The shape of an object that Sluice passes on without reading it. */
  readonly of?: ObjectSchema;
}

/** A field of an object. */
export interface Field {
  readonly schema: Schema;
  readonly required?: boolean;
  /** What the API server fills in when the field is absent. */
  readonly default?: Json;
}

/** A condition between fields as a CEL expression over `self`, and what to tell the user when it does not hold. */
export interface Rule {
  readonly cel: string;
  readonly message: string;
}

/** A string. */
export function text(limits: TextLimits = {}): TextSchema {
  return { kind: "text", ...limits };
}

/** One of several strings; `name` becomes the name of the TypeScript type. */
export function choice(name: string, oneOf: readonly string[]): TextSchema {
  return { kind: "text", name, oneOf };
}

/** A whole number. */
export function integer(min?: number, max?: number): IntegerSchema {
  return { kind: "integer", ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

/** A whole number of 64 bits. */
export function integer64(min?: number, max?: number): IntegerSchema {
  return { ...integer(min, max), wide: true };
}

/** One of several whole numbers. */
export function oneOfIntegers(...oneOf: readonly number[]): IntegerSchema {
  return { kind: "integer", oneOf };
}

/** A number. */
export function number(min?: number, max?: number): NumberSchema {
  return { kind: "number", ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

/** True or false. */
export function flag(): FlagSchema {
  return { kind: "flag" };
}

/** A string or a whole number. */
export function quantity(pattern?: Pattern): QuantitySchema {
  return pattern === undefined ? { kind: "quantity" } : { kind: "quantity", pattern };
}

/** A list. */
export function list(items: Schema, limits: ListLimits = {}): ListSchema {
  return { kind: "list", items, ...limits };
}

/** A dictionary. */
export function map(values: Schema, limits: { readonly min?: number; readonly max?: number } = {}): MapSchema {
  return { kind: "map", values, ...limits };
}

/** An object with known fields; a bare schema is an optional field. `name` and `doc` become those of the TypeScript type. */
export function object(
  about: Omit<ObjectSchema, "kind" | "fields">,
  fields: { readonly [field: string]: Schema | Field },
): ObjectSchema {
  const entries = Object.entries(fields).map(([key, of]) => [key, "schema" in of ? of : { schema: of }] as const);
  return { kind: "object", ...about, fields: Object.fromEntries(entries) };
}

/** Any value. */
export function anything(): JsonSchema {
  return { kind: "json", shape: "any" };
}

/** An object that is somebody else's; its fields are kept as they are. */
export function openObject(): JsonSchema {
  return { kind: "json", shape: "object" };
}

/** An object that is somebody else's, of a known shape: checked, and passed on as plain data. */
export function embedded(of: ObjectSchema): JsonSchema {
  return { kind: "json", shape: "object", of };
}

/** A field that must be there. */
export function required(schema: Schema): Field {
  return { schema, required: true };
}

/** A field that the API server fills in when it is absent. */
export function defaulted(schema: Schema, value: Json): Field {
  return { schema, default: value };
}
