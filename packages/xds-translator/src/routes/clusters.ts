import type { HttpRoute } from "@sluice/ir";
import type { FindTraits } from "../clusters/traits.ts";
import { destinationsOf } from "./forward.ts";

/** Names of the clusters that a route sends to, mirrors included; sorted, unique. */
export function clustersOf(route: HttpRoute): readonly string[] {
  if (route.action.kind !== "forward") return [];
  const mirrors = route.features.mirrors?.map(({ destination }) => destination) ?? [];
  return [...new Set([...destinationsOf(route.action.backends), ...mirrors])].sort();
}

/** Whether a route leads to a destination that resolves each request's own host. */
export function isDynamic({ action }: HttpRoute, traits: FindTraits): boolean {
  return (
    action.kind === "forward" &&
    destinationsOf(action.backends).some((name) => traits(name)?.discovery === "dynamicResolver")
  );
}
