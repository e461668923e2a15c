import { absurd, type Fleet, type Listener, type Report } from "@sluice/ir";
import { Cluster } from "@sluice/protos/envoy/config/cluster/v3/cluster";
import { Listener as EnvoyListener } from "@sluice/protos/envoy/config/listener/v3/listener";
import { RouteConfiguration } from "@sluice/protos/envoy/config/route/v3/route";
import { Secret } from "@sluice/protos/envoy/extensions/transport_sockets/tls/v3/secret";
import { emptyCluster } from "../clusters/dead-end.ts";
import { originName } from "../encoding/origin-name.ts";
import { type Built, buildResource, namesOf } from "../encoding/resource.ts";
import { secretsOf } from "./downstream-tls.ts";
import { tcpClustersOf, udpClusterOf } from "./l4-chain.ts";
import { type PortInput, portKey, routeConfigOf, toListeners } from "./listener.ts";
import { toReadinessListener } from "./readiness.ts";
import { claimServerNames } from "./server-names.ts";

/** The Envoy listeners of a port; their route configurations and secrets travel with them, the clusters of TCP and UDP go ahead. */
export function buildListeners(input: PortInput): readonly Built[] {
  const { fleet, members } = input;
  const facts = {
    fleet: fleet.key,
    origins: members.map(({ origin }) => origin),
    needs: namesOf(
      Cluster,
      members.flatMap((member) => clustersBehind(member, input)),
    ),
    brings: [
      ...namesOf(
        RouteConfiguration,
        members.flatMap((member) => routeConfigsBehind(member, members)),
      ),
      ...namesOf(
        Secret,
        members.flatMap((member) => secretsBehind(member, input)),
      ),
    ],
  };
  const lost = reportLostNames(input);
  return toListeners(input).map((listener, i) => {
    const built = buildResource(EnvoyListener, listener, { ...facts, name: listener.name ?? "" });
    return i === 0 ? { ...built, reports: [...built.reports, ...lost] } : built;
  });
}

function reportLostNames({ members, tcpRoutes }: PortInput): readonly Report[] {
  return claimServerNames(members, tcpRoutes).flatMap(({ listener, origin, lost }): readonly Report[] => {
    if (lost.length === 0) return [];
    const names = lost.map((name) => (name === "*" ? "connections of any name" : name)).join(", ");
    return [
      {
        key: `xds|${portKey(listener)}|${listener.name}|${originName(origin)}`,
        about: origin,
        severity: "warning",
        problem: {
          kind: "conflict",
          message: `On port ${listener.externalPort}, an older route or an HTTPS listener has ${names}.`,
          remedy: "Give each route its own host names.",
        },
      },
    ];
  });
}

function clustersBehind(member: Listener, input: PortInput): readonly string[] {
  switch (member.kind) {
    case "http":
      return [];
    case "tcp": {
      const routes = input.tcpRoutes(member.name);
      return routes.length > 0 ? routes.flatMap(tcpClustersOf) : [emptyCluster.name];
    }
    case "udp": {
      const route = input.udpRoute(member.name);
      return [route ? udpClusterOf(route) : emptyCluster.name];
    }
    default:
      return absurd(member);
  }
}

function routeConfigsBehind(member: Listener, members: readonly Listener[]): readonly string[] {
  return member.kind === "http" ? [routeConfigOf(member, members)] : [];
}

function secretsBehind(member: Listener, input: PortInput): readonly string[] {
  switch (member.kind) {
    case "http":
      return secretsOf(member.tls);
    case "tcp":
      return input.tcpRoutes(member.name).flatMap(({ tls }) => (tls.kind === "terminate" ? secretsOf(tls.tls) : []));
    default:
      return [];
  }
}

/** The listener that answers readiness probes of a fleet's proxies. */
export function buildReadiness(fleet: Fleet): Built | undefined {
  if (!fleet.readiness) return undefined;
  const listener = toReadinessListener(fleet.readiness);
  return buildResource(EnvoyListener, listener, {
    fleet: fleet.key,
    name: listener.name ?? "",
    origins: [fleet.origin],
  });
}
