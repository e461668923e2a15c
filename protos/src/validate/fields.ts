import { type DescField, isFieldSet, type Message, ScalarType } from "@bufbuild/protobuf";
import { all, below, type Check, fine, gather, rule } from "./check.ts";
import { type FieldRules, type MapRules, type RepeatedRules, refuseOthers, set } from "./field-rules.ts";
import { sizeChecks } from "./numbers.ts";
import { valueCheck } from "./values.ts";

/** What is known about a field when its check is compiled. */
export interface FieldToCheck {
  readonly field: DescField;
  readonly rules: FieldRules | undefined;
  /** The check of the messages that the field holds; undefined when they have nothing to check. */
  readonly nested: Check<Message> | undefined;
}

/** Compiles the check of one field; it takes the message that holds the field. Undefined when there is nothing to check. */
export function fieldCheck(target: FieldToCheck): Check<Message> | undefined {
  const { field } = target;
  const check = contentCheck(target);
  const required = isRequired(target.rules) && field.oneof === undefined;
  if (check === undefined && !required) return undefined;
  const read = reader(field);
  return (message) => {
    const value = read(message);
    if (value !== undefined) return check === undefined ? fine : below(field.name, check(value));
    return required ? missing(field) : fine;
  };
}

function contentCheck(target: FieldToCheck): Check<unknown> | undefined {
  switch (target.field.fieldKind) {
    case "list":
      return listCheck(target) as Check<unknown> | undefined;
    case "map":
      return mapCheck(target) as Check<unknown> | undefined;
    default:
      return elementCheck(target.rules, target);
  }
}

/** A single value, an element of a list or a value of a map. */
function elementCheck(rules: FieldRules | undefined, { field, nested }: FieldToCheck): Check<unknown> | undefined {
  const own = rules && valueCheck(rules, field.enum);
  const inner = rules?.message?.skip === true ? undefined : nested;
  const checks: Check<unknown>[] = [];
  if (own !== undefined) checks.push(isWrapper(field) ? (value) => own(unwrap(value)) : own);
  if (inner !== undefined) checks.push(inner as Check<unknown>);
  return checks.length === 0 ? undefined : all(checks);
}

function listCheck(target: FieldToCheck): Check<readonly unknown[]> | undefined {
  const rules: RepeatedRules = target.rules?.type.case === "repeated" ? set(target.rules.type.value) : {};
  const { minItems, maxItems, unique, items, ignoreEmpty, ...others } = rules;
  refuseOthers("repeated", others);
  const checks = sizeChecks<readonly unknown[]>({ size: (list) => list.length, unit: "element" }, [
    ["repeated.min_items", "at least", minItems],
    ["repeated.max_items", "at most", maxItems],
  ]);
  if (unique === true) {
    checks.push(
      rule("repeated.unique", "must not repeat an element", { holds: (list) => new Set(list).size === list.length }),
    );
  }
  const skip = target.rules?.message?.skip === true;
  const element = elementCheck(items, skip ? { ...target, nested: undefined } : target);
  if (element !== undefined) {
    checks.push((list) => {
      let found = fine;
      for (let index = 0; index < list.length; index++) {
        found = gather(found, below(index, element(list[index])));
      }
      return found;
    });
  }
  if (checks.length === 0) return undefined;
  const check = all(checks);
  return ignoreEmpty === true ? (list) => (list.length === 0 ? fine : check(list)) : check;
}

function mapCheck(target: FieldToCheck): Check<Readonly<Record<string, unknown>>> | undefined {
  const rules: MapRules = target.rules?.type.case === "map" ? set(target.rules.type.value) : {};
  const { minPairs, maxPairs, keys, values, ignoreEmpty, ...others } = rules;
  refuseOthers("map", others);
  const checks = sizeChecks<Readonly<Record<string, unknown>>>(
    { size: (map) => Object.keys(map).length, unit: "entry" },
    [
      ["map.min_pairs", "at least", minPairs],
      ["map.max_pairs", "at most", maxPairs],
    ],
  );
  const key = keys && valueCheck(keys, undefined);
  if (key !== undefined && target.field.fieldKind === "map" && target.field.mapKey !== ScalarType.STRING)
    refuseOthers("map", { keys });
  const value = elementCheck(values, target);
  if (key !== undefined || value !== undefined) {
    checks.push((map) => {
      let found = fine;
      for (const name of Object.keys(map)) {
        const step = `[${JSON.stringify(name)}]`;
        if (key !== undefined) found = gather(found, below(step, key(name)));
        if (value !== undefined) found = gather(found, below(step, value(map[name])));
      }
      return found;
    });
  }
  if (checks.length === 0) return undefined;
  const check = all(checks);
  return ignoreEmpty === true ? (map) => (Object.keys(map).length === 0 ? fine : check(map)) : check;
}

function isRequired(rules: FieldRules | undefined): boolean {
  if (rules?.message?.required === true) return true;
  switch (rules?.type.case) {
    case "duration":
    case "any":
      return rules.type.value.required === true;
    default:
      return false;
  }
}

function missing(field: DescField): ReturnType<Check<unknown>> {
  return [{ path: field.name, rule: "message.required", message: "is required" }];
}

/** Reads a field from its message; undefined when it has presence and is absent. */
function reader(field: DescField): (message: Message) => unknown {
  const { localName, oneof } = field;
  const properties = (message: Message) => message as unknown as Readonly<Record<string, unknown>>;
  if (oneof !== undefined) {
    return (message) => {
      const chosen = properties(message)[oneof.localName] as { case?: string; value?: unknown } | undefined;
      return chosen?.case === localName ? chosen.value : undefined;
    };
  }
  if (field.fieldKind === "scalar" || field.fieldKind === "enum") {
    if (field.proto.proto3Optional)
      return (message) => (isFieldSet(message, field) ? properties(message)[localName] : undefined);
  }
  return (message) => properties(message)[localName];
}

function isWrapper(field: DescField): boolean {
  return field.message !== undefined && /^google\.protobuf\.\w+Value$/.test(field.message.typeName);
}

/** The library unwraps wrapper messages in plain fields, but not in oneofs, lists and maps. */
function unwrap(value: unknown): unknown {
  return typeof value === "object" && value !== null && "value" in value ? value.value : value;
}
