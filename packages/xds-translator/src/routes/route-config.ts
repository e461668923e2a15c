import type { Origin } from "@sluice/ir";
import { concatBytes, type EncodedResource, encode, frameField, type ResourceName, typeUrl } from "@sluice/protos";
import { Cluster } from "@sluice/protos/envoy/config/cluster/v3/cluster";
import { RouteConfiguration } from "@sluice/protos/envoy/config/route/v3/route";
import type { HttpFilter } from "@sluice/protos/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager";
import { contentHash } from "../encoding/content-hash.ts";
import { namesOf, toResource } from "../encoding/resource.ts";
import { overAds } from "../envoy/config-source.ts";
import { type FilterUse, toFilterChain } from "../route-features/table.ts";
import { type EncodedVirtualHost, fitsOnDemand, union } from "./virtual-host.ts";

// A route configuration of 5,000 virtual hosts changes with every one of them. So that a change costs little, the virtual hosts are
// kept in buckets: a change puts one bucket together anew, and then joins the bytes of all buckets.
//
//   virtual hosts ──by hash of key──> buckets ─┬─> bytes ──────────────────────────> route configuration
//                                              └─> facts (rarely change) ─> facts ──┘

const bucketCount = 64;

/** Which bucket of its route configuration a virtual host is in: `<fleet>|<route configuration>|<number>`. */
export function bucketKey({ fleet, routeConfig, key }: EncodedVirtualHost): string {
  return `${routeConfigKey(fleet, routeConfig)}|${bucketOf(key)}`;
}

/** `<fleet>|<route configuration>` */
export function routeConfigKey(fleet: string, name: string): string {
  return `${fleet}|${name}`;
}

// FNV-1a: the same everywhere and at all times, so that equal content has equal bytes on every replica.
function bucketOf(key: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return String((hash >>> 0) % bucketCount).padStart(2, "0");
}

/** The part of a route configuration's bytes that one bucket contributes. */
export interface BucketBytes {
  /** As `bucketKey`. */
  readonly key: string;
  /** `<fleet>|<route configuration>` */
  readonly parent: string;
  readonly hash: string;
  readonly bytes: Uint8Array;
}

/** What a bucket's virtual hosts want of their route configuration and its connection manager. */
export interface BucketFacts {
  /** As `bucketKey`. */
  readonly key: string;
  /** `<fleet>|<route configuration>` */
  readonly parent: string;
  /** Clusters of those that are inline. */
  readonly clusters: readonly string[];
  readonly filters: readonly FilterUse[];
  readonly largestBody: number;
  /** Some are resources of their own. */
  readonly onDemand: boolean;
}

/** One bucket. */
export interface Bucket {
  readonly key: string;
  readonly hosts: readonly EncodedVirtualHost[];
  /** Virtual hosts whose names allow it are resources of their own, and not part of the bytes. */
  readonly onDemand: boolean;
}

const virtualHostsField = 2;

/** Joins the inline virtual hosts of a bucket. */
export function toBucketBytes(bucket: Bucket): BucketBytes | undefined {
  const hosts = inlineOf(bucket);
  const [first] = hosts;
  if (!first) return undefined;
  return {
    key: bucket.key,
    parent: routeConfigKey(first.fleet, first.routeConfig),
    hash: contentHash(hosts.map(({ hash }) => hash).join("")),
    bytes: concatBytes(hosts.map(({ bytes }) => frameField(virtualHostsField, bytes))),
  };
}

/** Gathers what a bucket's virtual hosts want. */
export function toBucketFacts(bucket: Bucket): BucketFacts | undefined {
  const hosts = bucket.hosts.filter(isFit);
  const [first] = hosts;
  if (!first) return undefined;
  return {
    key: bucket.key,
    parent: routeConfigKey(first.fleet, first.routeConfig),
    clusters: union(inlineOf(bucket).map(({ clusters }) => clusters)),
    filters: hosts.flatMap(({ filters }) => filters),
    largestBody: hosts.reduce((largest, host) => Math.max(largest, host.largestBody), 0),
    onDemand: bucket.onDemand && hosts.some(fitsOnDemand),
  };
}

function inlineOf({ hosts, onDemand }: Bucket): readonly EncodedVirtualHost[] {
  return hosts.filter((host) => isFit(host) && !(onDemand && fitsOnDemand(host)));
}

/** A virtual host that Envoy would refuse has no bytes. */
export function isFit(host: EncodedVirtualHost): boolean {
  return host.bytes.length > 0;
}

/** What all virtual hosts of a route configuration want. */
export interface RouteConfigFacts {
  /** `<fleet>|<route configuration>` */
  readonly key: string;
  readonly needs: readonly ResourceName[];
  readonly largestBody: number;
  readonly onDemand: boolean;
}

/** Joins the facts of a route configuration's buckets. */
export function toRouteConfigFacts(key: string, buckets: readonly BucketFacts[]): RouteConfigFacts {
  return {
    key,
    needs: namesOf(Cluster, union(buckets.map(({ clusters }) => clusters))),
    largestBody: buckets.reduce((largest, bucket) => Math.max(largest, bucket.largestBody), 0),
    onDemand: buckets.some(({ onDemand }) => onDemand),
  };
}

/** The HTTP filters in front of a route configuration. */
export interface FilterChain {
  /** `<fleet>|<route configuration>` */
  readonly key: string;
  readonly filters: readonly HttpFilter[];
}

/** The filter chain that a route configuration's buckets want. */
export function toHttpFilters(key: string, buckets: readonly BucketFacts[]): FilterChain {
  return { key, filters: toFilterChain(buckets.flatMap(({ filters }) => filters)) };
}

/** A route configuration before its virtual hosts are known. */
export interface RouteConfig {
  /** `<fleet>|<name>` */
  readonly key: string;
  readonly fleet: string;
  readonly name: string;
  /** The listeners that it serves. */
  readonly origins: readonly Origin[];
}

const url = typeUrl(RouteConfiguration);

/** Envoy refuses larger direct responses unless told to allow them; bodies come from objects of at most 1 MiB. */
const defaultBodyLimit = 4096;
const raisedBodyLimit = 1024 * 1024;

/** Splices a route configuration from its buckets, which are sorted by key. */
export function encodeRouteConfig(
  { fleet, name, origins }: RouteConfig,
  facts: RouteConfigFacts,
  buckets: readonly BucketBytes[],
): EncodedResource {
  const head = encode(RouteConfiguration, {
    name,
    ignorePortInHostMatching: true,
    ...(facts.largestBody > defaultBodyLimit
      ? { maxDirectResponseBodySizeBytes: Math.max(raisedBodyLimit, facts.largestBody) }
      : {}),
    // Without a virtual host to come Envoy would wait for one, and hold the listener back.
    ...(facts.onDemand ? { vhds: { configSource: overAds } } : {}),
  });
  return toResource(url, concatBytes([head, ...buckets.map(({ bytes }) => bytes)]), {
    fleet,
    name,
    origins,
    needs: facts.needs,
    version: contentHash(`${contentHash(head)}${buckets.map(({ hash }) => hash).join("")}`),
  });
}
