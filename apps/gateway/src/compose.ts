import type { Collected, Collection, Graph } from "@sluice/collections";
import { foldStatus, type ObjectStatus, translateGatewayApi } from "@sluice/gatewayapi-translator";
import type { HostInfra, InfraEvent, ManagedInfra } from "@sluice/infra-manager";
import type { FleetState, Infra, Report } from "@sluice/ir";
import type { EncodedResource } from "@sluice/protos";
import type { StatusEvent as FileStatusEvent } from "@sluice/provider-file";
import type { StatusEvent as ClusterStatusEvent, GuardEvent } from "@sluice/provider-k8s";
import { createResourceStore, type Provider, type ProviderEvent, type Resources } from "@sluice/resources";
import type { XdsEvent, XdsServer } from "@sluice/xds-server";
import { reportNacks, translateXds } from "@sluice/xds-translator";
import { EMPTY, finalize, map, merge, type Observable, tap } from "rxjs";
import { createCertificateTimes } from "./certificate-times.ts";
import type { Config } from "./config/config.ts";
import type { GatewayServiceSources } from "./gateway-services.ts";
import { toTranslateOptions, toXdsOptions } from "./options.ts";
import { deriveStrays } from "./strays.ts";

/** What acts on the world. */
export interface Edge {
  readonly provider: Provider;
  serveXds(resources: Collection<EncodedResource>): XdsServer;
  /** Absent: proxies are run by somebody else. */
  manageInfra?(infra: Collection<Infra>, xdsAddress: string): ManagedInfra | HostInfra;
  writeStatuses(statuses: Collection<ObjectStatus>): Observable<StatusEvent>;
  /** Keeps objects from being deleted while others need them; absent where nobody can be kept from it. */
  guard?(resources: Collected<Resources>): Observable<GuardEvent>;
  /** Keeps names beside Gateways for proxies that live elsewhere. */
  nameGateways?(sources: GatewayServiceSources, graph: Graph): Observable<InfraEvent>;
}

/** What happens to statuses, in files or in a cluster. */
export type StatusEvent = FileStatusEvent | ClusterStatusEvent;

/** Everything that happens, for whoever shows it. */
export type GatewayEvent =
  | { readonly source: "provider"; readonly event: ProviderEvent }
  | { readonly source: "xds"; readonly event: XdsEvent }
  | { readonly source: "infra"; readonly event: InfraEvent }
  | { readonly source: "status"; readonly event: StatusEvent }
  | { readonly source: "guard"; readonly event: GuardEvent };

/** The stages, wired. Nothing is read before `events$` is subscribed. */
export interface Gateway {
  readonly events$: Observable<GatewayEvent>;
  /** What is wrong with users' objects, as all stages see it. */
  readonly reports: {
    readonly gatewayApi: Collection<Report>;
    readonly xds: Collection<Report>;
    /** What nobody will ever use; in a cluster that may be another controller's, and is not told. */
    readonly strays: Collection<Report> | undefined;
  };
  readonly statuses: Collection<ObjectStatus>;
  readonly server: XdsServer;
  /** Where proxies find it: `127.0.0.1:41234`. */
  readonly xdsAddress: string;
  readonly infra: ManagedInfra | HostInfra | undefined;
}

/** Provider -> resources -> IR -> Envoy's resources -> proxies; statuses flow back. Rejects when xDS cannot be served. */
export async function compose(edge: Edge, graph: Graph, config: Config): Promise<Gateway> {
  const store = createResourceStore(graph);
  const certificates = createCertificateTimes(graph);
  const options = { ...toTranslateOptions(config), certificateTimes: certificates.times };
  const gateway = translateGatewayApi(store.resources, graph, options);
  const envoy = translateXds(gateway.xds, graph, toXdsOptions(config));
  const server = edge.serveXds(envoy.resources);
  const xdsAddress = await server.address;
  const infra = edge.manageInfra?.(gateway.infra, xdsAddress);
  const refusals = graph.join("gateway/refusals", [envoy.reports, reportNacks(server.nacks, graph)]);
  const fleetStates = infra?.states ?? noFleets(graph);
  const statuses = foldStatus(graph, { statuses: gateway.statuses, fleetStates, reports: refusals });
  const strays = config.kubernetes ? undefined : deriveStrays(store.resources, graph, config.controllerName);

  const reports = { gatewayApi: gateway.reports, xds: envoy.reports, strays };
  const provider$ = edge.provider.watch().pipe(
    tap((event) => certificates.see(event)),
    tap((event) => store.apply(event)),
    finalize(() => certificates.close()),
  );
  const events$ = merge(
    server.events$.pipe(map((event) => ({ source: "xds", event }) as const)),
    toInfraEvents(infra?.events$),
    edge.writeStatuses(statuses).pipe(map((event) => ({ source: "status", event }) as const)),
    toInfraEvents(
      edge.nameGateways?.({ resources: store.resources, statuses: gateway.statuses, infra: gateway.infra }, graph),
    ),
    edge.guard?.(store.resources).pipe(map((event) => ({ source: "guard", event }) as const)) ?? EMPTY,
    provider$.pipe(map((event) => ({ source: "provider", event }) as const)),
  );
  return { events$, reports, statuses, server, xdsAddress, infra };
}

function toInfraEvents(events$: Observable<InfraEvent> = EMPTY): Observable<GatewayEvent> {
  return events$.pipe(map((event) => ({ source: "infra", event }) as const));
}

/** Proxies that somebody else runs tell nothing about themselves. */
function noFleets(graph: Graph): Collection<FleetState> {
  const states = graph.source<FleetState>("gateway/no-fleets");
  states.markSynced();
  return states;
}
