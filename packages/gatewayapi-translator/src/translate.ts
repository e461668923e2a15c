import type { Collected, Collection, Graph } from "@sluice/collections";
import type { HttpRouteSet, Infra, Report, Xds } from "@sluice/ir";
import type { Resources } from "@sluice/resources";
import { deriveBackends } from "./backends/derive.ts";
import { deriveDestinations } from "./backends/derive-destinations.ts";
import type { Base } from "./base.ts";
import { deriveGateways } from "./gateways/derive.ts";
import type { TranslateOptions } from "./options.ts";
import { deriveRoutes } from "./routes/derive.ts";
import { deriveStatuses } from "./status/derive.ts";
import type { ObjectStatus } from "./status/object-status.ts";

/** What Gateway API resources come to. */
export interface GatewayApiTranslation {
  readonly xds: Collected<Xds>;
  readonly infra: Collection<Infra>;
  readonly statuses: Collection<ObjectStatus>;
  /** What is wrong with users' objects. */
  readonly reports: Collection<Report>;
}

/** Translates Gateway API resources to Sluice's intermediate representation, and keeps doing so as they change. */
export function translateGatewayApi(
  resources: Collected<Resources>,
  graph: Graph,
  options: TranslateOptions,
): GatewayApiTranslation {
  const base: Base = { graph, resources, options };
  const backends = deriveBackends(base);
  const gateways = deriveGateways(base, backends);
  const routes = deriveRoutes(base, gateways, backends);
  const destinations = deriveDestinations(base, { gateways, routes, slices: backends.slices });
  const statuses = deriveStatuses(base, { gateways, backends, routes });
  return {
    xds: {
      fleets: destinations.fleets,
      listeners: gateways.irListeners,
      httpRoutes: graph.join<HttpRouteSet>("gatewayapi/http-route-sets", [routes.httpRoutes, gateways.misdirected]),
      tcpRoutes: routes.tcpRoutes,
      udpRoutes: routes.udpRoutes,
      destinations: destinations.destinations,
      assignments: destinations.assignments,
      clusterAliases: routes.clusterAliases,
      secrets: destinations.secrets,
    },
    infra: gateways.infra,
    statuses: statuses.statuses,
    reports: statuses.reports,
  };
}
