import type { HttpRoute, HttpRouteSet } from "@sluice/ir";
import { toJson } from "@sluice/protos";
import { describe, expect, it } from "vitest";
import { backend, destination, httpListener, origin, route, routeSet } from "../../test/values.ts";
import { toTraits } from "../clusters/traits.ts";
import { toHttpListenerFacts } from "./http-listener.ts";
import { type EncodedRouteSet, encodeRouteSet, type RouteSetContext } from "./route-set.ts";

const listener = httpListener();
const context: RouteSetContext = {
  listener: toHttpListenerFacts(listener, [listener]),
  metadata: false,
  traits: (name) => toTraits(destination(name)),
};

function encode(routes: readonly HttpRoute[], more: Partial<HttpRouteSet> = {}): EncodedRouteSet {
  return encodeRouteSet(routeSet("s", more, routes), context);
}

interface RouteJson {
  readonly name: string;
  readonly directResponse?: object;
}

const routesOf = ({ routes }: EncodedRouteSet): readonly RouteJson[] =>
  routes.map(({ bytes }) => toJson("envoy.config.route.v3.Route", bytes) as unknown as RouteJson);

/** Envoy takes no header without a name. */
const unfit: HttpRoute = route("unfit", "/unfit", {
  features: { requestHeaders: { put: [{ name: "", values: ["1"], mode: "set" }], remove: [] } },
});
const unfitMatch: HttpRoute = route("match", "/match", {
  match: { headers: [{ name: "", kind: "exact", value: "1" }], queryParams: [], cookies: [] },
});

describe("encodeRouteSet", () => {
  it("keeps what the virtual host needs", () => {
    const body = new TextEncoder().encode("12345");
    const set = encode([
      route("a", "/a", { action: { kind: "forward", backends: [backend("b"), backend("a")] } }),
      route("b", "/b", { action: { kind: "respond", statusCode: 200, body } }),
    ]);
    expect(set).toMatchObject({
      fleet: "default/eg",
      listener: "default/eg/http",
      routeConfig: "default/eg/http",
      hostname: "*",
      clusters: ["a", "b"],
      filters: [],
      largestBody: 5,
      metadata: false,
      reports: [],
    });
    expect(routesOf(set).map(({ name }) => name)).toEqual([route("a", "").name, route("b", "").name]);
  });

  it("lists clusters of all routes once, sorted", () => {
    const to = (name: string): HttpRoute =>
      route(name, "/", { action: { kind: "forward", backends: [backend(name)] } });
    expect(encode([to("b"), to("a"), to("b")]).clusters).toEqual(["a", "b"]);
  });

  it("answers 500 for a route that Envoy would refuse, and tells its owner", () => {
    const set = encode([unfit, route("good", "/good")]);
    expect(routesOf(set).map(({ directResponse }) => directResponse)).toEqual([{ status: 500 }, undefined]);
    expect(set.clusters).toEqual(["service/default/app/8080"]);
    expect(set.reports.map(({ about, problem }) => [about.name, problem.kind])).toEqual([["unfit", "invalidXds"]]);
    expect(encode([unfit]).clusters).toEqual([]);
  });

  it("leaves out a route whose match Envoy would refuse, and tells its owner", () => {
    const set = encode([unfitMatch, route("good", "/good")]);
    expect(routesOf(set).map(({ name }) => name)).toEqual([route("good", "").name]);
    expect(set.reports.map(({ about }) => about.name)).toEqual(["match"]);
  });

  it.each<[string, EncodedRouteSet]>([
    ["a path", encode([route("a", "/b")])],
    ["an age", encode([route("a", "/a")], { age: "2" })],
    ["an origin", encode([route("a", "/a")], { origin: origin("GRPCRoute", "s") })],
    ["a filter", encode([route("a", "/a")], { grpc: true })],
    ["a problem", encode([route("a", "/a"), unfitMatch])],
    [
      "another listener",
      encodeRouteSet(routeSet("s", {}, [route("a", "/a")]), {
        ...context,
        listener: { ...context.listener, routeConfig: "other" },
      }),
    ],
  ])("has another hash for %s", (_title, other) => {
    expect(other.hash).not.toBe(encode([route("a", "/a")]).hash);
    expect(encode([route("a", "/a")]).hash).toBe(encode([route("a", "/a")]).hash);
  });
});
