import { parse } from "@bufbuild/cel";
import type { Rule, Schema } from "../src/schema/dsl.ts";

type Expr = NonNullable<ReturnType<typeof parse>["expr"]>;
type Entry = Extract<Expr["exprKind"], { case: "structExpr" }>["value"]["entries"][number];
type Call = Extract<Expr["exprKind"], { case: "callExpr" }>["value"];

/** The source of src/gen/rules.ts: a function for each rule of the schemas, by its text in CEL. */
export function rulesSource(schemas: Iterable<Schema>): string {
  const found = new Map<string, string>();
  const used = new Set<string>(["// the type"]);
  for (const cel of [...celTexts(schemas)].sort()) found.set(cel, emitRule(cel, used));
  used.delete("// the type");
  const header = [
    "// Generated from the schemas by `pnpm generate`; never edited.",
    `import { ${[...used].sort().join(", ")} } from "../rules/cel.ts";`,
    'import type { Json } from "../schema/dsl.ts";',
    "",
    "/** Whether each rule holds, by its text. */",
    "export const rules: { readonly [cel: string]: (self: Json) => Json } = {",
  ];
  const entries = [...found].map(([cel, source]) => `  ${JSON.stringify(cel)}:\n    (self) => ${source},`);
  return `${header.join("\n")}\n${entries.join("\n")}\n};\n`;
}

/** All rules of schemas and of what is inside them. */
export function celTexts(schemas: Iterable<Schema>): ReadonlySet<string> {
  const texts = new Set<string>();
  const seen = new Set<Schema>();
  const visit = (schema: Schema): void => {
    if (seen.has(schema)) return;
    seen.add(schema);
    if (schema.kind === "list") visit(schema.items);
    if (schema.kind === "map") visit(schema.values);
    if (schema.kind === "json" && schema.of !== undefined) visit(schema.of);
    if (schema.kind !== "object") return;
    for (const { cel } of schema.rules ?? ([] as readonly Rule[])) texts.add(cel);
    for (const field of Object.values(schema.fields)) visit(field.schema);
  };
  for (const schema of schemas) visit(schema);
  return texts;
}

function emitRule(cel: string, used: Set<string>): string {
  const parsed = parse(cel);
  if (parsed.expr === undefined) throw new Error(`no expression: ${cel}`);
  return new Emitter(parsed.sourceInfo?.macroCalls ?? {}, used).source(parsed.expr);
}

const macros: Readonly<Record<string, string>> = {
  all: "all",
  exists: "exists",
  exists_one: "existsOne",
  filter: "filter",
};
const comparisons: Readonly<Record<string, string>> = { "_<_": "<", "_<=_": "<=", "_>_": ">", "_>=_": ">=" };
/** Functions of text that JavaScript has by the same name. */
const ofText = new Set(["contains", "startsWith", "endsWith", "trim", "split"]);
const own = new Set(["lowerAscii", "upperAscii", "substring"]);

class Emitter {
  readonly #macroCalls: { readonly [id: string]: Expr };
  readonly #used: Set<string>;

  constructor(macroCalls: { readonly [id: string]: Expr }, used: Set<string>) {
    this.#macroCalls = macroCalls;
    this.#used = used;
  }

  source(expr: Expr): string {
    const { exprKind } = expr;
    switch (exprKind.case) {
      case "constExpr":
        return constant(exprKind.value.constantKind);
      case "identExpr":
        return exprKind.value.name;
      case "listExpr":
        return `[${exprKind.value.elements.map((each) => this.source(each)).join(", ")}]`;
      case "structExpr":
        return this.#object(exprKind.value.entries);
      case "selectExpr": {
        const { operand, field, testOnly } = exprKind.value;
        return this.#call(testOnly ? "has" : "get", this.#source(operand), JSON.stringify(unescaped(field)));
      }
      case "comprehensionExpr":
      case undefined:
        return this.#macro(expr);
      case "callExpr":
        return this.#operation(exprKind.value);
    }
  }

  #source(expr: Expr | undefined): string {
    if (expr === undefined) throw new Error("an operand is missing");
    return this.source(expr);
  }

  #call(name: string, ...args: readonly string[]): string {
    this.#used.add(name);
    return `${name}(${args.join(", ")})`;
  }

  #object(entries: readonly Entry[]): string {
    const fields = entries.map(({ keyKind, value }) => {
      if (keyKind.case !== "mapKey") throw new Error("cannot emit a message");
      return `${this.source(keyKind.value)}: ${this.#source(value)}`;
    });
    return `{ ${fields.join(", ")} }`;
  }

  /** The parser expands macros and remembers what they were; an inner one stands in the outer one's call by its number only. */
  #macro(expr: Expr): string {
    const call = this.#macroCalls[String(expr.id)]?.exprKind;
    if (call?.case !== "callExpr") throw new Error("cannot emit this macro");
    const [variable, body] = call.value.args;
    if (call.value.function === "has" && variable?.exprKind.case === "selectExpr") {
      const { operand, field } = variable.exprKind.value;
      return this.#call("has", this.#source(operand), JSON.stringify(unescaped(field)));
    }
    const name = macros[call.value.function];
    if (name === undefined || variable?.exprKind.case !== "identExpr") throw new Error("cannot emit this macro");
    return this.#call(
      name,
      this.#source(call.value.target),
      `(${variable.exprKind.value.name}) => ${this.#source(body)}`,
    );
  }

  #operation({ function: name, target, args }: Call): string {
    const [first, second, third] = args;
    const comparison = comparisons[name];
    if (comparison !== undefined) return `${this.#ordered(first)} ${comparison} ${this.#ordered(second)}`;
    switch (name) {
      case "_&&_":
      case "_||_":
        return this.#logic(name === "_&&_", first, second);
      case "!_":
        return `!(${this.#source(first)})`;
      case "_==_":
        return this.#equal(first, second);
      case "_!=_":
        return `!${this.#equal(first, second)}`;
      case "@in":
        return this.#call("isIn", this.#source(first), this.#source(second));
      case "_?_:_":
        return `((${this.#source(first)}) === true ? ${this.#source(second)} : ${this.#source(third)})`;
      case "_[_]":
        return this.#call("at", this.#source(first), this.#source(second));
      case "_+_":
        return this.#call("plus", this.#source(first), this.#source(second));
      case "size":
        return this.#call("size", this.#source(target ?? first));
      case "duration":
      case "isIP":
        return this.#call(name, this.#text(first));
      case "matches":
        return `${pattern(first)}.test(${this.#text(target)})`;
      default:
        return this.#function(name, target, args);
    }
  }

  #function(name: string, target: Expr | undefined, args: readonly Expr[]): string {
    if (own.has(name)) return this.#call(name, this.#text(target), ...args.map((each) => this.source(each)));
    if (!ofText.has(name)) throw new Error(`cannot emit the function ${name}`);
    const method = name === "contains" ? "includes" : name;
    return `${this.#text(target)}.${method}(${args.map((each) => this.#text(each)).join(", ")})`;
  }

  #text(expr: Expr | undefined): string {
    return isText(expr) ? this.#source(expr) : this.#call("text", this.#source(expr));
  }

  #ordered(expr: Expr | undefined): string {
    const kind = expr?.exprKind;
    const sure = kind?.case === "callExpr" && ["size", "duration"].includes(kind.value.function);
    return sure || kind?.case === "constExpr" ? this.#source(expr) : this.#call("ordered", this.#source(expr));
  }

  #equal(first: Expr | undefined, second: Expr | undefined): string {
    return this.#call("equal", this.#source(first), this.#source(second));
  }

  #logic(isAnd: boolean, first: Expr | undefined, second: Expr | undefined): string {
    const [left, right] = [this.#source(first), this.#source(second)];
    // What always has a result needs no care.
    if (this.#isSure(first)) return `(${left} ${isAnd ? "&&" : "||"} ${right})`;
    return this.#call(isAnd ? "and" : "or", `() => ${left}`, `() => ${right}`);
  }

  /** Objects are what `self` and the entries of its lists are, wherever a rule asks for their fields: the schema says so. */
  #isSure(expr: Expr | undefined): boolean {
    if (expr === undefined) return false;
    const macro = this.#macroCalls[String(expr.id)]?.exprKind;
    const { exprKind } = expr;
    if (macro?.case === "callExpr" && macro.value.function === "has") {
      const asked = macro.value.args[0]?.exprKind;
      return asked?.case === "selectExpr" && asked.value.operand?.exprKind.case === "identExpr";
    }
    if (exprKind.case !== "callExpr" || !["!_", "_&&_", "_||_"].includes(exprKind.value.function)) return false;
    return exprKind.value.args.every((each) => this.#isSure(each));
  }
}

function isText(expr: Expr | undefined): boolean {
  return expr?.exprKind.case === "constExpr" && expr.exprKind.value.constantKind.case === "stringValue";
}

function constant(kind: { readonly case: string | undefined; readonly value?: unknown }): string {
  if (kind.case === "int64Value" || kind.case === "uint64Value") return String(kind.value);
  return JSON.stringify(kind.value);
}

function pattern(expr: Expr | undefined): string {
  const kind = expr?.exprKind.case === "constExpr" ? expr.exprKind.value.constantKind : undefined;
  if (kind?.case !== "stringValue") throw new Error("cannot emit an expression that is not known beforehand");
  // RE2 says within the expression what JavaScript says behind it.
  const insensitive = /^\^?\(\?i\)/.test(kind.value);
  return String(new RegExp(insensitive ? kind.value.replace("(?i)", "") : kind.value, insensitive ? "i" : ""));
}

/** Names that CEL reserves are written with underscores. */
function unescaped(field: string): string {
  return /^__(.*)__$/.exec(field)?.[1] ?? field;
}
