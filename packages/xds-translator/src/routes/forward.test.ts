import type { BackendFilters, WeightedBackend } from "@sluice/ir";
import { RouteAction } from "@sluice/protos/envoy/config/route/v3/route_components";
import { describe, expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { backend, destination, origin } from "../../test/values.ts";
import { type FindTraits, toTraits } from "../clusters/traits.ts";
import { destinationsOf, toForward } from "./forward.ts";

const invalid = (weight = 1): WeightedBackend => ({ kind: "invalid", weight, reason: "gone" });
const unavailable = (weight = 1): WeightedBackend => ({
  kind: "unavailable",
  weight,
  reason: "empty",
  origin: origin("Service", "app"),
});
const filtered = (name: string, filters: BackendFilters): WeightedBackend => ({
  kind: "destination",
  destination: name,
  weight: 1,
  origin: origin("Service", "app"),
  filters,
});

const traits: FindTraits = (name) =>
  toTraits(destination(name, name === "dns" ? { discovery: { kind: "dns", refreshMs: 1, respectTtl: true } } : {}));
const forwardJson = (backends: readonly WeightedBackend[]): unknown =>
  checkedJson(RouteAction, toForward(backends, traits));

const weighted = (...clusters: readonly (readonly [string, number, object?])[]) => ({
  weightedClusters: { clusters: clusters.map(([name, weight, more]) => ({ name, weight, ...more })) },
});
const missing = "invalid-backend-cluster";
const code500 = { clusterNotFoundResponseCode: "INTERNAL_SERVER_ERROR" };

describe("toForward", () => {
  it.each<[string, readonly WeightedBackend[], object]>([
    ["one backend", [backend("a", 3)], { cluster: "a" }],
    ["several backends", [backend("a", 1), backend("b", 9)], weighted(["a", 1], ["b", 9])],
    ["one backend twice", [backend("a", 1), backend("a", 2)], weighted(["a", 1], ["a", 2])],
    ["a backend of weight 0 beside another", [backend("a", 0), backend("b", 9)], { cluster: "b" }],
    ["a broken backend", [invalid(3)], { ...code500, ...weighted([missing, 3]) }],
    ["a backend without endpoints", [unavailable()], weighted([missing, 1])],
    ["broken backends of weight 0", [invalid(0), unavailable(0), backend("a")], { cluster: "a" }],
    [
      "a broken backend beside a good one",
      [backend("a"), invalid()],
      { ...code500, ...weighted([missing, 1], ["a", 1]) },
    ],
    [
      "broken backends beside a good one: together",
      [backend("a", 1), invalid(2), invalid(3)],
      { ...code500, ...weighted([missing, 5], ["a", 1]) },
    ],
    [
      "a broken backend beside one without endpoints: 503 for both",
      [backend("a", 1), invalid(2), unavailable(1)],
      weighted([missing, 3], ["a", 1]),
    ],
    ["backends of different kinds", [backend("a"), backend("dns")], { ...code500, ...weighted(["a", 1], ["dns", 1]) }],
    ["backends of weight 0 only", [backend("a", 0), invalid(0)], { ...code500, cluster: missing }],
    ["no backends", [], { ...code500, cluster: missing }],
  ])("%s", (_title, backends, expected) => {
    expect(forwardJson(backends)).toEqual(expected);
  });

  it.each<[string, BackendFilters, object]>([
    ["none", {}, {}],
    [
      "on headers",
      {
        requestHeaders: { put: [{ name: "a", values: ["1"], mode: "set" }], remove: ["b"] },
        responseHeaders: { put: [{ name: "c", values: ["2"], mode: "add" }], remove: ["d"] },
      },
      {
        requestHeadersToAdd: [{ header: { key: "a", value: "1" }, appendAction: "OVERWRITE_IF_EXISTS_OR_ADD" }],
        requestHeadersToRemove: ["b"],
        responseHeadersToAdd: [{ header: { key: "c", value: "2" } }],
        responseHeadersToRemove: ["d"],
      },
    ],
    [
      "on the host",
      { urlRewrite: { host: { kind: "literal", value: "b.example.com" }, appendForwardedHost: false } },
      { hostRewriteLiteral: "b.example.com" },
    ],
  ])("filters of one backend: %s", (_title, filters, expected) => {
    expect(forwardJson([filtered("a", filters)])).toEqual({ ...code500, ...weighted(["a", 1, expected]) });
    expect(forwardJson([filtered("a", filters), backend("b")])).toEqual({
      ...code500,
      ...weighted(["a", 1, expected], ["b", 1]),
    });
  });
});

it("names the destinations that get traffic", () => {
  expect(destinationsOf([backend("b"), backend("a", 0), invalid(), unavailable(), backend("a")])).toEqual(["b", "a"]);
});
