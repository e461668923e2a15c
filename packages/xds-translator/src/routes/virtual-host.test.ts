import type { HttpListener, HttpRoute, HttpRouteSet } from "@sluice/ir";
import { toJson, typeName, validateResource } from "@sluice/protos";
import { describe, expect, it } from "vitest";
import { backend, destination, fleetKey, httpListener, route, routeSet } from "../../test/values.ts";
import { toTraits } from "../clusters/traits.ts";
import { toHttpListenerFacts } from "./http-listener.ts";
import { encodeRouteSet } from "./route-set.ts";
import {
  type EncodedVirtualHost,
  encodeVirtualHost,
  fitsOnDemand,
  toVirtualHostResource,
  virtualHostKey,
} from "./virtual-host.ts";

const full = (name: string): string => `${fleetKey}/${name}`;
const traits = (name: string) => toTraits(destination(name));

function encode(
  sets: readonly HttpRouteSet[],
  listeners: readonly HttpListener[] = [httpListener()],
  metadata = false,
): EncodedVirtualHost | undefined {
  const facts = new Map(listeners.map((one) => [one.name, toHttpListenerFacts(one, listeners)]));
  const encoded = sets.flatMap((set) => {
    const listener = facts.get(set.listener);
    return listener ? [encodeRouteSet(set, { listener, metadata, traits })] : [];
  });
  const [first] = encoded;
  if (!first) return undefined;
  return encodeVirtualHost({
    key: virtualHostKey(first),
    sets: encoded,
    listener: (name) => facts.get(name),
    metadata,
  });
}

interface HostJson {
  readonly name: string;
  readonly domains: readonly string[];
  readonly routes: readonly { readonly name: string }[];
  readonly metadata?: object;
}

function hostJson(host: EncodedVirtualHost | undefined): HostJson {
  const url = "type.googleapis.com/envoy.config.route.v3.VirtualHost";
  expect(validateResource(url, host!.bytes)).toEqual([]);
  return toJson(typeName(url), host!.bytes) as unknown as HostJson;
}

const exact = (name: string, path: string): HttpRoute =>
  route(name, path, { match: { path: { kind: "exact", value: path }, headers: [], queryParams: [], cookies: [] } });
const routeNames = (host: EncodedVirtualHost | undefined): readonly string[] =>
  hostJson(host).routes.map(({ name }) => name.split("/")[2]!);

describe("encodeVirtualHost", () => {
  it.each([
    ["*", `${full("http")}/*`],
    ["*.example.com", `${full("http")}/*_example_com`],
    ["www.example.com", `${full("http")}/www_example_com`],
  ])("names the host %s without dots, which have a meaning in statistics", (hostname, name) => {
    expect(hostJson(encode([routeSet("a", { hostname })]))).toMatchObject({ name, domains: [hostname] });
  });

  it("puts the routes of all sets in order of precedence, then of age", () => {
    const sets = [
      routeSet("young", { age: "2" }, [route("y1", "/a"), exact("y2", "/a")]),
      routeSet("old", { age: "1" }, [route("o1", "/a"), route("o2", "/a/b")]),
    ];
    const expected = ["y2", "o2", "o1", "y1"];
    expect(routeNames(encode(sets))).toEqual(expected);
    expect(encode([...sets].reverse())).toEqual(encode(sets));
    expect(routeNames(encode(sets, [httpListener("http", { preserveRouteOrder: true })]))).toEqual([
      "o1",
      "o2",
      "y1",
      "y2",
    ]);
  });

  it("gathers what its sets need", () => {
    const to = (name: string): HttpRoute =>
      route(name, "/", { action: { kind: "forward", backends: [backend(name)] } });
    const host = encode([routeSet("a", {}, [to("b"), to("a")]), routeSet("b", { grpc: true }, [to("a"), to("c")])]);
    expect(host?.clusters).toEqual(["a", "b", "c"]);
    expect(host?.filters).toHaveLength(2);
    expect(host?.origins.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(host?.largestBody).toBe(0);
  });

  it("names the listener that it came from where somebody reads it", () => {
    expect(hostJson(encode([routeSet("a")]))).not.toHaveProperty("metadata");
    expect(hostJson(encode([routeSet("a")], [httpListener()], true)).metadata).toEqual({
      filterMetadata: {
        "envoy-gateway": { resources: [{ kind: "Gateway", name: "eg", namespace: "default", sectionName: "http" }] },
      },
    });
  });

  it.each<[string, Partial<HttpListener>, Partial<HttpListener>, string]>([
    ["the one with the host itself", { hostname: "a.b.c" }, { hostname: "*.b.c", order: "0" }, "one"],
    ["the one with the longer wildcard", { hostname: "*.b.c" }, { hostname: "*.c", order: "0" }, "one"],
    ["the one with a wildcard, not the one for any host", { hostname: "*" }, { hostname: "*.c" }, "two"],
    ["the older of equal ones", { order: "2" }, { order: "1" }, "two"],
    ["the first by name of equally old ones", {}, {}, "one"],
  ])("of two listeners with the host belongs to %s", (_title, one, two, expected) => {
    const listeners = [httpListener("one", { order: "1", ...one }), httpListener("two", { order: "1", ...two })];
    const sets = [
      routeSet("a", { hostname: "a.b.c", listener: "one" }),
      routeSet("b", { hostname: "a.b.c", listener: "two" }),
    ];
    expect(hostJson(encode(sets, listeners)).name).toBe(`${full(expected)}/a_b_c`);
    expect(routeNames(encode(sets, listeners))).toEqual([expected === "one" ? "a" : "b"]);
  });

  it("is not there without its listener", () => {
    const set = encodeRouteSet(routeSet("a"), {
      listener: toHttpListenerFacts(httpListener(), []),
      metadata: false,
      traits,
    });
    expect(encodeVirtualHost({ key: "k", sets: [set], listener: () => undefined, metadata: false })).toBeUndefined();
  });

  it("has no bytes when Envoy would refuse it, and tells the listener", () => {
    const host = encode([routeSet("a", { hostname: "a\nb" })]);
    expect(host?.bytes).toHaveLength(0);
    expect(host?.reports.map(({ about, problem }) => [about.kind, problem.kind])).toEqual([["Gateway", "invalidXds"]]);
  });
});

describe("virtual hosts on demand", () => {
  it.each([
    ["default/eg/http", "default/eg/http/www_example_com", true],
    ["default/eg/http", "default/eg/http/a/b", false],
    ["default/eg/http", "default/eg/second/www_example_com", false],
    ["default/eg/http", "default/eg/http2/www_example_com", false],
  ])("of %s: %s may come alone: %s", (routeConfig, name, expected) => {
    expect(fitsOnDemand({ routeConfig, name })).toBe(expected);
  });

  it("are resources that need their clusters and belong to a route configuration", () => {
    const host = encode([routeSet("a", { hostname: "a.test" })])!;
    expect(toVirtualHostResource(host)).toMatchObject({
      fleet: fleetKey,
      name: `${full("http")}/a_test`,
      version: host.hash,
      value: host.bytes,
      needs: [{ name: "service/default/app/8080" }],
      brings: [],
      origins: ["HTTPRoute/default/a"],
      parent: { typeUrl: "type.googleapis.com/envoy.config.route.v3.RouteConfiguration", name: full("http") },
    });
  });
});
