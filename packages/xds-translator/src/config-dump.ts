import { type EncodedResource, type Json, toJson, typeUrl } from "@sluice/protos";
import { Cluster } from "@sluice/protos/envoy/config/cluster/v3/cluster";
import { ClusterLoadAssignment } from "@sluice/protos/envoy/config/endpoint/v3/endpoint";
import { Listener } from "@sluice/protos/envoy/config/listener/v3/listener";
import { RouteConfiguration } from "@sluice/protos/envoy/config/route/v3/route";
import { VirtualHost } from "@sluice/protos/envoy/config/route/v3/route_components";
import { Secret } from "@sluice/protos/envoy/extensions/transport_sockets/tls/v3/secret";

/** All resources of one fleet as protojson, each list sorted by name. */
export interface FleetDump {
  readonly listeners: readonly JsonObject[];
  /** With their virtual hosts, however these are delivered. */
  readonly routes: readonly JsonObject[];
  readonly clusters: readonly JsonObject[];
  readonly endpoints: readonly JsonObject[];
  /** Private keys included: redact before showing it to people. */
  readonly secrets: readonly JsonObject[];
}

type JsonObject = { [name: string]: Json };

const lists: Readonly<Record<string, keyof FleetDump>> = {
  [typeUrl(Listener)]: "listeners",
  [typeUrl(RouteConfiguration)]: "routes",
  [typeUrl(Cluster)]: "clusters",
  [typeUrl(ClusterLoadAssignment)]: "endpoints",
  [typeUrl(Secret)]: "secrets",
};

/** Everything that is served, by fleet, as a person or a comparison reads it. */
export function toConfigDump(resources: readonly EncodedResource[]): Readonly<Record<string, FleetDump>> {
  const fleets: Record<string, Record<keyof FleetDump, JsonObject[]>> = {};
  const hosts = new Map<string, JsonObject[]>();
  for (const resource of [...resources].sort(byName)) {
    const { fleet, parent } = resource;
    const json = toJson(resource.typeUrl, resource.value) as JsonObject;
    const list = lists[resource.typeUrl];
    fleets[fleet] ??= { listeners: [], routes: [], clusters: [], endpoints: [], secrets: [] };
    if (list) fleets[fleet][list].push(json);
    else if (resource.typeUrl === typeUrl(VirtualHost) && parent) {
      const key = `${fleet}|${parent.name}`;
      hosts.set(key, [...(hosts.get(key) ?? []), json]);
    } else throw new Error(`bug: no place in a dump for ${resource.typeUrl}`);
  }
  for (const [fleet, dump] of Object.entries(fleets))
    dump.routes = dump.routes.map((route) => withHosts(route, hosts.get(`${fleet}|${route.name}`) ?? []));
  return fleets;
}

function withHosts(route: JsonObject, onDemand: readonly JsonObject[]): JsonObject {
  const { vhds: _, virtualHosts, ...rest } = route;
  const all = [...((virtualHosts as JsonObject[] | undefined) ?? []), ...onDemand].sort(byJsonName);
  return all.length > 0 ? { ...rest, virtualHosts: all } : rest;
}

function byName(a: EncodedResource, b: EncodedResource): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function byJsonName(a: JsonObject, b: JsonObject): number {
  return String(a.name) < String(b.name) ? -1 : 1;
}
