import type { HttpMatch, Outcome, RouteFeatures } from "@sluice/ir";
import type {
  BackendObjectReference,
  HTTPRouteRetry,
  HTTPRouteRuleFilter,
  HTTPRouteTimeouts,
  SessionPersistence,
} from "@sluice/resources";
import type { RouteFault } from "../status/conditions.ts";

/** A rule of an HTTPRoute or GRPCRoute (or a backend reference with its own filters), as far as features come from it. */
export interface RuleView {
  /** `httproute/<ns>/<name>/rule/<i>`: names what has no name of its own. */
  readonly name: string;
  /** Path of the rule or backend reference in the object: `spec.rules[0]`. */
  readonly field: string;
  /** The filters in force, each with its place in the list. */
  readonly filters: readonly PlacedFilter[];
  readonly timeouts?: HTTPRouteTimeouts;
  readonly retry?: HTTPRouteRetry;
  readonly sessionPersistence?: SessionPersistence;
}

/** A filter and its index in the rule's list. */
export interface PlacedFilter {
  readonly index: number;
  readonly filter: HTTPRouteRuleFilter;
}

/** What a room may ask and tell while it reads a rule. */
export interface RuleScope {
  /** Tells the user about a mistake; the rule's requests are then answered with 500. */
  fault(fault: RouteFault): void;
  /** The destination for a mirror; the fault has been told when there is none. */
  mirrorTo(ref: BackendObjectReference, filterIndex: number): string | undefined;
}

/** One feature of routes: what the Gateway API's own fields say about it. Policies will carry it, too, under the same name. */
export interface RouteFeature<K extends keyof RouteFeatures> {
  readonly fromRule: (rule: RuleView, scope: RuleScope) => RouteFeatures[K] | undefined;
  /** Fits the rule's value to one of its matches, where that matters. */
  readonly forMatch?: (value: NonNullable<RouteFeatures[K]>, match: HttpMatch) => RouteFeatures[K];
}

/** Every feature of the IR has a room; a missing or swapped one does not compile. */
export type RouteFeatureTable = { readonly [K in keyof Required<RouteFeatures>]: RouteFeature<K> };

/** The settings of all filters of one type. */
export function filtersOf<T extends keyof HTTPRouteRuleFilter>(
  rule: RuleView,
  type: HTTPRouteRuleFilter["type"],
  field: T,
): readonly { readonly index: number; readonly field: string; readonly of: NonNullable<HTTPRouteRuleFilter[T]> }[] {
  return rule.filters.flatMap(({ index, filter }) => {
    const of = filter.type === type ? filter[field] : undefined;
    return of === undefined || of === null
      ? []
      : [{ index, field: `${rule.field}.filters[${index}].${field}`, of: of as NonNullable<HTTPRouteRuleFilter[T]> }];
  });
}

/** The value of an outcome; a problem becomes a fault of the rule. */
export function valueOr<T>(outcome: Outcome<T>, scope: RuleScope, field: string): T | undefined {
  if (outcome.ok) return outcome.value;
  const { message, remedy } = outcome.problem;
  scope.fault({ kind: "unsupportedValue", message, field, ...(remedy === undefined ? {} : { remedy }) });
  return undefined;
}
