import type { Destination, LoadBalancing } from "@sluice/ir";
import { LoadBalancingPolicy } from "@sluice/protos/envoy/config/cluster/v3/cluster";
import { expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { toLoadBalancingPolicy } from "./load-balancing.ts";

function policyJson(
  loadBalancing?: LoadBalancing,
  discovery: Destination["discovery"] = { kind: "endpoints" },
): unknown {
  const features = loadBalancing ? { loadBalancing } : {};
  return checkedJson(LoadBalancingPolicy, toLoadBalancingPolicy({ discovery, features }));
}

const policy = (name: string, type: string, more: object) => ({
  policies: [
    {
      typedExtensionConfig: {
        name: `envoy.load_balancing_policies.${name}`,
        typedConfig: {
          "@type": `type.googleapis.com/envoy.extensions.load_balancing_policies.${name}.v3.${type}`,
          ...more,
        },
      },
    },
  ],
});
const weighted = { localityLbConfig: { localityWeightedLbConfig: {} } };

it.each<[string, LoadBalancing | undefined, unknown]>([
  ["of the gateway, unless told otherwise", undefined, policy("least_request", "LeastRequest", weighted)],
  ["least request", { policy: "leastRequest" }, policy("least_request", "LeastRequest", weighted)],
  ["round robin", { policy: "roundRobin" }, policy("round_robin", "RoundRobin", weighted)],
  ["random", { policy: "random" }, policy("random", "Random", weighted)],
])("has the policy %s", (_title, settings, expected) => {
  expect(policyJson(settings)).toEqual(expected);
});

it.each<[string, NonNullable<LoadBalancing["preferLocalZone"]>, object]>([
  ["preferred", { force: false }, { minClusterSize: "1" }],
  ["preferred from some endpoints on", { force: false, minEndpointsThreshold: 3 }, { minClusterSize: "3" }],
  ["forced", { force: true }, { minClusterSize: "1", forceLocalZone: { minSize: 1 } }],
  [
    "forced from some endpoints on",
    { force: true, minEndpointsThreshold: 4, minEndpointsInZone: 2 },
    { minClusterSize: "4", forceLocalZone: { minSize: 2 } },
  ],
])("has the proxy's own zone %s", (_title, preferLocalZone, zoneAwareLbConfig) => {
  expect(policyJson({ policy: "random", preferLocalZone })).toEqual(
    policy("random", "Random", { localityLbConfig: { zoneAwareLbConfig } }),
  );
});

it("leaves the choice to a cluster that resolves each request's host", () => {
  expect(policyJson({ policy: "random" }, { kind: "dynamicResolver" })).toEqual(
    policy("cluster_provided", "ClusterProvided", {}),
  );
});
