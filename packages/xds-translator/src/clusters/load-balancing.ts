import { absurd, type Destination, type LoadBalancing } from "@sluice/ir";
import { type PackedMessage, pack } from "@sluice/protos";
import type { LoadBalancingPolicy } from "@sluice/protos/envoy/config/cluster/v3/cluster";
import { ClusterProvided } from "@sluice/protos/envoy/extensions/load_balancing_policies/cluster_provided/v3/cluster_provided";
import type { LocalityLbConfig } from "@sluice/protos/envoy/extensions/load_balancing_policies/common/v3/common";
import { LeastRequest } from "@sluice/protos/envoy/extensions/load_balancing_policies/least_request/v3/least_request";
import { Random } from "@sluice/protos/envoy/extensions/load_balancing_policies/random/v3/random";
import { RoundRobin } from "@sluice/protos/envoy/extensions/load_balancing_policies/round_robin/v3/round_robin";

/** How Envoy picks an endpoint; least request where nothing is said. */
export function toLoadBalancingPolicy({
  discovery,
  features,
}: Pick<Destination, "discovery" | "features">): LoadBalancingPolicy {
  if (discovery.kind === "dynamicResolver")
    return policy("envoy.load_balancing_policies.cluster_provided", pack(ClusterProvided, {}));
  const settings = features.loadBalancing;
  const localityLbConfig = toLocalityConfig(settings);
  const kind = settings?.policy ?? "leastRequest";
  switch (kind) {
    case "leastRequest":
      return policy("envoy.load_balancing_policies.least_request", pack(LeastRequest, { localityLbConfig }));
    case "roundRobin":
      return policy("envoy.load_balancing_policies.round_robin", pack(RoundRobin, { localityLbConfig }));
    case "random":
      return policy("envoy.load_balancing_policies.random", pack(Random, { localityLbConfig }));
    default:
      return absurd(kind);
  }
}

function policy(name: string, typedConfig: PackedMessage): LoadBalancingPolicy {
  return { policies: [{ typedExtensionConfig: { name, typedConfig } }] };
}

function toLocalityConfig(settings: LoadBalancing | undefined): LocalityLbConfig {
  const zone = settings?.preferLocalZone;
  if (!zone) return { localityConfigSpecifier: { $case: "localityWeightedLbConfig", value: {} } };
  return {
    localityConfigSpecifier: {
      $case: "zoneAwareLbConfig",
      value: {
        minClusterSize: zone.minEndpointsThreshold ?? 1,
        ...(zone.force ? { forceLocalZone: { minSize: zone.minEndpointsInZone ?? 1 } } : {}),
      },
    },
  };
}
