import type {
  BackendFilters,
  HttpAction,
  HttpMatch,
  ObjectRef,
  Origin,
  Outcome,
  RedirectAction,
  RouteFeatures,
  WeightedBackend,
} from "@sluice/ir";
import type { HTTPBackendRef, HTTPRouteRuleFilter } from "@sluice/resources";
import { type DestinationPlan, pooled } from "../backends/destination.ts";
import { type BackendScope, resolveBackend } from "../backends/resolve.ts";
import type { PlacedFilter, RuleScope, RuleView } from "../route-features/feature.ts";
import { featuresOf, fitToMatch } from "../route-features/table.ts";
import { type RouteFault, routeSpellings } from "../status/conditions.ts";
import { redirectOf } from "./redirect.ts";

/** A rule of an HTTPRoute or GRPCRoute, in one form for both. */
export interface HttpRule extends Omit<RuleView, "filters"> {
  readonly index: number;
  readonly origin: Origin;
  readonly allFilters: readonly HTTPRouteRuleFilter[];
  readonly matches: Outcome<readonly HttpMatch[]>;
  readonly backendRefs: readonly HTTPBackendRef[];
  /** Types of filters that rules of the kind may have. */
  readonly filterTypes: readonly string[];
  /** Types of filters that its backend references may have. */
  readonly backendFilterTypes: readonly string[];
}

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

/** Collects what a rule needs and what is wrong with it. */
interface Notes {
  readonly faults: RouteFault[];
  readonly plans: DestinationPlan[];
  readonly aliases: { name: string; destination: string }[];
  readonly policies: string[];
}

/** Translates one rule for the routing settings of one Gateway. */
export function translateRule(rule: HttpRule, scope: BackendScope): TranslatedRule {
  const notes: Notes = { faults: [], plans: [], aliases: [], policies: [] };
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
  notes: Notes,
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
  { scope, notes }: { readonly scope: BackendScope; readonly notes: Notes },
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

interface Share {
  readonly index: number;
  readonly weight: number;
  readonly plan: DestinationPlan;
  readonly fallback: boolean;
  readonly filters: BackendFilters | undefined;
}

interface Shares {
  readonly backends: readonly WeightedBackend[];
  /** Why nothing can be forwarded. */
  readonly problem?: { readonly statusCode: number; readonly message: string };
}

function backendsOf(
  rule: HttpRule,
  features: RouteFeatures,
  { scope, notes }: { readonly scope: BackendScope; readonly notes: Notes },
): Shares {
  const good: Share[] = [];
  const bad: WeightedBackend[] = [];
  for (const [index, ref] of rule.backendRefs.entries()) {
    const weight = ref.weight ?? 1;
    const share = shareOf({ rule, ref, index }, scope, notes);
    if ("plan" in share) {
      if (weight > 0) good.push({ ...share, index, weight });
    } else if (weight > 0) bad.push(share.kind === "invalid" ? { ...share, weight } : { ...share, weight });
  }
  if (good.length === 0) return { backends: [], problem: nothingGood(rule, bad) };
  const dynamic = good.find(({ plan }) => plan.discovery.kind === "dynamicResolver");
  if (dynamic !== undefined && rule.backendRefs.length > 1) {
    const message = "a dynamic resolver has to be the only backend of its rule";
    notes.faults.push({ kind: "backendInvalid", field: `${rule.field}.backendRefs`, message });
    return { backends: [], problem: { statusCode: 500, message } };
  }
  return { backends: [...weighted(rule, good, { features, notes }), ...bad] };
}

function nothingGood(rule: HttpRule, bad: readonly WeightedBackend[]): NonNullable<Shares["problem"]> {
  const worst = bad.find(({ kind }) => kind === "invalid") ?? bad[0];
  if (worst === undefined || worst.kind === "destination") {
    const message =
      rule.backendRefs.length === 0 ? "the rule has no backends" : "all backends of the rule have weight 0";
    return { statusCode: 500, message };
  }
  return { statusCode: worst.kind === "invalid" ? 500 : 503, message: worst.reason };
}

type BadShare =
  | { readonly kind: "invalid"; readonly reason: string }
  | { readonly kind: "unavailable"; readonly reason: string; readonly origin: Origin };

function shareOf(
  { rule, ref, index }: { readonly rule: HttpRule; readonly ref: HTTPBackendRef; readonly index: number },
  scope: BackendScope,
  notes: Notes,
): Pick<Share, "plan" | "fallback" | "filters"> | BadShare {
  const field = `${rule.field}.backendRefs[${index}]`;
  const idle = ref.weight === 0;
  const forbidden = forbiddenFilter(rule, ref.filters ?? []);
  if (forbidden !== undefined) {
    notes.faults.push({ kind: "backendFilter", field: `${field}.filters`, message: forbidden });
    return { kind: "invalid", reason: forbidden };
  }
  const resolved = resolveBackend(ref, field, scope);
  if (resolved.policy !== undefined && !idle) notes.policies.push(resolved.policy);
  if (!resolved.ok) {
    // Nothing is sent to an idle backend: that it could not be used now is nobody's problem.
    if (!(idle && (resolved.fault.kind === "noEndpoints" || resolved.fault.kind === "backendTls")))
      notes.faults.push(resolved.fault);
    const reason = resolved.fault.message;
    if (resolved.fault.kind !== "noEndpoints") return { kind: "invalid", reason };
    return { kind: "unavailable", reason, origin: resolved.fault.ref ?? rule.origin };
  }
  const filters = (ref.filters ?? []).length === 0 ? undefined : backendFilters(rule, ref.filters!, field);
  if (filters?.fault !== undefined) {
    notes.faults.push(filters.fault);
    return { kind: "invalid", reason: filters.fault.message };
  }
  return { plan: resolved.plan, fallback: resolved.fallback, filters: filters?.filters };
}

function forbiddenFilter(rule: HttpRule, filters: readonly HTTPRouteRuleFilter[]): string | undefined {
  for (const filter of filters) {
    if (!rule.backendFilterTypes.includes(filter.type))
      return `a backend reference cannot have a filter of type ${filter.type}, only ${rule.backendFilterTypes.join(", ")}`;
    if (filter.urlRewrite?.path !== undefined) return "a backend reference can rewrite the host name, but not the path";
  }
  return undefined;
}

function backendFilters(
  rule: HttpRule,
  filters: readonly HTTPRouteRuleFilter[],
  field: string,
): { readonly filters?: BackendFilters; readonly fault?: RouteFault } {
  const faults: RouteFault[] = [];
  const scope: RuleScope = { fault: (fault) => faults.push(fault), mirrorTo: () => undefined };
  const view = { name: rule.name, field, filters: filters.map((filter, index) => ({ index, filter })) };
  const { requestHeaders, responseHeaders, urlRewrite } = featuresOf(view, scope);
  const [first] = faults;
  if (first !== undefined) return { fault: { ...first, kind: "brokenBackendFilter" } };
  return {
    filters: {
      ...(requestHeaders === undefined ? {} : { requestHeaders }),
      ...(responseHeaders === undefined ? {} : { responseHeaders }),
      ...(urlRewrite === undefined ? {} : { urlRewrite }),
    },
  };
}

function weighted(
  rule: HttpRule,
  shares: readonly Share[],
  { features, notes }: { readonly features: RouteFeatures; readonly notes: Notes },
): readonly WeightedBackend[] {
  const alias = (name: string, destination: string): void => void notes.aliases.push({ name, destination });
  if (needsPool(shares, features)) {
    const plan = pooled(shares.map(withPriority));
    notes.plans.push(plan);
    alias(rule.name, plan.name);
    const weight = shares.reduce((sum, share) => sum + share.weight, 0);
    return [{ kind: "destination", destination: plan.name, weight, origin: plan.origin }];
  }
  return shares.map(({ index, plan, weight, filters }) => {
    notes.plans.push(plan);
    alias(rule.name, plan.name);
    alias(`${rule.name}/backend/${index}`, plan.name);
    return {
      kind: "destination",
      destination: plan.name,
      weight,
      ...(filters === undefined ? {} : { filters }),
      origin: plan.origin,
    };
  });
}

/** Failover and sessions work within one Envoy cluster only; its members must agree on what a cluster can say once. */
function needsPool(shares: readonly Share[], features: RouteFeatures): boolean {
  if (shares.length < 2) return false;
  if (features.sessionPersistence === undefined && !shares.some(({ fallback }) => fallback)) return false;
  const settings = ({ plan: { protocol, discovery, tls } }: Share): string =>
    JSON.stringify([protocol, discovery.kind, tls]);
  return shares.every((share) => share.filters === undefined && settings(share) === settings(shares[0]!));
}

function withPriority({ plan, weight, fallback }: Share): { readonly plan: DestinationPlan; readonly weight: number } {
  if (!fallback) return { plan, weight };
  return { plan: { ...plan, members: plan.members.map((member) => ({ ...member, priority: 1 })) }, weight };
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

/** `<kind>/<namespace>/<name>` in the spelling of names in xDS. */
export function routeName({ kind, namespace, name }: ObjectRef): string {
  return `${kind.toLowerCase()}/${namespace}/${name}`;
}
