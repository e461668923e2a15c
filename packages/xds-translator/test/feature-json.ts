import type { HttpRoute, RouteFeatures } from "@sluice/ir";
import { anyToJson } from "@sluice/protos";
import { Route } from "@sluice/protos/envoy/config/route/v3/route_components";
import { foldFeatures } from "../src/route-features/table.ts";
import { checkedJson } from "./checked-json.ts";
import { route } from "./values.ts";

/** What features add to a route, as Envoy prints it: `action` for what belongs to forwarding, `filters` for settings of filters. */
export function featureJson(features: RouteFeatures, match: Partial<HttpRoute["match"]> = {}): Record<string, unknown> {
  const from = route("r", "/foo", { features });
  const folded = foldFeatures({ ...from, match: { ...from.match, ...match } });
  const {
    match: _,
    route: action,
    ...fields
  } = checkedJson(Route, {
    match: { pathSpecifier: { $case: "prefix", value: "/" } },
    action: {
      $case: "route",
      value: { clusterSpecifier: { $case: "cluster", value: "c" }, ...folded.action },
    },
    ...folded.route,
    ...(folded.perFilter ? { typedPerFilterConfig: folded.perFilter } : {}),
  });
  const { cluster: __, ...rest } = action as Record<string, unknown>;
  const filters = Object.entries(folded.perFilter ?? {}).map(([name, packed]) => [name, anyToJson(packed)]);
  const { typedPerFilterConfig: ___, ...headers } = fields;
  return {
    ...headers,
    ...(Object.keys(rest).length > 0 ? { action: rest } : {}),
    ...(filters.length > 0 ? { filters: Object.fromEntries(filters) } : {}),
  };
}
