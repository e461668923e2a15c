import { type HttpMatch, type Outcome, ok } from "@sluice/ir";
import type { HTTPRoute, HTTPRouteMatch } from "@sluice/resources";
import { originOf } from "../ref.ts";
import { type HttpRule, routeName } from "./http-rule.ts";
import { toHttpMatch } from "./match.ts";

const filterTypes = [
  "RequestHeaderModifier",
  "ResponseHeaderModifier",
  "RequestMirror",
  "RequestRedirect",
  "URLRewrite",
  "CORS",
];
const backendFilterTypes = ["RequestHeaderModifier", "ResponseHeaderModifier", "URLRewrite"];

/** The rules of an HTTPRoute. */
export function httpRules(route: HTTPRoute): readonly HttpRule[] {
  const name = routeName({ ...route.metadata, kind: route.kind, group: "" });
  return (route.spec.rules ?? []).map((rule, index) => ({
    name: `${name}/rule/${index}`,
    field: `spec.rules[${index}]`,
    index,
    origin: originOf(route, rule.name),
    allFilters: rule.filters ?? [],
    matches: toMatches(rule.matches ?? []),
    backendRefs: rule.backendRefs ?? [],
    filterTypes,
    backendFilterTypes,
    ...(rule.timeouts === undefined ? {} : { timeouts: rule.timeouts }),
    ...(rule.retry === undefined ? {} : { retry: rule.retry }),
    ...(rule.sessionPersistence === undefined ? {} : { sessionPersistence: rule.sessionPersistence }),
  }));
}

function toMatches(matches: readonly HTTPRouteMatch[]): Outcome<readonly HttpMatch[]> {
  const all: HttpMatch[] = [];
  for (const match of matches) {
    const one = toHttpMatch(match);
    if (!one.ok) return one;
    all.push(one.value);
  }
  return ok(all);
}
