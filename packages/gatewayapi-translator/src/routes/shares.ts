import type { BackendFilters, Origin, RouteFeatures, WeightedBackend } from "@sluice/ir";
import type { HTTPBackendRef, HTTPRouteRuleFilter } from "@sluice/resources";
import { type DestinationPlan, pooled } from "../backends/destination.ts";
import { type BackendScope, resolveBackend } from "../backends/resolve.ts";
import type { RuleScope } from "../route-features/feature.ts";
import { featuresOf } from "../route-features/table.ts";
import type { RouteFault } from "../status/conditions.ts";
import type { HttpRule, RuleNotes } from "./http-rule.ts";

interface Share {
  readonly index: number;
  readonly weight: number;
  readonly plan: DestinationPlan;
  readonly fallback: boolean;
  readonly filters: BackendFilters | undefined;
}

/** The shares of a rule's traffic. */
export interface Shares {
  readonly backends: readonly WeightedBackend[];
  /** Why nothing can be forwarded. */
  readonly problem?: { readonly statusCode: number; readonly message: string };
}

/** Where a rule sends its requests, and in which shares. */
export function backendsOf(
  rule: HttpRule,
  features: RouteFeatures,
  { scope, notes }: { readonly scope: BackendScope; readonly notes: RuleNotes },
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
  notes: RuleNotes,
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
  { features, notes }: { readonly features: RouteFeatures; readonly notes: RuleNotes },
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
