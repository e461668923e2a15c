import { kept } from "@sluice/collections";
import type { HttpRoute, HttpRouteSet, Origin, Report } from "@sluice/ir";
import { encode, typeUrl } from "@sluice/protos";
import { Route } from "@sluice/protos/envoy/config/route/v3/route_components";
import type { FindTraits } from "../clusters/traits.ts";
import { contentHash } from "../encoding/content-hash.ts";
import { reportViolations } from "../encoding/resource.ts";
import { type FilterUse, filtersOf } from "../route-features/table.ts";
import { clustersOf } from "./clusters.ts";
import type { HttpListenerFacts } from "./http-listener.ts";
import { type Precedence, toPrecedence } from "./precedence.ts";
import { toRoute } from "./route.ts";

/** An HttpRouteSet as bytes: encoded once when it changes, then only spliced. */
export interface EncodedRouteSet {
  readonly key: string;
  /** Of everything below: two sets with equal hashes are equal, and comparing ends here. */
  readonly hash: string;
  readonly fleet: string;
  readonly listener: string;
  readonly routeConfig: string;
  readonly hostname: string;
  readonly age: string;
  readonly origin: Origin;
  readonly routes: readonly EncodedRoute[];
  /** Clusters that the routes send to; sorted, unique. */
  readonly clusters: readonly string[];
  readonly filters: readonly FilterUse[];
  /** Bytes of the largest direct response. */
  readonly largestBody: number;
  /** Origins are written into metadata. */
  readonly metadata: boolean;
  readonly reports: readonly Report[];
}

/** One route as bytes, with what decides its place in the virtual host. */
export interface EncodedRoute {
  readonly bytes: Uint8Array;
  readonly precedence: Precedence;
}

/** What a set needs to know besides itself. */
export interface RouteSetContext {
  readonly listener: HttpListenerFacts;
  /** Write origins into metadata. */
  readonly metadata: boolean;
  readonly traits: FindTraits;
}

/** Encodes the routes of a set; a route that Envoy would refuse answers 500, or is left out if even its match is unfit. */
export function encodeRouteSet(set: HttpRouteSet, context: RouteSetContext): EncodedRouteSet {
  const routes: EncodedRoute[] = [];
  const reports: Report[] = [];
  const clusters = new Set<string>();
  for (const route of set.routes) {
    const { bytes, reports: found } = encodeRoute(route, { set, context });
    reports.push(...found);
    if (bytes === undefined) continue;
    routes.push({ bytes, precedence: toPrecedence(route.match) });
    if (found.length === 0) for (const cluster of clustersOf(route)) clusters.add(cluster);
  }
  const { key, fleet, listener, hostname, age, origin } = set;
  const filters = filtersOf(set, context.traits);
  const { routeConfig } = context.listener;
  const hashes = routes.map(({ bytes, precedence }) => `${contentHash(bytes)} ${precedence.join(".")}`);
  const rest = JSON.stringify([routeConfig, age, origin, filters, reports, [...clusters].sort()]);
  return {
    key,
    hash: contentHash(`${hashes.join("\n")}\n${rest}`),
    fleet,
    listener,
    routeConfig,
    hostname,
    age,
    origin,
    routes: kept(routes),
    clusters: [...clusters].sort(),
    filters: kept(filters),
    largestBody: set.routes.reduce((largest, route) => Math.max(largest, bodySize(route)), 0),
    metadata: context.metadata,
    reports: kept(reports),
  };
}

interface Encoded {
  readonly bytes?: Uint8Array;
  readonly reports: readonly Report[];
}

const url = typeUrl(Route);

function encodeRoute(
  route: HttpRoute,
  { set, context }: { readonly set: HttpRouteSet; readonly context: RouteSetContext },
): Encoded {
  const { metadata, listener, traits } = context;
  const toBytes = (it: HttpRoute): Uint8Array =>
    encode(Route, toRoute(it, { set, metadata, altSvc: listener.altSvc, traits }));
  const bytes = toBytes(route);
  const reports = reportViolations(url, bytes, { key: `${set.key}|${route.name}`, about: [route.origin] });
  if (reports.length === 0) return { bytes, reports };
  const closed = toBytes(failClosed(route));
  const fits = reportViolations(url, closed, { key: set.key, about: [route.origin] }).length === 0;
  return fits ? { bytes: closed, reports } : { reports };
}

/** Requests for a route that cannot be sent must not reach another one. */
function failClosed(route: HttpRoute): HttpRoute {
  return { ...route, action: { kind: "respond", statusCode: 500 }, features: {} };
}

function bodySize({ action }: HttpRoute): number {
  return action.kind === "respond" ? (action.body?.length ?? 0) : 0;
}
