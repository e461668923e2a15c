import type { HttpAction, HttpMatch, Origin, RedirectAction, RouteFeatures } from "@sluice/ir";
import type { DestinationPlan } from "../backends/destination.ts";
import { type BackendScope, resolveBackend } from "../backends/resolve.ts";
import type { PlacedFilter, RuleScope, RuleView } from "../route-features/feature.ts";
import { featuresOf, fitToMatch } from "../route-features/table.ts";
import { type RouteFault, routeSpellings } from "../status/conditions.ts";
import type { HttpRule, RuleNotes } from "./http-rule.ts";
import { redirectOf } from "./redirect.ts";
import { backendsOf } from "./shares.ts";

/** A rule as one Gateway serves it; names still lack the host. */
export interface TranslatedRule {
  readonly routes: readonly RouteTemplate[];
  readonly faults: readonly RouteFault[];
  /** The rule as a whole is dropped or answers 500 because of its own mistakes. */
  readonly accepted: boolean;
  readonly plans: readonly DestinationPlan[];
  /** Envoy Gateway's names for clusters, and what they are here. */
  readonly aliases: readonly { readonly name: string; readonly destination: string }[];
  /** Keys of the BackendTLSPolicies in use. */
  readonly policies: readonly string[];
}

/** One match of a rule, before it is known on which host it stands. */
export interface RouteTemplate {
  /** `<kind>/<namespace>/<name>/rule/<i>/match/<j>` */
  readonly name: string;
  readonly origin: Origin;
  readonly match: HttpMatch;
  readonly action: HttpAction;
  readonly features: RouteFeatures;
}

/** Translates one rule for the routing settings of one Gateway. */
export function translateRule(rule: HttpRule, scope: BackendScope): TranslatedRule {
  const notes: RuleNotes = { faults: [], plans: [], aliases: [], policies: [] };
  const { features, redirect } = readFilters(rule, scope, notes);
  const broken = notes.faults.find((fault) => routeSpellings[fault.kind].type !== "BackendsAvailable");
  if (!rule.matches.ok) {
    const { message, remedy } = rule.matches.problem;
    const fault = { kind: "unsupportedValue", message, field: `${rule.field}.matches` } as const;
    notes.faults.push(remedy === undefined ? fault : { ...fault, remedy });
    return { ...notes, plans: [], aliases: [], routes: [], accepted: false };
  }
  const action = actionOf(rule, { broken, redirect, features }, { scope, notes });
  const accepted = notes.faults.every((fault) => routeSpellings[fault.kind].type !== "Accepted");
  if (action.kind === "forward")
    return { ...notes, routes: templates(rule, rule.matches.value, { action, features }), accepted };
  // Nothing is forwarded: nothing is mirrored either, and no destination is needed.
  const { mirrors: _, ...answer } = features;
  const routes = templates(rule, rule.matches.value, { action, features: answer });
  return { ...notes, plans: [], aliases: [], routes, accepted };
}

function readFilters(
  rule: HttpRule,
  scope: BackendScope,
  notes: RuleNotes,
): { readonly features: RouteFeatures; readonly redirect: RedirectAction | undefined } {
  const ruleScope: RuleScope = {
    fault: (fault) => notes.faults.push(fault),
    mirrorTo(ref, filterIndex) {
      const field = `${rule.field}.filters[${filterIndex}].requestMirror.backendRef`;
      const resolved = resolveBackend(ref, field, scope);
      if (resolved.policy !== undefined) notes.policies.push(resolved.policy);
      if (!resolved.ok) {
        notes.faults.push(resolved.fault);
        return undefined;
      }
      notes.plans.push(resolved.plan);
      notes.aliases.push({ name: `${rule.name}-mirror-${filterIndex}`, destination: resolved.plan.name });
      return resolved.plan.name;
    },
  };
  const view: RuleView = { ...rule, filters: filtersInForce(rule, ruleScope) };
  const features = featuresOf(view, ruleScope);
  const redirect = redirectOf(view, ruleScope);
  if (redirect === undefined || features.mirrors === undefined) return { features, redirect };
  notes.faults.push({
    kind: "incompatibleFilters",
    field: `${rule.field}.filters`,
    message: "a rule cannot mirror requests that it redirects",
    remedy: "Remove the RequestMirror or the RequestRedirect filter.",
  });
  const { mirrors: _, ...rest } = features;
  return { features: rest, redirect: undefined };
}

/** The filters up to the first one that cannot be used, which makes the rule answer 500. */
function filtersInForce(rule: HttpRule, scope: RuleScope): readonly PlacedFilter[] {
  const known: PlacedFilter[] = [];
  for (const [index, filter] of rule.allFilters.entries()) {
    const field = `${rule.field}.filters[${index}]`;
    if (!rule.filterTypes.includes(filter.type)) {
      const message = `filter type ${filter.type} is not supported`;
      scope.fault({ kind: "unsupportedValue", field, message, remedy: `Use ${rule.filterTypes.join(", ")}.` });
      break;
    }
    known.push({ index, filter });
  }
  return known;
}

interface ActionParts {
  readonly broken: RouteFault | undefined;
  readonly redirect: RedirectAction | undefined;
  readonly features: RouteFeatures;
}

function actionOf(
  rule: HttpRule,
  { broken, redirect, features }: ActionParts,
  { scope, notes }: { readonly scope: BackendScope; readonly notes: RuleNotes },
): HttpAction {
  const { backends, problem } = backendsOf(rule, features, { scope, notes });
  if (broken !== undefined) return respond(500, broken.message);
  if (redirect !== undefined) return redirect;
  if (problem !== undefined) return respond(problem.statusCode, problem.message);
  return { kind: "forward", backends };
}

function respond(statusCode: number, problem: string): HttpAction {
  return { kind: "respond", statusCode, problem };
}

function templates(
  rule: HttpRule,
  matches: readonly HttpMatch[],
  { action, features }: { readonly action: HttpAction; readonly features: RouteFeatures },
): readonly RouteTemplate[] {
  if (matches.length === 0) {
    const match: HttpMatch = { headers: [], queryParams: [], cookies: [] };
    return [
      { name: `${rule.name}/match/-1`, origin: rule.origin, match, action, features: fitToMatch(features, match) },
    ];
  }
  return matches.flatMap((match, i): RouteTemplate[] => {
    const name = `${rule.name}/match/${i}`;
    const route = { name, origin: rule.origin, match, action, features: fitToMatch(features, match) };
    const { cors } = features;
    const preflight =
      cors !== undefined && match.method !== undefined && match.method !== "OPTIONS" && match.cookies.length === 0;
    if (!preflight) return [route];
    return [route, { ...route, name: `${name}/cors-preflight`, match: preflightMatch(match), features: { cors } }];
  });
}

/** The preflight requests for a match on another method, which browsers send without cookies. */
function preflightMatch({ method: _, ...match }: HttpMatch): HttpMatch {
  return {
    ...match,
    headers: [
      ...match.headers,
      { name: ":method", kind: "exact", value: "OPTIONS" },
      { name: "origin", kind: "regex", value: ".*" },
      { name: "access-control-request-method", kind: "regex", value: ".*" },
    ],
  };
}
