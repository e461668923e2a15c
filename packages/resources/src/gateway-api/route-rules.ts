import type { Rule } from "../schema/dsl.ts";
import { urlPath } from "../schema/patterns.ts";
import { onceEach, rule } from "../schema/rules.ts";

/** The most rules that a route may have. */
const rules = 16;

/** Rules with names have different ones. */
export const uniqueRuleNames =
  "!has(self.rules) || self.rules.all(a, !has(a.name) || self.rules.exists_one(b, has(b.name) && a.name == b.name))";

/** All rules together have at most so many matches. (CEL cannot add up a list.) */
export function matchesWithin(limit: number): string {
  const counts = Array.from(
    { length: rules },
    (_, at) => `(self.rules.size() > ${at} && has(self.rules[${at}].matches) ? self.rules[${at}].matches.size() : 0)`,
  );
  return `!has(self.rules) || ${counts.join(" + ")} <= ${limit}`;
}

/** Filters that cannot be combined. */
export const httpFilterRules: readonly Rule[] = [
  rule(
    "!has(self.filters) || !(self.filters.exists(f, f.type == 'RequestRedirect') && self.filters.exists(f, f.type == 'URLRewrite'))",
    "Write only one of RequestRedirect or URLRewrite in filters.",
  ),
  ...onceEach("filters", ["CORS", "RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect", "URLRewrite"]),
];

const onePrefix =
  "(self.matches.size() == 1 && has(self.matches[0].path) && self.matches[0].path.type == 'PathPrefix')";

function replacesPrefix(filter: string): string {
  return [
    `has(f.${filter})`,
    `has(f.${filter}.path)`,
    `f.${filter}.path.type == 'ReplacePrefixMatch'`,
    `has(f.${filter}.path.replacePrefixMatch)`,
  ].join(" && ");
}

/** A prefix can be replaced only where exactly one prefix is matched. */
export const prefixRules: readonly Rule[] = ["requestRedirect", "urlRewrite"].flatMap((filter) => {
  const replaced = replacesPrefix(filter);
  const message = `Match exactly one PathPrefix: ${filter}.path.replacePrefixMatch replaces it.`;
  return [
    rule(`!has(self.filters) || !self.filters.exists_one(f, ${replaced}) || ${onePrefix}`, message),
    rule(
      `!has(self.backendRefs) || !self.backendRefs.exists_one(b, has(b.filters) && b.filters.exists_one(f, ${replaced})) || ${onePrefix}`,
      message,
    ),
  ];
});

const anyPath = "!(self.type in ['Exact', 'PathPrefix'])";

/** Paths that are no expressions are absolute and already cleaned, as requests' paths are when they are matched. */
export const plainPathRules: readonly Rule[] = [
  rule(`${anyPath} || self.value.startsWith('/')`, "Begin value with '/'."),
  ...["//", "/./", "/../", "%2f", "%2F", "#"].map((part) =>
    rule(`${anyPath} || !self.value.contains('${part}')`, `Remove '${part}' from value: no request's path has it.`),
  ),
  ...["/..", "/."].map((end) =>
    rule(`${anyPath} || !self.value.endsWith('${end}')`, `Remove '${end}' from the end of value.`),
  ),
  rule(`${anyPath} || self.value.matches(r"${urlPath.regex}")`, `Write value as ${urlPath.means}.`),
];
