import { absurd, type HttpRoute, type HttpRouteSet } from "@sluice/ir";
import type { DirectResponseAction, Route, RouteAction } from "@sluice/protos/envoy/config/route/v3/route_components";
import { toMetadata } from "../envoy/metadata.ts";
import { foldFeatures } from "../route-features/table.ts";
import { destinationsOf, toForward } from "./forward.ts";
import { toRouteMatch } from "./match.ts";
import { toRedirect } from "./redirect.ts";

/** What a route needs to know besides itself. */
export interface RouteContext {
  readonly set: Pick<HttpRouteSet, "grpc">;
  /** Write the route's origin into its metadata: costly in Envoy, so only where something reads it. */
  readonly metadata: boolean;
  /** The port to advertise for HTTP/3. */
  readonly altSvc?: number | undefined;
}

/** One route of a virtual host. */
export function toRoute(route: HttpRoute, context: RouteContext): Route {
  const features = foldFeatures(route);
  return {
    name: route.name,
    match: toRouteMatch(route.match),
    action: toAction(route, { upgrade: !context.set.grpc, extra: features.action }),
    ...(context.metadata ? { metadata: toMetadata(route.origin) } : {}),
    ...features.route,
    ...(features.perFilter ? { typedPerFilterConfig: features.perFilter } : {}),
  };
}

function toAction(
  { action, match }: HttpRoute,
  { upgrade, extra }: { readonly upgrade: boolean; readonly extra: Partial<RouteAction> },
): NonNullable<Route["action"]> {
  switch (action.kind) {
    case "redirect":
      return { $case: "redirect", value: toRedirect(action, match.path) };
    case "respond":
      return { $case: "directResponse", value: toResponse(action) };
    case "forward":
      return {
        $case: "route",
        value: {
          ...toForward(action.backends),
          ...extra,
          ...(upgrade ? { upgradeConfigs: [{ upgradeType: "websocket" }] } : {}),
        },
      };
    default:
      return absurd(action);
  }
}

function toResponse({ statusCode, body }: Extract<HttpRoute["action"], { kind: "respond" }>): DirectResponseAction {
  return {
    status: statusCode,
    ...(body && body.length > 0
      ? {
          bodyFormat: {
            format: { $case: "textFormatSource", value: { specifier: { $case: "inlineBytes", value: body } } },
          },
        }
      : {}),
  };
}

/** Names of the clusters that a route sends to, mirrors included; sorted, unique. */
export function clustersOf(route: HttpRoute): readonly string[] {
  if (route.action.kind !== "forward") return [];
  const mirrors = route.features.mirrors?.map(({ destination }) => destination) ?? [];
  return [...new Set([...destinationsOf(route.action.backends), ...mirrors])].sort();
}
