import { rules as compiled } from "../gen/rules.ts";
import type { Json, JsonObject, ObjectSchema, Rule, Schema } from "../schema/dsl.ts";
import { type Finding, fieldOf, type Path } from "../schema/finding.ts";
import { holds } from "./cel.ts";

/**
 * The rules between fields that a value breaks. As in an API server, they are for values that have nothing else wrong, and
 * that have their defaults.
 */
export function checkRules(schema: Schema, value: Json): readonly Finding[] {
  const checker = new RuleChecker();
  checker.visit(schema, value);
  return checker.findings;
}

class RuleChecker {
  readonly findings: Finding[] = [];
  readonly #path: (string | number)[] = [];

  visit(schema: Schema, value: Json): void {
    if (typeof value !== "object" || value === null || !hasRules(schema)) return;
    switch (schema.kind) {
      case "list":
        if (Array.isArray(value)) for (const [at, entry] of value.entries()) this.#inside(at, schema.items, entry);
        return;
      case "map":
        for (const [key, entry] of Object.entries(value)) this.#inside(key, schema.values, entry);
        return;
      case "json":
        if (schema.of !== undefined) this.visit(schema.of, value);
        return;
      case "object":
        this.#object(schema, value as JsonObject);
        return;
    }
  }

  #inside(step: string | number, schema: Schema, value: Json): void {
    this.#path.push(step);
    this.visit(schema, value);
    this.#path.pop();
  }

  #object(schema: ObjectSchema, value: JsonObject): void {
    for (const { rule, test } of testsOf(schema)) {
      if (!holds(test, value)) this.findings.push(broken(schema, rule, [...this.#path]));
    }
    for (const { field, schema: of } of fieldsWithRules(schema)) {
      const inner = value[field];
      if (inner !== undefined) this.#inside(field, of, inner);
    }
  }
}

function broken(schema: ObjectSchema, rule: Rule, path: Path): Finding {
  const field = fieldOf(path);
  return {
    severity: "error",
    problem: {
      kind: "invalidValue",
      message: `${field === "" ? "The object" : field} breaks a rule of ${schema.name}.`,
      remedy: rule.message,
      place: { field },
    },
    path,
  };
}

interface Test {
  readonly rule: Rule;
  readonly test: (self: Json) => Json;
}

const tests = new WeakMap<ObjectSchema, readonly Test[]>();

function testsOf(schema: ObjectSchema): readonly Test[] {
  return remembered(tests, schema, () =>
    (schema.rules ?? []).map((rule) => {
      const test = compiled[rule.cel];
      if (test === undefined) throw new Error(`bug: no function for the rule ${rule.cel}: run pnpm generate`);
      return { rule, test };
    }),
  );
}

interface FieldWithRules {
  readonly field: string;
  readonly schema: Schema;
}

const fields = new WeakMap<ObjectSchema, readonly FieldWithRules[]>();

function fieldsWithRules(schema: ObjectSchema): readonly FieldWithRules[] {
  return remembered(fields, schema, () =>
    Object.entries(schema.fields)
      .map(([field, { schema: of }]) => ({ field, schema: of }))
      .filter(({ schema: of }) => hasRules(of)),
  );
}

const known = new WeakMap<Schema, boolean>();

/** Whether there is a rule anywhere inside; most subtrees have none and are not walked. */
function hasRules(schema: Schema): boolean {
  return remembered(known, schema, () => {
    switch (schema.kind) {
      case "list":
        return hasRules(schema.items);
      case "map":
        return hasRules(schema.values);
      case "json":
        return schema.of !== undefined && hasRules(schema.of);
      case "object":
        return (schema.rules ?? []).length > 0 || Object.values(schema.fields).some((field) => hasRules(field.schema));
      default:
        return false;
    }
  });
}

function remembered<K extends object, V>(cache: WeakMap<K, V>, key: K, make: () => V): V {
  let value = cache.get(key);
  if (value === undefined) {
    value = make();
    cache.set(key, value);
  }
  return value;
}
