import type { Json } from "@sluice/protos";
import type { FleetDump } from "../src/config-dump.ts";

type JsonObject = { [name: string]: Json };

/**
 * A bootstrap in which everything that would come over xDS is static, so that `envoy --mode validate` looks at all of it.
 * Validation opens no sockets; file and unix socket paths are only looked at where Envoy reads them at start.
 */
export function toStaticBootstrap(dump: FleetDump): JsonObject {
  const routes = new Map(dump.routes.map((route) => [route.name, route]));
  const endpoints = new Map(dump.endpoints.map((assignment) => [assignment.clusterName, assignment]));
  const inline = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(inline);
    if (value === null || typeof value !== "object") return value;
    // A secret without a source is one of the static ones.
    if ("sdsConfig" in value) return { name: value.name ?? "" };
    const { rds, ...rest } = value;
    const object = Object.fromEntries(Object.entries(rest).map(([name, field]) => [name, inline(field as Json)]));
    if (rds === undefined) return object;
    const name = (rds as JsonObject).routeConfigName ?? "";
    // As over xDS, where a route may name a cluster that does not exist: such requests get a code of their own.
    return {
      ...object,
      routeConfig: { ...(inline(routes.get(name) ?? { name }) as JsonObject), validateClusters: false },
    };
  };
  return {
    node: { id: "test", cluster: "test", locality: { zone: "zone1" } },
    staticResources: {
      listeners: dump.listeners.map(inline),
      clusters: dump.clusters.map(({ edsClusterConfig, ...cluster }) =>
        inline(
          edsClusterConfig === undefined
            ? cluster
            : {
                ...cluster,
                type: "STATIC",
                loadAssignment: endpoints.get(cluster.name ?? "") ?? { clusterName: cluster.name ?? "" },
              },
        ),
      ),
      secrets: dump.secrets as Json[],
    },
  };
}
