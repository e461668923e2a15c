import type { Destination } from "@sluice/ir";
import { type Cluster, Cluster_DiscoveryType as DiscoveryType } from "@sluice/protos/envoy/config/cluster/v3/cluster";

/** Where TCP and UDP listeners without a route lead: it has no endpoint, so connections are closed. */
export const emptyCluster: Cluster & { readonly name: string } = {
  name: "EmptyCluster",
  clusterDiscoveryType: { $case: "type", value: DiscoveryType.STATIC },
};

/** Where TCP and UDP routes without a valid backend lead; the same, with the settings that every destination has. */
export function noBackend(fleet: string): Destination {
  const name = "no-backend";
  return {
    key: `${fleet}|${name}`,
    fleet,
    name,
    origin: { group: "", kind: "", namespace: "", name: "" },
    discovery: { kind: "endpoints" },
    protocol: "TCP",
    features: {},
  };
}
