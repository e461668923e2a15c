import { absurd, type HttpRoute, type HttpRouteSet } from "@sluice/ir";
import {
  HeaderValueOption_HeaderAppendAction as AppendAction,
  type HeaderValueOption,
} from "@sluice/protos/envoy/config/core/v3/base";
import type { DirectResponseAction, Route, RouteAction } from "@sluice/protos/envoy/config/route/v3/route_components";
import type { FindTraits } from "../clusters/traits.ts";
import { toMetadata } from "../envoy/metadata.ts";
import { foldFeatures } from "../route-features/table.ts";
import { isDynamic } from "./clusters.ts";
import { toForward } from "./forward.ts";
import { toLoopbackGuard } from "./loopback-guard.ts";
import { toRouteMatch } from "./match.ts";
import { toRedirect } from "./redirect.ts";

/** What a route needs to know besides itself. */
export interface RouteContext {
  readonly set: Pick<HttpRouteSet, "grpc">;
  /** Write the route's origin into its metadata: costly in Envoy, so only where something reads it. */
  readonly metadata: boolean;
  /** The port to advertise for HTTP/3. */
  readonly altSvc?: number | undefined;
  readonly traits: FindTraits;
}

/** One route of a virtual host. */
export function toRoute(route: HttpRoute, context: RouteContext): Route {
  const dynamic = isDynamic(route, context.traits);
  const features = foldFeatures(dynamic ? withoutAutoHost(route) : route);
  const perFilter = { ...(dynamic ? toLoopbackGuard(route) : {}), ...features.perFilter };
  const responseHeadersToAdd = [
    ...toContentType(route.action),
    ...(features.route.responseHeadersToAdd ?? []),
    ...toAltSvc(context.altSvc),
  ];
  return {
    name: route.name,
    match: toRouteMatch(route.match),
    action: toAction(route, { context, extra: features.action }),
    ...(context.metadata ? { metadata: toMetadata(route.origin) } : {}),
    ...features.route,
    ...(responseHeadersToAdd.length > 0 ? { responseHeadersToAdd } : {}),
    ...(Object.keys(perFilter).length > 0 ? { typedPerFilterConfig: perFilter } : {}),
  };
}

/** The endpoint of a dynamic resolver has no host name but the request's own. */
function withoutAutoHost(route: HttpRoute): HttpRoute {
  const { urlRewrite } = route.features;
  if (urlRewrite?.host?.kind !== "backend") return route;
  const { host: _, ...rest } = urlRewrite;
  return { ...route, features: { ...route.features, urlRewrite: rest } };
}

/** Tells clients where HTTP/3 is spoken. */
function toAltSvc(port: number | undefined): readonly HeaderValueOption[] {
  return port === undefined ? [] : [{ header: { key: "alt-svc", value: `h3=":${port}"; ma=86400` }, append: true }];
}

/** A direct response is text to Envoy, whatever its body. */
function toContentType(action: HttpRoute["action"]): readonly HeaderValueOption[] {
  if (action.kind !== "respond" || action.contentType === undefined) return [];
  const header = { key: "Content-Type", value: action.contentType };
  return [{ header, appendAction: AppendAction.OVERWRITE_IF_EXISTS_OR_ADD }];
}

function toAction(
  { action, match }: HttpRoute,
  { context, extra }: { readonly context: RouteContext; readonly extra: Partial<RouteAction> },
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
          ...toForward(action.backends, context.traits),
          ...extra,
          ...(context.set.grpc ? {} : { upgradeConfigs: [{ upgradeType: "websocket" }] }),
        },
      };
    default:
      return absurd(action);
  }
}

function toResponse({ statusCode, body }: Extract<HttpRoute["action"], { kind: "respond" }>): DirectResponseAction {
  if (!body || body.length === 0) return { status: statusCode };
  const inline = { specifier: { $case: "inlineBytes", value: body } } as const;
  return isFormat(body)
    ? { status: statusCode, bodyFormat: { format: { $case: "textFormatSource", value: inline } } }
    : { status: statusCode, body: inline };
}

/** Whether commands (`%PROTOCOL%`) can be in a body; Envoy refuses routes with a lone `%` in a format, be it text or an image. */
function isFormat(body: Uint8Array): boolean {
  return /^(?:[^%]|%%|%[A-Z][A-Z0-9_]*(?:\([^%]*?\))?(?::\d+)?%)*$/.test(Buffer.from(body).toString("latin1"));
}
