// The messages of validate/validate.proto as @bufbuild/protobuf reads them from the descriptor image. Written by hand because the
// generated TypeScript leaves annotations out. Absent means "no such rule"; `set` makes that visible.
import type { Duration } from "@bufbuild/protobuf/wkt";

/** Rules of one field (option `validate.rules`). */
export interface FieldRules {
  readonly message?: MessageRules;
  readonly type: TypeRules | { readonly case: undefined; readonly value?: undefined };
}

type TypeRules =
  | { readonly case: NumberKind; readonly value: NumberRules<number | bigint> }
  | { readonly case: "bool"; readonly value: { readonly const?: boolean } }
  | { readonly case: "string"; readonly value: StringRules }
  | { readonly case: "bytes"; readonly value: BytesRules }
  | { readonly case: "enum"; readonly value: EnumRules }
  | { readonly case: "repeated"; readonly value: RepeatedRules }
  | { readonly case: "map"; readonly value: MapRules }
  | { readonly case: "any"; readonly value: AnyRules }
  | { readonly case: "duration"; readonly value: DurationRules }
  | { readonly case: "timestamp"; readonly value: object };

export type NumberKind =
  | "float"
  | "double"
  | "int32"
  | "int64"
  | "uint32"
  | "uint64"
  | "sint32"
  | "sint64"
  | "fixed32"
  | "fixed64"
  | "sfixed32"
  | "sfixed64";

export interface MessageRules {
  readonly skip?: boolean;
  readonly required?: boolean;
}

export interface Bounds<T> {
  readonly lt?: T | undefined;
  readonly lte?: T | undefined;
  readonly gt?: T | undefined;
  readonly gte?: T | undefined;
}

export interface Choice<T> {
  readonly const?: T | undefined;
  readonly in?: readonly T[] | undefined;
  readonly notIn?: readonly T[] | undefined;
}

export interface NumberRules<T> extends Bounds<T>, Choice<T> {
  readonly ignoreEmpty?: boolean;
}

export interface StringRules extends Choice<string> {
  readonly len?: bigint;
  readonly minLen?: bigint;
  readonly maxLen?: bigint;
  readonly lenBytes?: bigint;
  readonly minBytes?: bigint;
  readonly maxBytes?: bigint;
  readonly pattern?: string;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly contains?: string;
  readonly notContains?: string;
  readonly wellKnown?: { readonly case: string | undefined; readonly value?: unknown };
  readonly strict?: boolean;
  readonly ignoreEmpty?: boolean;
}

export interface BytesRules {
  readonly len?: bigint;
  readonly minLen?: bigint;
  readonly maxLen?: bigint;
  readonly ignoreEmpty?: boolean;
}

export interface EnumRules extends Choice<number> {
  readonly definedOnly?: boolean;
}

export interface RepeatedRules {
  readonly minItems?: bigint;
  readonly maxItems?: bigint;
  readonly unique?: boolean;
  readonly items?: FieldRules;
  readonly ignoreEmpty?: boolean;
}

export interface MapRules {
  readonly minPairs?: bigint;
  readonly maxPairs?: bigint;
  readonly keys?: FieldRules;
  readonly values?: FieldRules;
  readonly ignoreEmpty?: boolean;
}

export interface AnyRules extends Choice<string> {
  readonly required?: boolean;
}

export interface DurationRules extends Bounds<Duration>, Choice<Duration> {
  readonly required?: boolean;
}

/**
 * Returns the rules that are present. The library keeps proto2 defaults on the prototype, and empty lists and open oneofs on the message:
 * a copy of the message's own properties that hold something leaves all of them behind.
 */
export function set<R extends object>(rules: R): R {
  return Object.fromEntries(
    Object.entries(rules).filter(([name, value]) => !name.startsWith("$") && holdsSomething(value)),
  ) as R;
}

function holdsSomething(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== "object" || value === null || !("case" in value) || value.case !== undefined;
}

/**
 * Throws for rules that no check below knows: a rule must not be skipped in silence. Envoy's API as it is exported has none of them,
 * and a test compiles all of it.
 */
export function refuseOthers(family: string, rules: object): void {
  const [name] = Object.keys(rules);
  if (name !== undefined) throw new Error(`bug: validation rule ${family}.${name} is not implemented`);
}
