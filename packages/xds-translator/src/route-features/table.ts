import type { HttpRoute, HttpRouteSet, RouteFeatures } from "@sluice/ir";
import { type PackedMessage, pack } from "@sluice/protos";
import type { RouteAction } from "@sluice/protos/envoy/config/route/v3/route_components";
import { FilterConfig as GrpcStats } from "@sluice/protos/envoy/extensions/filters/http/grpc_stats/v3/config";
import { GrpcWeb } from "@sluice/protos/envoy/extensions/filters/http/grpc_web/v3/grpc_web";
import { Router } from "@sluice/protos/envoy/extensions/filters/http/router/v3/router";
import type { HttpFilter } from "@sluice/protos/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager";
import type { FindTraits } from "../clusters/traits.ts";
import { isDynamic } from "../routes/clusters.ts";
import { loopbackFilter } from "../routes/loopback-guard.ts";
import { cors } from "./cors.ts";
import type { RouteFeature, RouteFeatureTable, RouteFields, RoutePart } from "./feature.ts";
import { requestHeaders, responseHeaders } from "./header-mutation.ts";
import { mirrors } from "./mirror.ts";
import { retry } from "./retry.ts";
import { sessionPersistence } from "./session-persistence.ts";
import { timeout } from "./timeout.ts";
import { urlRewrite } from "./url-rewrite.ts";

/** Every feature by name. For those with a filter, the order here is the order in the filter chain. */
export const routeFeatures: RouteFeatureTable = {
  cors,
  sessionPersistence,
  requestHeaders,
  responseHeaders,
  mirrors,
  urlRewrite,
  timeout,
  retry,
};

const names = Object.keys(routeFeatures) as (keyof RouteFeatures)[];

/** What all features of a route contribute, as one. */
export interface FoldedFeatures {
  readonly route: RouteFields;
  readonly action: Partial<RouteAction>;
  readonly perFilter?: { [filter: string]: PackedMessage };
}

/** Applies the features that a route uses. */
export function foldFeatures(route: HttpRoute): FoldedFeatures {
  const fields: RouteFields = {};
  const action: Partial<RouteAction> = {};
  let perFilter: { [filter: string]: PackedMessage } | undefined;
  for (const name of names) {
    const part = toPart(name, route);
    if (!part) continue;
    Object.assign(fields, part.route);
    Object.assign(action, part.action);
    if (part.perFilter) perFilter = Object.assign(perFilter ?? {}, part.perFilter);
  }
  return { route: fields, action, ...(perFilter ? { perFilter } : {}) };
}

function toPart<K extends keyof RouteFeatures>(name: K, route: HttpRoute): RoutePart | undefined {
  const value = route.features[name];
  const feature: RouteFeature<K> = routeFeatures[name];
  return value === undefined ? undefined : feature.toRoute(value as NonNullable<RouteFeatures[K]>, route);
}

/** A filter that some routes need, and its place in the chain. */
export interface FilterUse {
  readonly place: number;
  readonly filter: HttpFilter;
}

/** The filters that a set of routes needs; most need none. */
export function filtersOf(set: HttpRouteSet, traits: FindTraits): readonly FilterUse[] {
  const found = new Map<number, FilterUse>();
  for (const route of set.routes)
    names.forEach((name, place) => {
      const filter = found.has(place) ? undefined : toFilter(name, route);
      if (filter) found.set(place, { place, filter });
    });
  const uses = [...found.values()].sort((a, b) => a.place - b.place);
  if (set.routes.some((route) => isDynamic(route, traits))) uses.push(loopbackUse);
  return set.grpc ? [...uses, ...grpcFilters] : uses;
}

function toFilter<K extends keyof RouteFeatures>(name: K, route: HttpRoute): HttpFilter | undefined {
  const value = route.features[name];
  const feature: RouteFeature<K> = routeFeatures[name];
  return value === undefined ? undefined : feature.toFilter?.(value as NonNullable<RouteFeatures[K]>);
}

/** Behind all features, in front of what only looks on. */
const loopbackUse: FilterUse = { place: names.length, filter: loopbackFilter };

/** A GRPCRoute makes its listener speak gRPC-Web and count gRPC calls. Behind all features. */
const grpcFilters: readonly FilterUse[] = [
  {
    place: names.length + 1,
    filter: { name: "envoy.filters.http.grpc_web", configType: { $case: "typedConfig", value: pack(GrpcWeb, {}) } },
  },
  {
    place: names.length + 2,
    filter: {
      name: "envoy.filters.http.grpc_stats",
      configType: {
        $case: "typedConfig",
        value: pack(GrpcStats, {
          emitFilterState: true,
          perMethodStatSpecifier: { $case: "statsForAllMethods", value: true },
        }),
      },
    },
  },
];

const router: HttpFilter = {
  name: "envoy.filters.http.router",
  configType: { $case: "typedConfig", value: pack(Router, { suppressEnvoyHeaders: true }) },
};

/** The filter chain for what all sets of a route configuration use; of two filters of one name the first counts. */
export function toFilterChain(uses: readonly FilterUse[]): readonly HttpFilter[] {
  const byName = new Map<string, FilterUse>();
  for (const use of uses) {
    const name = use.filter.name ?? "";
    if (!byName.has(name)) byName.set(name, use);
  }
  const filters = [...byName.values()].sort((a, b) => a.place - b.place).map(({ filter }) => filter);
  return [...filters, router];
}
