import type { HttpRoute, RouteFeatures } from "@sluice/ir";
import type { PackedMessage } from "@sluice/protos";
import type { Route, RouteAction } from "@sluice/protos/envoy/config/route/v3/route_components";
import type { HttpFilter } from "@sluice/protos/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager";

/** Fields of a route that features write. */
export type RouteFields = Pick<
  Route,
  "requestHeadersToAdd" | "requestHeadersToRemove" | "responseHeadersToAdd" | "responseHeadersToRemove"
>;

/** What one feature contributes to a route. */
export interface RoutePart {
  readonly route?: RouteFields;
  /** Only for routes that forward. */
  readonly action?: Partial<RouteAction>;
  /** Settings of HTTP filters for this route, by filter name. */
  readonly perFilter?: Readonly<Record<string, PackedMessage>>;
}

/** The room of one feature: how it shows in a route, and which filter the connection manager needs for it. */
export interface RouteFeature<K extends keyof RouteFeatures> {
  readonly toRoute: (value: NonNullable<RouteFeatures[K]>, route: HttpRoute) => RoutePart;
  /** The filter that must be in the chain when a route uses the feature. */
  readonly toFilter?: (value: NonNullable<RouteFeatures[K]>) => HttpFilter;
}

/** One room per feature: a missing or swapped one does not compile. */
export type RouteFeatureTable = { readonly [K in keyof Required<RouteFeatures>]: RouteFeature<K> };
