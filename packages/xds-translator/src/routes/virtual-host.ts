import { kept } from "@sluice/collections";
import type { Origin, Report } from "@sluice/ir";
import { type EncodedResource, encode, spliceVirtualHost, typeUrl } from "@sluice/protos";
import { Cluster } from "@sluice/protos/envoy/config/cluster/v3/cluster";
import { RouteConfiguration } from "@sluice/protos/envoy/config/route/v3/route";
import { VirtualHost } from "@sluice/protos/envoy/config/route/v3/route_components";
import { contentHash } from "../encoding/content-hash.ts";
import { namesOf, reportViolations, toResource } from "../encoding/resource.ts";
import { toMetadata } from "../envoy/metadata.ts";
import type { FilterUse } from "../route-features/table.ts";
import type { HttpListenerFacts } from "./http-listener.ts";
import { byAge, inOrder } from "./precedence.ts";
import type { EncodedRouteSet } from "./route-set.ts";

/** The virtual host of one hostname, put together from the routes of all route sets that have it. */
export interface EncodedVirtualHost {
  /** `<fleet>|<route configuration>|<hostname>` */
  readonly key: string;
  /** Of the bytes. */
  readonly hash: string;
  readonly fleet: string;
  readonly routeConfig: string;
  readonly name: string;
  /** Empty when Envoy would refuse it. */
  readonly bytes: Uint8Array;
  readonly clusters: readonly string[];
  readonly filters: readonly FilterUse[];
  readonly largestBody: number;
  readonly origins: readonly Origin[];
  readonly reports: readonly Report[];
}

/** Where a route set belongs. */
export function virtualHostKey({ fleet, routeConfig, hostname }: EncodedRouteSet): string {
  return `${fleet}|${routeConfig}|${hostname}`;
}

/** What a virtual host is made of. */
export interface VirtualHostInput {
  readonly key: string;
  /** At least one; they share fleet, route configuration and hostname. */
  readonly sets: readonly EncodedRouteSet[];
  readonly listener: (name: string) => HttpListenerFacts | undefined;
  /** Write origins into metadata. */
  readonly metadata: boolean;
}

/** Splices a virtual host from the bytes of its routes. */
export function encodeVirtualHost(input: VirtualHostInput): EncodedVirtualHost | undefined {
  const owner = ownerOf(input);
  if (!owner) return undefined;
  const sets = input.sets.filter(({ listener }) => listener === owner.name).sort(byAge);
  const [first] = sets;
  if (!first) return undefined;
  const head = encode(VirtualHost, {
    name: `${owner.name}/${first.hostname.replaceAll(".", "_")}`,
    domains: [first.hostname],
    ...(input.metadata ? { metadata: toMetadata(owner.origin) } : {}),
  });
  const reports = reportViolations(typeUrl(VirtualHost), head, { key: input.key, about: [owner.origin] });
  const routes = inOrder(
    sets.map((set) => set.routes),
    owner.preserveRouteOrder,
  );
  const bytes =
    reports.length > 0
      ? nothing
      : spliceVirtualHost(
          head,
          routes.map((route) => route.bytes),
        );
  return {
    key: input.key,
    hash: contentHash(bytes),
    fleet: first.fleet,
    routeConfig: first.routeConfig,
    name: `${owner.name}/${first.hostname.replaceAll(".", "_")}`,
    bytes,
    clusters: sets.length === 1 ? first.clusters : union(sets.map(({ clusters }) => clusters)),
    filters: kept(sets.flatMap(({ filters }) => filters)),
    largestBody: Math.max(...sets.map(({ largestBody }) => largestBody)),
    origins: sets.map(({ origin }) => origin),
    reports: kept(reports),
  };
}

const nothing = new Uint8Array();

/**
 * Two listeners of a port must not both serve a hostname, or Envoy would refuse the route configuration: requests belong to the
 * listener whose own hostname is more specific (Gateway API, listener isolation), of equal ones to the older.
 */
function ownerOf({ sets, listener }: VirtualHostInput): HttpListenerFacts | undefined {
  const names = new Set(sets.map((set) => set.listener));
  const owners = [...names].flatMap((name) => listener(name) ?? []);
  return owners.sort(bySpecificity)[0];
}

function bySpecificity(a: HttpListenerFacts, b: HttpListenerFacts): number {
  const difference = specificity(b.hostname) - specificity(a.hostname);
  if (difference !== 0) return difference;
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}

function specificity(hostname: string): number {
  if (hostname === "*") return 0;
  return hostname.startsWith("*") ? hostname.length : 1000 + hostname.length;
}

/** Sorted, without repetition. */
export function union(lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())].sort();
}

/**
 * Whether Envoy can ask for a virtual host by itself: its name must be the route configuration's and one segment more.
 * Other names (of a second listener on the port) are acknowledged and ignored, so they have to stay inline.
 */
export function fitsOnDemand({ name, routeConfig }: Pick<EncodedVirtualHost, "name" | "routeConfig">): boolean {
  return name.startsWith(`${routeConfig}/`) && !name.slice(routeConfig.length + 1).includes("/");
}

const virtualHostUrl = typeUrl(VirtualHost);

/** A virtual host as a resource of its own; it travels with its route configuration. */
export function toVirtualHostResource(host: EncodedVirtualHost): EncodedResource {
  const { fleet, name, hash, bytes, origins, clusters, routeConfig } = host;
  return {
    ...toResource(virtualHostUrl, bytes, { fleet, name, origins, version: hash, needs: namesOf(Cluster, clusters) }),
    parent: { typeUrl: typeUrl(RouteConfiguration), name: routeConfig },
  };
}
