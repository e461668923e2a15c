import type { Assignment, Destination } from "@sluice/ir";
import { Cluster } from "@sluice/protos/envoy/config/cluster/v3/cluster";
import { ClusterLoadAssignment } from "@sluice/protos/envoy/config/endpoint/v3/endpoint";
import { Secret as EnvoySecret } from "@sluice/protos/envoy/extensions/transport_sockets/tls/v3/secret";
import { type Built, buildResource, namesOf } from "../encoding/resource.ts";
import { toAssignment } from "./assignment.ts";
import { isZoneAware, toCluster } from "./cluster.ts";
import type { Composite } from "./composite.ts";
import { emptyCluster, noBackend } from "./dead-end.ts";
import { secretsOf } from "./upstream-tls.ts";

/** The cluster of a destination; its endpoints and secrets travel with it. */
export function buildCluster(destination: Destination, assignment: Assignment | undefined): Built {
  const { fleet, name, origin, discovery, tls } = destination;
  return buildResource(Cluster, toCluster(destination, assignment), {
    fleet,
    name,
    origins: [origin],
    brings: [
      ...(discovery.kind === "endpoints" ? namesOf(ClusterLoadAssignment, [name]) : []),
      ...namesOf(EnvoySecret, secretsOf(tls)),
    ],
  });
}

/**
 * The endpoints of a destination that finds them over EDS. Nothing known about them gives an empty list: without any answer
 * Envoy would hold up the cluster, and whatever was sent with it, for 15 s.
 */
export function buildAssignment(destination: Destination, assignment: Assignment | undefined): Built | undefined {
  if (destination.discovery.kind !== "endpoints") return undefined;
  const { fleet, name, origin, key } = destination;
  const groups = assignment?.groups ?? [];
  const origins = [origin, ...groups.flatMap((group) => (group.origin ? [group.origin] : []))];
  return buildResource(
    ClusterLoadAssignment,
    toAssignment({ key, fleet, destination: name, groups }, isZoneAware(destination)),
    {
      fleet,
      name,
      origins,
    },
  );
}

/** A cluster made of several destinations, and its endpoints. */
export function buildComposite({ destination, assignment }: Composite): readonly Built[] {
  const endpoints = buildAssignment(destination, assignment);
  return [buildCluster(destination, assignment), ...(endpoints ? [endpoints] : [])];
}

/** The clusters without endpoints that TCP and UDP listeners lead to where there is nothing else. */
export function buildDeadEnds(fleet: string): readonly Built[] {
  const destination = noBackend(fleet);
  const key = destination.key;
  return [
    buildResource(Cluster, emptyCluster, { fleet, name: emptyCluster.name, origins: [] }),
    ...buildComposite({ key, destination, assignment: { key, fleet, destination: destination.name, groups: [] } }),
  ];
}
