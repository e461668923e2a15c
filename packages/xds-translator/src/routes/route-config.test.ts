import { toJson, typeName, validateResource } from "@sluice/protos";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fleetKey, origin } from "../../test/values.ts";
import { loopbackFilter } from "./loopback-guard.ts";
import {
  bucketKey,
  encodeRouteConfig,
  type RouteConfig,
  type RouteConfigFacts,
  routeConfigKey,
  toBucketBytes,
  toBucketFacts,
  toHttpFilters,
  toRouteConfigFacts,
} from "./route-config.ts";
import type { EncodedVirtualHost } from "./virtual-host.ts";

const name = `${fleetKey}/http`;
const key = routeConfigKey(fleetKey, name);

function host(hostname: string, more: Partial<EncodedVirtualHost> = {}): EncodedVirtualHost {
  // Field 1 of a virtual host is its name, field 2 a domain.
  const text = new TextEncoder().encode(hostname);
  const bytes = new Uint8Array([0x0a, text.length, ...text, 0x12, text.length, ...text]);
  return {
    key: `${key}|${hostname}`,
    hash: hostname,
    fleet: fleetKey,
    routeConfig: name,
    name: `${name}/${hostname}`,
    bytes,
    clusters: [],
    filters: [],
    largestBody: 0,
    origins: [],
    reports: [],
    ...more,
  };
}

const unfit = host("unfit", { bytes: new Uint8Array(), clusters: ["x"], largestBody: 9 });
const second = host("second", { name: `${fleetKey}/second/second` });
const config: RouteConfig = { key, fleet: fleetKey, name, origins: [origin("Gateway", "eg")] };
const nothing: RouteConfigFacts = { key, needs: [], largestBody: 0, onDemand: false };

describe("buckets", () => {
  it("are the same for a host at all times and places", () => {
    expect(bucketKey(host("a"))).toBe(bucketKey(host("a", { hash: "other" })));
    expect(bucketKey(host("a"))).toBe(`${key}|19`);
  });

  it("share out hosts", () => {
    const keys = new Set(Array.from({ length: 1000 }, (_, i) => bucketKey(host(`h${i}.example.com`))));
    expect(keys.size).toBe(64);
  });

  it("join the bytes of hosts that are fit to be sent", () => {
    const bytes = toBucketBytes({ key: "b", hosts: [host("a"), unfit, host("b")], onDemand: false });
    expect(bytes).toMatchObject({ key: "b", parent: key });
    expect(toJson("envoy.config.route.v3.RouteConfiguration", bytes!.bytes)).toEqual({
      virtualHosts: [
        { name: "a", domains: ["a"] },
        { name: "b", domains: ["b"] },
      ],
    });
    expect(toBucketBytes({ key: "b", hosts: [unfit], onDemand: false })).toBeUndefined();
  });

  it("leave out hosts that are resources of their own", () => {
    const hosts = [host("a"), second];
    const bytes = toBucketBytes({ key: "b", hosts, onDemand: true });
    expect(toJson("envoy.config.route.v3.RouteConfiguration", bytes!.bytes)).toMatchObject({
      virtualHosts: [{ name: "second" }],
    });
    expect(toBucketBytes({ key: "b", hosts: [host("a")], onDemand: true })).toBeUndefined();
  });

  it("have another hash when a host changes", () => {
    const hashOf = (...hosts: EncodedVirtualHost[]) => toBucketBytes({ key: "b", hosts, onDemand: false })?.hash;
    expect(hashOf(host("a"))).toBe(hashOf(host("a")));
    expect(hashOf(host("a"))).not.toBe(hashOf(host("a", { hash: "2" })));
  });

  it("gather what their hosts want", () => {
    const filters = [{ place: 1, filter: loopbackFilter }];
    const hosts = [host("a", { clusters: ["b", "a"], largestBody: 3 }), second, unfit];
    const facts = { key: "b", parent: key, filters: [], largestBody: 3, onDemand: false };
    expect(toBucketFacts({ key: "b", hosts, onDemand: false })).toEqual({ ...facts, clusters: ["a", "b"] });
    expect(toBucketFacts({ key: "b", hosts, onDemand: true })).toEqual({ ...facts, clusters: [], onDemand: true });
    expect(toBucketFacts({ key: "b", hosts: [second], onDemand: true })?.onDemand).toBe(false);
    expect(toBucketFacts({ key: "b", hosts: [host("a", { filters })], onDemand: false })?.filters).toEqual(filters);
    expect(toBucketFacts({ key: "b", hosts: [unfit], onDemand: false })).toBeUndefined();
  });
});

describe("facts of a route configuration", () => {
  const bucket = { key: "b", parent: key, clusters: ["b"], filters: [], largestBody: 1, onDemand: false };

  it("are those of its buckets", () => {
    const other = { ...bucket, clusters: ["a", "b"], largestBody: 7, onDemand: true };
    const facts = toRouteConfigFacts(key, [bucket, other]);
    expect(facts).toMatchObject({ key, needs: [{ name: "a" }, { name: "b" }], largestBody: 7, onDemand: true });
    expect(toRouteConfigFacts(key, [])).toEqual(nothing);
  });

  it("make a filter chain", () => {
    const uses = [{ place: 1, filter: loopbackFilter }];
    const { filters } = toHttpFilters(key, [bucket, { ...bucket, filters: uses }]);
    expect(filters.map((filter) => filter.name)).toEqual([loopbackFilter.name, "envoy.filters.http.router"]);
  });
});

describe("encodeRouteConfig", () => {
  const json = (facts: Partial<RouteConfigFacts>, hosts: readonly EncodedVirtualHost[] = []): unknown => {
    const bytes = toBucketBytes({ key: "b", hosts, onDemand: false });
    const { typeUrl, value } = encodeRouteConfig(config, { ...nothing, ...facts }, bytes ? [bytes] : []);
    expect(validateResource(typeUrl, value)).toEqual([]);
    return toJson(typeName(typeUrl), value);
  };

  it.each<[string, Partial<RouteConfigFacts>, object]>([
    ["nothing", {}, {}],
    ["bodies that Envoy takes by itself", { largestBody: 4096 }, {}],
    ["larger bodies", { largestBody: 4097 }, { maxDirectResponseBodySizeBytes: 1_048_576 }],
    ["very large bodies", { largestBody: 2_000_000 }, { maxDirectResponseBodySizeBytes: 2_000_000 }],
    ["hosts on demand", { onDemand: true }, { vhds: { configSource: { ads: {}, resourceApiVersion: "V3" } } }],
  ])("says what is needed for %s", (_title, facts, expected) => {
    expect(json(facts)).toEqual({ name, ignorePortInHostMatching: true, ...expected });
  });

  it("carries its hosts", () => {
    expect(json({}, [host("a")])).toMatchObject({ name, virtualHosts: [{ name: "a", domains: ["a"] }] });
  });

  it("is a resource that needs clusters and came from listeners", () => {
    const facts = toRouteConfigFacts(key, [
      { key: "b", parent: key, clusters: ["c"], filters: [], largestBody: 0, onDemand: false },
    ]);
    expect(encodeRouteConfig(config, facts, [])).toMatchObject({
      name,
      fleet: fleetKey,
      needs: [{ name: "c" }],
      brings: [],
      origins: ["Gateway/default/eg"],
    });
  });

  it("has the version of its content", () => {
    const hosts = fc.uniqueArray(fc.constantFrom(..."abcdef"));
    const encode = (names: readonly string[], facts: Partial<RouteConfigFacts> = {}) => {
      const buckets = [...names].sort().map((one) => toBucketBytes({ key: one, hosts: [host(one)], onDemand: false })!);
      return encodeRouteConfig(config, { ...nothing, ...facts }, buckets);
    };
    fc.assert(
      fc.property(hosts, hosts, (one, other) => {
        const [a, b] = [encode(one), encode(other)];
        expect(a.version === b.version).toBe(Buffer.from(a.value).equals(b.value));
      }),
    );
    expect(encode(["a"]).version).not.toBe(encode(["a"], { largestBody: 5000 }).version);
  });
});
