import { type HttpMatch, type Outcome, ok, type PathMatch, type ValueMatch } from "@sluice/ir";
import type {
  GRPCMethodMatch,
  GRPCRoute,
  GRPCRouteMatch,
  HTTPBackendRef,
  HTTPRouteRuleFilter,
} from "@sluice/resources";
import { originOf } from "../ref.ts";
import { type HttpRule, routeName } from "./http-rule.ts";
import { firstFlaw, toValueMatches } from "./match.ts";

const filterTypes = ["RequestHeaderModifier", "ResponseHeaderModifier", "RequestMirror"];
const backendFilterTypes = ["RequestHeaderModifier", "ResponseHeaderModifier"];

/** The rules of a GRPCRoute: requests of gRPC are HTTP requests for `/<service>/<method>`. */
export function grpcRules(route: GRPCRoute): readonly HttpRule[] {
  const name = routeName({ ...route.metadata, kind: route.kind, group: "" });
  return (route.spec.rules ?? []).map((rule, index) => ({
    name: `${name}/rule/${index}`,
    field: `spec.rules[${index}]`,
    index,
    origin: originOf(route, rule.name),
    allFilters: (rule.filters ?? []) as readonly HTTPRouteRuleFilter[],
    matches: toMatches(rule.matches ?? []),
    backendRefs: (rule.backendRefs ?? []) as readonly HTTPBackendRef[],
    filterTypes,
    backendFilterTypes,
    ...(rule.sessionPersistence === undefined ? {} : { sessionPersistence: rule.sessionPersistence }),
  }));
}

function toMatches(matches: readonly GRPCRouteMatch[]): Outcome<readonly HttpMatch[]> {
  const all: HttpMatch[] = [];
  for (const { headers, method } of matches) {
    const ofMethod = method === undefined ? {} : methodMatch(method);
    const values = toValueMatches(headers ?? []);
    const parts = method?.type === "RegularExpression" ? [method.service, method.method] : [];
    const flaw = firstFlaw(
      values,
      parts.map((value) => ({ kind: "regex", value: value ?? "" })),
    );
    if (flaw !== undefined) return flaw;
    all.push({
      ...(ofMethod.path === undefined ? {} : { path: ofMethod.path }),
      headers: ofMethod.header === undefined ? values : [...values, ofMethod.header],
      queryParams: [],
      cookies: [],
    });
  }
  return ok(all);
}

/** Any name of a service: package parts and a name. */
const anyService = "(?i)\\.?[a-z_][a-z_0-9]*(\\.[a-z_][a-z_0-9]*)*";
const anyMethod = "[A-Za-z_][A-Za-z_0-9]*";

function methodMatch({ type, service, method }: GRPCMethodMatch): {
  readonly path?: PathMatch;
  readonly header?: ValueMatch;
} {
  if (service === undefined && method === undefined) return {};
  if (type === "RegularExpression")
    return { path: { kind: "regex", value: `/${service ?? anyService}/${method ?? anyMethod}` } };
  if (service !== undefined && method !== undefined) return { path: { kind: "exact", value: `/${service}/${method}` } };
  if (service !== undefined) return { path: { kind: "prefix", value: `/${service}` } };
  // Paths cannot be matched by their end, but the pseudo header can.
  return { header: { name: ":path", kind: "suffix", value: `/${method}` } };
}
