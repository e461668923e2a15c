import type { WeightedBackend } from "@sluice/ir";
import { describe, expect, it } from "vitest";
import { backend, origin } from "../../test/values.ts";
import type { DestinationTraits } from "../clusters/traits.ts";
import { destinationsOf, missingCluster, toForward } from "./forward.ts";

const invalid = (weight = 1): WeightedBackend => ({ kind: "invalid", weight, reason: "gone" });
const empty = (weight = 1): WeightedBackend => ({
  kind: "unavailable",
  weight,
  reason: "no endpoints",
  origin: origin("Service", "app"),
});
const cluster = (name: string, weight: number, more = {}) => ({ name, weight, ...more });
const weighted = (...clusters: object[]) => ({ clusterSpecifier: { $case: "weightedClusters", value: { clusters } } });
const [code500, code503] = [2, 0];

describe("toForward", () => {
  it.each<[string, readonly WeightedBackend[], object]>([
    ["one backend", [backend("a", 7)], { clusterSpecifier: { $case: "cluster", value: "a" } }],
    ["shares", [backend("a", 9), backend("b", 1)], weighted(cluster("a", 9), cluster("b", 1))],
    ["a share of nothing", [backend("a", 1), backend("b", 0)], { clusterSpecifier: { $case: "cluster", value: "a" } }],
    [
      "a broken share with 500",
      [backend("a", 1), invalid(2)],
      { clusterNotFoundResponseCode: code500, ...weighted(cluster(missingCluster, 2), cluster("a", 1)) },
    ],
    [
      "a share without endpoints with 503",
      [backend("a", 1), empty(2)],
      { clusterNotFoundResponseCode: code503, ...weighted(cluster(missingCluster, 2), cluster("a", 1)) },
    ],
    [
      "both kinds with 503, because Envoy knows one code per route",
      [invalid(1), empty(2)],
      { clusterNotFoundResponseCode: code503, ...weighted(cluster(missingCluster, 3)) },
    ],
    [
      "one backend with filters of its own",
      [
        {
          ...(backend("a", 1) as Extract<WeightedBackend, { kind: "destination" }>),
          filters: {
            requestHeaders: { put: [], remove: ["x"] },
            urlRewrite: { host: { kind: "literal", value: "h" }, appendForwardedHost: true },
          },
        },
      ],
      {
        clusterNotFoundResponseCode: code500,
        ...weighted(
          cluster("a", 1, {
            requestHeadersToRemove: ["x"],
            hostRewriteSpecifier: { $case: "hostRewriteLiteral", value: "h" },
          }),
        ),
      },
    ],
  ])("answers %s", (_, backends, expected) => {
    expect(toForward(backends, () => undefined)).toEqual(expected);
  });

  const plain = { discovery: "endpoints", endpointSni: false, zoneAware: false } as const;
  it.each<[string, Partial<DestinationTraits>, boolean]>([
    ["the same kind", {}, false],
    ["host names", { discovery: "dns" }, true],
    ["another HTTP version", { http: "1" }, false],
    ["zones", { zoneAware: true }, true],
    ["names per endpoint", { endpointSni: true }, true],
  ])("beside a backend of %s has Envoy Gateway's code for missing clusters: %s", (_, traits, mixed) => {
    const find = (name: string): DestinationTraits => ({ key: name, ...plain, ...(name === "b" ? traits : {}) });
    const { clusterNotFoundResponseCode } = toForward([backend("a"), backend("b")], find);
    expect(clusterNotFoundResponseCode).toBe(mixed ? code500 : undefined);
  });
});

describe("destinationsOf", () => {
  it("leaves out what gets no traffic", () => {
    expect(destinationsOf([backend("a", 1), backend("b", 0), invalid(), empty()])).toEqual(["a"]);
  });
});
