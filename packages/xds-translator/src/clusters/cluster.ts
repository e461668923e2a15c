import { type Assignment, absurd, type Destination, type IpFamily } from "@sluice/ir";
import { pack } from "@sluice/protos";
import {
  type Cluster,
  Cluster_DiscoveryType as DiscoveryType,
  Cluster_DnsLookupFamily as LookupFamily,
} from "@sluice/protos/envoy/config/cluster/v3/cluster";
import { DnsLookupFamily as DnsClusterLookupFamily } from "@sluice/protos/envoy/extensions/clusters/common/dns/v3/dns";
import { DnsCluster } from "@sluice/protos/envoy/extensions/clusters/dns/v3/dns_cluster";
import { ClusterConfig } from "@sluice/protos/envoy/extensions/clusters/dynamic_forward_proxy/v3/cluster";
import type { DnsCacheConfig } from "@sluice/protos/envoy/extensions/common/dynamic_forward_proxy/v3/dns_cache";
import { overAds } from "../envoy/config-source.ts";
import { toDuration } from "../envoy/duration.ts";
import { toMetadata } from "../envoy/metadata.ts";
import { toAssignment } from "./assignment.ts";
import { toCircuitBreakers } from "./circuit-breaker.ts";
import { toProtocolOptions } from "./http-protocol-options.ts";
import { toLoadBalancingPolicy } from "./load-balancing.ts";
import { toUpstreamTls } from "./upstream-tls.ts";

const defaultConnectTimeout = 10_000;
const defaultDnsRefresh = 30_000;
const bufferLimit = 32_768;

/**
 * A destination as an Envoy cluster. `assignment` is needed where the cluster itself carries its host names (`dns`);
 * with `endpoints` discovery it travels alone, over EDS.
 */
export function toCluster(destination: Destination, assignment: Assignment | undefined): Cluster {
  const { features } = destination;
  const options = toProtocolOptions(destination);
  return {
    name: destination.name,
    ...toDiscovery(destination, assignment),
    connectTimeout: toDuration(features.connectTimeout ?? defaultConnectTimeout),
    perConnectionBufferLimitBytes: bufferLimit,
    circuitBreakers: toCircuitBreakers(features.circuitBreaker),
    ...(options ? { typedExtensionProtocolOptions: options } : {}),
    dnsLookupFamily: LookupFamily[toLookupFamily(destination.ipFamily)],
    commonLbConfig: {},
    ...(destination.tls ? { transportSocket: toUpstreamTls(destination.tls, destination) } : {}),
    metadata: toMetadata(destination.origin),
    // An endpoint that is gone from the source is gone, whatever the health checks say.
    ignoreHealthOnHostRemoval: true,
    loadBalancingPolicy: toLoadBalancingPolicy(destination),
  };
}

function toDiscovery(destination: Destination, assignment: Assignment | undefined): Partial<Cluster> {
  const { discovery, name } = destination;
  switch (discovery.kind) {
    case "endpoints":
      return {
        clusterDiscoveryType: { $case: "type", value: DiscoveryType.EDS },
        edsClusterConfig: { edsConfig: overAds, serviceName: name },
      };
    case "dns":
      return {
        clusterDiscoveryType: {
          $case: "clusterType",
          value: {
            name: "envoy.cluster.dns",
            typedConfig: pack(DnsCluster, {
              dnsRefreshRate: toDuration(discovery.refreshMs),
              respectDnsTtl: discovery.respectTtl,
              dnsLookupFamily: DnsClusterLookupFamily[toLookupFamily(destination.ipFamily)],
            }),
          },
        },
        loadAssignment: assignment ? toAssignment(assignment, isZoneAware(destination)) : { clusterName: name },
      };
    case "dynamicResolver":
      return {
        clusterDiscoveryType: {
          $case: "clusterType",
          value: {
            name: "envoy.clusters.dynamic_forward_proxy",
            typedConfig: pack(ClusterConfig, {
              clusterImplementationSpecifier: {
                $case: "dnsCacheConfig",
                value: toDnsCache(toLookupFamily(destination.ipFamily)),
              },
            }),
          },
        },
      };
    default:
      return absurd(discovery);
  }
}

/** Whether endpoints of the proxy's own zone are preferred. */
export function isZoneAware({ features }: Pick<Destination, "features">): boolean {
  return features.loadBalancing?.preferLocalZone !== undefined;
}

/** The cache that dynamic resolver clusters share with the filter that fills it: its name says its settings. */
export function toDnsCache(lookupFamily: LookupFamilyName): DnsCacheConfig {
  return {
    name: `envoy-gateway-dfp-cache-${lookupFamily.toLowerCase()}-${defaultDnsRefresh}ms-default`,
    dnsLookupFamily: LookupFamily[lookupFamily],
    dnsRefreshRate: toDuration(defaultDnsRefresh),
  };
}

/** By name: Envoy has two enums of these names with different numbers. */
export type LookupFamilyName = "V4_ONLY" | "V6_ONLY" | "V4_PREFERRED" | "ALL";

/** Which addresses to ask DNS for; IPv4 is preferred where nothing is known. */
export function toLookupFamily(family: IpFamily | undefined): LookupFamilyName {
  switch (family) {
    case undefined:
      return "V4_PREFERRED";
    case "IPv4":
      return "V4_ONLY";
    case "IPv6":
      return "V6_ONLY";
    case "DualStack":
      return "ALL";
    default:
      return absurd(family);
  }
}
