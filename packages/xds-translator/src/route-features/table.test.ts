import type { HttpRoute, HttpRouteSet, RouteFeatures } from "@sluice/ir";
import { HttpFilter } from "@sluice/protos/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { featureJson } from "../../test/feature-json.ts";
import { backend, destination, route, routeSet } from "../../test/values.ts";
import { type FindTraits, toTraits } from "../clusters/traits.ts";
import { type FilterUse, filtersOf, toFilterChain } from "./table.ts";

const all: Required<RouteFeatures> = {
  cors: { allowOrigins: ["*"], allowMethods: [], allowHeaders: [], exposeHeaders: [], allowCredentials: false },
  sessionPersistence: { kind: "header", name: "x-s" },
  requestHeaders: { put: [], remove: ["a"] },
  responseHeaders: { put: [], remove: ["b"] },
  mirrors: [{ destination: "m" }],
  urlRewrite: { host: { kind: "backend" }, appendForwardedHost: false },
  timeout: { request: 0 },
  retry: {},
};

const { cors: _, sessionPersistence: __, ...withoutFilters } = all;

const traits: FindTraits = (name) =>
  toTraits(destination(name, name === "dyn" ? { discovery: { kind: "dynamicResolver" } } : {}));
const set = (routes: readonly HttpRoute[], more: Partial<HttpRouteSet> = {}): HttpRouteSet =>
  routeSet("s", more, routes);
const using = (features: RouteFeatures): HttpRoute => route("r", "/", { features });
const toDynamic = route("r", "/", { action: { kind: "forward", backends: [backend("dyn")] } });

function chainOf(...sets: readonly HttpRouteSet[]): readonly string[] {
  return namesOf(sets.flatMap((one) => filtersOf(one, traits)));
}

function namesOf(uses: readonly FilterUse[]): readonly string[] {
  return toFilterChain(uses).map((filter) =>
    String(checkedJson(HttpFilter, filter).name).replace("envoy.filters.http.", ""),
  );
}

const whole = ["cors", "stateful_session", "rbac.dfp_loopback_deny", "grpc_web", "grpc_stats", "router"];

describe("filter chain", () => {
  it.each<[string, readonly HttpRouteSet[], readonly string[]]>([
    ["no routes", [], ["router"]],
    ["routes without features", [set([using({})])], ["router"]],
    ["no filter for what a route does itself", [set([using(withoutFilters)])], ["router"]],
    ["cors", [set([using({ cors: all.cors })])], ["cors", "router"]],
    ["sessions", [set([using({ sessionPersistence: all.sessionPersistence })])], ["stateful_session", "router"]],
    ["gRPC", [set([using({})], { grpc: true })], ["grpc_web", "grpc_stats", "router"]],
    ["a dynamic resolver", [set([toDynamic])], ["rbac.dfp_loopback_deny", "router"]],
    [
      "a filter once, however many routes need it",
      [set([using(all), using(all)]), set([using(all)])],
      ["cors", "stateful_session", "router"],
    ],
    ["everything", [set([toDynamic], { grpc: true }), set([using(all)])], whole],
  ])("%s", (_title, sets, expected) => {
    expect(chainOf(...sets)).toEqual(expected);
  });

  it("has one order, in whatever order routes come", () => {
    const uses = filtersOf(set([using(all), toDynamic], { grpc: true }), traits);
    fc.assert(
      fc.property(fc.shuffledSubarray([...uses, ...uses], { minLength: uses.length * 2 }), (shuffled) => {
        expect(namesOf(shuffled)).toEqual(whole);
      }),
    );
  });

  it("ends in a router that keeps Envoy's headers to itself", () => {
    expect(toFilterChain([]).map((filter) => checkedJson(HttpFilter, filter))).toEqual([
      {
        name: "envoy.filters.http.router",
        typedConfig: {
          "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router",
          suppressEnvoyHeaders: true,
        },
      },
    ]);
  });

  it("counts gRPC calls by method", () => {
    const filters = filtersOf(set([], { grpc: true }), traits).map(({ filter }) => checkedJson(HttpFilter, filter));
    expect(filters).toEqual([
      {
        name: "envoy.filters.http.grpc_web",
        typedConfig: { "@type": "type.googleapis.com/envoy.extensions.filters.http.grpc_web.v3.GrpcWeb" },
      },
      {
        name: "envoy.filters.http.grpc_stats",
        typedConfig: {
          "@type": "type.googleapis.com/envoy.extensions.filters.http.grpc_stats.v3.FilterConfig",
          emitFilterState: true,
          statsForAllMethods: true,
        },
      },
    ]);
  });
});

describe("features of a route", () => {
  it("are folded into one", () => {
    const parts = Object.entries(all).map(([name, value]) => featureJson({ [name]: value }));
    const { filters, action, ...fields } = featureJson(all);
    expect(filters).toEqual(Object.assign({}, ...parts.map((part) => part.filters)));
    expect(action).toEqual(Object.assign({}, ...parts.map((part) => part.action)));
    expect(fields).toEqual({ requestHeadersToRemove: ["a"], responseHeadersToRemove: ["b"] });
  });

  it("are nothing without features", () => {
    expect(featureJson({})).toEqual({});
  });
});
