import type { Rule } from "./dsl.ts";

/*
 * Conditions between fields, as CEL over `self`: the language in which CRDs state them, so that one expression serves
 * the API server and Sluice. They hold for objects with their defaults. Field names that CEL reserves are written as
 * Kubernetes does: `__namespace__`.
 */

/** One of the fields, and no second one. */
export function exactlyOne(...fields: readonly string[]): Rule {
  return {
    cel: `${count(fields)} == 1`,
    message: `Set exactly one of ${anyOf(fields)}.`,
  };
}

/** Not two of the fields. */
export function atMostOne(...fields: readonly string[]): Rule {
  return {
    cel: fields.length === 2 ? `!(${fields.map(present).join(" && ")})` : `${count(fields)} <= 1`,
    message: `Set only one of ${anyOf(fields)}.`,
  };
}

/** One of the fields, or more. */
export function atLeastOne(...fields: readonly string[]): Rule {
  return { cel: fields.map(present).join(" || "), message: `Set at least one of ${anyOf(fields)}.` };
}

/** A field is there when, and only when, another one has a certain value. */
export function union(tag: string, fields: { readonly [value: string]: string }): readonly Rule[] {
  return Object.entries(fields).map(([value, field]) => ({
    cel: `(self.${tag} == '${value}') == ${present(field)}`,
    message: `Set ${field} when ${tag} is ${value}, and only then.`,
  }));
}

/** A field is there when another one has a certain value. */
export function neededWhen(field: string, tag: string, value: string): Rule {
  return {
    cel: `!has(self.${tag}) || self.${tag} != '${value}' || ${present(field)}`,
    message: `Set ${field} when ${tag} is ${value}.`,
  };
}

/** A field is there only when another one has one of the values. */
export function onlyWhen(field: string, tag: string, values: readonly string[]): Rule {
  return {
    cel: `!${present(field)} || (has(self.${tag}) && self.${tag} in ${list(values)})`,
    message: `Set ${field} only when ${tag} is ${anyOf(values)}.`,
  };
}

/** A field is absent when another one has one of the values. */
export function notWhen(field: string, tag: string, values: readonly string[]): Rule {
  return {
    cel: `!${present(field)} || !has(self.${tag}) || !(self.${tag} in ${list(values)})`,
    message: `Remove ${field}: it cannot be used when ${tag} is ${anyOf(values)}.`,
  };
}

/** A field that is there for other uses of the same type and means nothing here. */
export function notUsed(field: string, instead: string): Rule {
  return { cel: `!${present(field)}`, message: `Use ${instead} instead of ${field}.` };
}

/** A list that has entries. */
export function filled(field: string): Rule {
  return { cel: `has(self.${field}) && self.${field}.size() > 0`, message: `Write at least one entry of ${field}.` };
}

/** A field that needs another one. */
export function needs(field: string, other: string): Rule {
  return { cel: `!${present(field)} || ${present(other)}`, message: `Set ${other}, too: ${field} needs it.` };
}

/** References of a list name only certain kinds and groups. */
export function refersOnlyTo(
  field: string,
  kinds: readonly string[],
  groups: readonly string[],
): readonly [kinds: Rule, groups: Rule] {
  return [
    {
      cel: `!has(self.${field}) || self.${field}.all(r, r.kind in ${list(kinds)})`,
      message: `Refer to ${anyOf(kinds)} in ${field}.`,
    },
    {
      cel: `!has(self.${field}) || self.${field}.all(r, r.group in ${list(groups)})`,
      message: `Use ${anyOf(groups.map((group) => (group === "" ? '""' : group)))} as a group in ${field}.`,
    },
  ];
}

/** Entries of a list whose type may occur once. */
export function onceEach(field: string, types: readonly string[]): readonly Rule[] {
  return types.map((type) => ({
    cel: `!has(self.${field}) || self.${field}.filter(f, f.type == '${type}').size() <= 1`,
    message: `Write ${type} once in ${field}.`,
  }));
}

/** A condition of its own kind. */
export function rule(cel: string, message: string): Rule {
  return { cel, message };
}

/** How many of the fields are there. API servers reckon with the cost of a rule; lists and macros would be dear. */
function count(fields: readonly string[]): string {
  return fields.map((field) => `(${present(field)} ? 1 : 0)`).join(" + ");
}

function present(field: string): string {
  return `has(self.${field})`;
}

function list(values: readonly string[]): string {
  return `[${values.map((value) => `'${value}'`).join(", ")}]`;
}

function anyOf(values: readonly string[]): string {
  return values.length < 2 ? values.join("") : `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
}
