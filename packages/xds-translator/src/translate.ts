import type { Collected, Collection, Graph, Keyed } from "@sluice/collections";
import type { Report, Xds } from "@sluice/ir";
import type { EncodedResource } from "@sluice/protos";
import { buildAssignment, buildCluster, buildComposite, buildDeadEnds } from "./clusters/build.ts";
import { toComposite } from "./clusters/composite.ts";
import { toTraits } from "./clusters/traits.ts";
import type { Built } from "./encoding/resource.ts";
import { buildListeners, buildReadiness } from "./listeners/build.ts";
import { byOrder, portKey } from "./listeners/listener.ts";
import { readsMetadata, setReadsMetadata } from "./metadata-readers.ts";
import { defaultOptions, type XdsOptions } from "./options.ts";
import { toHttpListenerFacts } from "./routes/http-listener.ts";
import {
  bucketKey,
  encodeRouteConfig,
  isFit,
  type RouteConfig,
  routeConfigKey,
  toBucketBytes,
  toBucketFacts,
  toHttpFilters,
  toRouteConfigFacts,
} from "./routes/route-config.ts";
import { encodeRouteSet } from "./routes/route-set.ts";
import { encodeVirtualHost, fitsOnDemand, toVirtualHostResource, virtualHostKey } from "./routes/virtual-host.ts";
import { buildSecret, secretsWanted } from "./secrets/build.ts";

/** What an xDS server serves, and what was wrong with it. */
export interface XdsTranslation {
  readonly resources: Collection<EncodedResource>;
  /** Resources and routes that break Envoy's validation rules: they are held back or answer 500, the rest flows. */
  readonly reports: Collection<Report>;
}

/** Derives Envoy's resources from the IR. Every value is encoded when it changes, and then only joined. */
export function translateXds(xds: Collected<Xds>, graph: Graph, options: Partial<XdsOptions> = {}): XdsTranslation {
  const { virtualHosts: delivery, metadata } = { ...defaultOptions, ...options };
  const onDemand = delivery === "onDemand";

  const listenersOfPort = graph.index(xds.listeners, "port", (listener) => [portKey(listener)]);
  const listenersOfFleet = graph.index(xds.listeners, "fleet", ({ fleet }) => [fleet]);
  const tcpRoutesOf = graph.index(xds.tcpRoutes, "listener", ({ fleet, listener }) => [`${fleet}|${listener}`]);
  const udpRoutesOf = graph.index(xds.udpRoutes, "listener", ({ fleet, listener }) => [`${fleet}|${listener}`]);

  const fleetSettings = graph.derive({
    name: "xds/fleet-settings",
    from: xds.fleets,
    to: (fleet) => ({ key: fleet.key, metadata: metadata === "always" || readsMetadata(fleet) }),
  });

  const httpListeners = graph.derive({
    name: "xds/http-listeners",
    from: xds.listeners,
    to: (listener, read) =>
      listener.kind === "http"
        ? toHttpListenerFacts(listener, [...read.by(listenersOfPort, portKey(listener))].sort(byOrder))
        : undefined,
  });

  const traits = graph.derive({ name: "xds/destination-traits", from: xds.destinations, to: toTraits });

  const routeSets = graph.derive({
    name: "xds/route-sets",
    from: xds.httpRoutes,
    to: (set, read) => {
      const listener = read.get(httpListeners, `${set.fleet}|${set.listener}`);
      const settings = read.get(fleetSettings, set.fleet);
      if (!listener || !settings) return undefined;
      return encodeRouteSet(set, {
        listener,
        metadata: settings.metadata || setReadsMetadata(set),
        traits: (name) => read.get(traits, `${set.fleet}|${name}`),
      });
    },
  });

  const setsOfHost = graph.index(routeSets, "virtual-host", (set) => [virtualHostKey(set)]);
  const hosts = graph.derive({
    name: "xds/virtual-hosts",
    from: setsOfHost.groups,
    to: ({ key, items: sets }, read) =>
      encodeVirtualHost({
        key,
        sets,
        listener: (name) => read.get(httpListeners, `${sets[0]?.fleet}|${name}`),
        metadata: sets.some((set) => set.metadata),
      }),
  });

  const hostsOfBucket = graph.index(hosts, "bucket", (host) => [bucketKey(host)]);
  const bucketBytes = graph.derive({
    name: "xds/route-config-bytes",
    from: hostsOfBucket.groups,
    to: ({ key, items }) => toBucketBytes({ key, hosts: items, onDemand }),
  });
  const bucketFacts = graph.derive({
    name: "xds/route-config-facts/buckets",
    from: hostsOfBucket.groups,
    to: ({ key, items }) => toBucketFacts({ key, hosts: items, onDemand }),
  });
  const bytesOfRouteConfig = graph.index(bucketBytes, "route-config", ({ parent }) => [parent]);
  const factsOfRouteConfig = graph.index(bucketFacts, "route-config", ({ parent }) => [parent]);

  const listenersOfRouteConfig = graph.index(httpListeners, "route-config", ({ fleet, routeConfig }) => [
    routeConfigKey(fleet, routeConfig),
  ]);
  const routeConfigs = graph.derive({
    name: "xds/route-configs",
    from: listenersOfRouteConfig.groups,
    to: ({ key, items }): RouteConfig | undefined =>
      items[0] && {
        key,
        fleet: items[0].fleet,
        name: items[0].routeConfig,
        origins: items.map(({ origin }) => origin),
      },
  });
  const routeConfigFacts = graph.derive({
    name: "xds/route-config-facts",
    from: routeConfigs,
    to: ({ key }, read) => toRouteConfigFacts(key, read.by(factsOfRouteConfig, key)),
  });
  const httpFilters = graph.derive({
    name: "xds/http-filters",
    from: routeConfigs,
    to: ({ key }, read) => toHttpFilters(key, read.by(factsOfRouteConfig, key)),
  });

  const routes = graph.derive({
    name: "xds/routes",
    from: routeConfigs,
    to: (config, read) => {
      const facts = read.get(routeConfigFacts, config.key);
      return facts && encodeRouteConfig(config, facts, read.by(bytesOfRouteConfig, config.key));
    },
  });
  const virtualHosts = graph.derive({
    name: "xds/virtual-hosts/on-demand",
    from: hosts,
    to: (host) => (onDemand && isFit(host) && fitsOnDemand(host) ? toVirtualHostResource(host) : undefined),
  });

  const listeners = graph.derive({
    name: "xds/listeners",
    from: listenersOfPort.groups,
    to: ({ items }, read) => {
      const fleet = items[0] && read.get(xds.fleets, items[0].fleet);
      if (!fleet) return undefined;
      return buildListeners({
        fleet,
        members: [...items].sort(byOrder),
        httpFilters: (name) => read.get(httpFilters, routeConfigKey(fleet.key, name))?.filters ?? [],
        tcpRoutes: (name) => read.by(tcpRoutesOf, `${fleet.key}|${name}`),
        udpRoute: (name) => read.by(udpRoutesOf, `${fleet.key}|${name}`)[0],
        destination: (name) => read.get(xds.destinations, `${fleet.key}|${name}`),
      });
    },
  });
  const readiness = graph.derive({ name: "xds/readiness", from: xds.fleets, to: buildReadiness });

  const clusters = graph.derive({
    name: "xds/clusters",
    from: xds.destinations,
    to: (destination, read) =>
      buildCluster(
        destination,
        destination.discovery.kind === "dns" ? read.get(xds.assignments, destination.key) : undefined,
      ),
  });
  const deadEnds = graph.derive({
    name: "xds/dead-ends",
    from: listenersOfFleet.groups,
    to: ({ key, items }) => (items.some(({ kind }) => kind !== "http") ? buildDeadEnds(key) : undefined),
  });
  const composites = graph.derive({
    name: "xds/composites",
    from: xds.udpRoutes,
    to: (route, read) => {
      const composite = toComposite(route, {
        destination: (name) => read.get(xds.destinations, `${route.fleet}|${name}`),
        assignment: (name) => read.get(xds.assignments, `${route.fleet}|${name}`),
      });
      return composite && buildComposite(composite);
    },
  });
  const endpoints = graph.derive({
    name: "xds/endpoints",
    from: xds.destinations,
    to: (destination, read) => buildAssignment(destination, read.get(xds.assignments, destination.key)),
  });
  const wanting = graph.join("xds/wanting-secrets", [listeners, clusters, composites]);
  const wantsOfSecret = graph.index(wanting, "secret", secretsWanted);
  const secrets = graph.derive({
    name: "xds/secrets",
    from: xds.secrets,
    // Keys that nothing uses stay here.
    to: (secret, read) => (read.by(wantsOfSecret, secret.key).length > 0 ? buildSecret(secret) : undefined),
  });

  const built = [wanting, readiness, deadEnds, endpoints, secrets];
  return {
    resources: graph.join("xds/resources", [routes, virtualHosts, ...built.map((part) => resourcesOf(graph, part))]),
    reports: graph.join(
      "xds/reports",
      [routeSets, hosts, ...built].map((part) => reportsOf(graph, part)),
    ),
  };
}

function resourcesOf(graph: Graph, from: Collection<Built>): Collection<EncodedResource> {
  return graph.derive({ name: `${from.name}/resources`, from, to: ({ resource }) => resource });
}

function reportsOf(
  graph: Graph,
  from: Collection<Keyed & { readonly reports: readonly Report[] }>,
): Collection<Report> {
  return graph.derive({ name: `${from.name}/reports`, from, to: ({ reports }) => reports });
}
