import { type Assignment, absurd, type Endpoint, type EndpointGroup } from "@sluice/ir";
import type { Address } from "@sluice/protos/envoy/config/core/v3/address";
import { HealthStatus } from "@sluice/protos/envoy/config/core/v3/health_check";
import type { ClusterLoadAssignment } from "@sluice/protos/envoy/config/endpoint/v3/endpoint";
import type { LbEndpoint, LocalityLbEndpoints } from "@sluice/protos/envoy/config/endpoint/v3/endpoint_components";
import { toMetadata } from "../envoy/metadata.ts";

/** Endpoints of one destination: one locality per group, or with zone-aware routing one per zone of a group. */
export function toAssignment(assignment: Assignment, byZone: boolean): ClusterLoadAssignment {
  const toLocalities = byZone ? toZones : toRegion;
  return { clusterName: assignment.destination, endpoints: assignment.groups.flatMap(toLocalities) };
}

function toRegion(group: EndpointGroup): readonly LocalityLbEndpoints[] {
  return [
    { ...toLocality(group, group.endpoints), locality: { region: group.name }, loadBalancingWeight: group.weight },
  ];
}

/** Without weights between zones, which would defeat zone-aware routing. */
function toZones(group: EndpointGroup): readonly LocalityLbEndpoints[] {
  const zones = new Set(group.endpoints.map(({ zone }) => zone ?? ""));
  return [...zones].sort().map((zone) => ({
    ...toLocality(
      group,
      group.endpoints.filter((endpoint) => (endpoint.zone ?? "") === zone),
    ),
    locality: { zone },
  }));
}

function toLocality(group: EndpointGroup, endpoints: readonly Endpoint[]): LocalityLbEndpoints {
  return {
    lbEndpoints: endpoints.map(toEndpoint),
    ...(group.priority > 0 ? { priority: group.priority } : {}),
    ...(group.origin ? { metadata: toMetadata(group.origin) } : {}),
  };
}

function toEndpoint(endpoint: Endpoint): LbEndpoint {
  return {
    hostIdentifier: {
      $case: "endpoint",
      value: { address: toAddress(endpoint.address), ...(endpoint.hostname ? { hostname: endpoint.hostname } : {}) },
    },
    loadBalancingWeight: 1,
    ...(endpoint.draining ? { healthStatus: HealthStatus.DRAINING } : {}),
  };
}

function toAddress(address: Endpoint["address"]): Address {
  switch (address.kind) {
    case "ip":
      return socketAddress(address.ip, address.port);
    case "fqdn":
      return socketAddress(address.hostname, address.port);
    case "unix":
      return { address: { $case: "pipe", value: { path: address.path } } };
    default:
      return absurd(address);
  }
}

function socketAddress(address: string, port: number): Address {
  return {
    address: { $case: "socketAddress", value: { address, portSpecifier: { $case: "portValue", value: port } } },
  };
}
