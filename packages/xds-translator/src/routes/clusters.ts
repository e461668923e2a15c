import type { HttpRoute } from "@sluice/ir";
import { destinationsOf } from "./forward.ts";

/** Names of the clusters that a route sends to, mirrors included; sorted, unique. */
export function clustersOf(route: HttpRoute): readonly string[] {
  if (route.action.kind !== "forward") return [];
  const mirrors = route.features.mirrors?.map(({ destination }) => destination) ?? [];
  return [...new Set([...destinationsOf(route.action.backends), ...mirrors])].sort();
}
