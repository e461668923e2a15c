import type { HttpMatch, ObjectRef, Origin, Outcome } from "@sluice/ir";
import type { HTTPBackendRef, HTTPRouteRuleFilter } from "@sluice/resources";
import type { DestinationPlan } from "../backends/destination.ts";
import type { RuleView } from "../route-features/feature.ts";
import type { RouteFault } from "../status/conditions.ts";

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

/** Collects what a rule needs and what is wrong with it. */
export interface RuleNotes {
  readonly faults: RouteFault[];
  readonly plans: DestinationPlan[];
  readonly aliases: { name: string; destination: string }[];
  readonly policies: string[];
}

/** `<kind>/<namespace>/<name>` in the spelling of names in xDS. */
export function routeName({ kind, namespace, name }: ObjectRef): string {
  return `${kind.toLowerCase()}/${namespace}/${name}`;
}
