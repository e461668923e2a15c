// Resources that Envoy 1.40 refuses although they are well-formed messages, each beside the good one that it spoils.
import { type EncodedResource, fromJson, type Json, type ResourceName } from "@sluice/protos";
import { xdsTypes } from "../../src/order.ts";
import { resource } from "../resources.ts";

/** What a poison needs to know of the test. */
export interface Surroundings {
  readonly name: string;
  /** Where a backend listens. */
  readonly port: number;
  readonly pem: { readonly cert: string; readonly key: string };
  /** A key that belongs to no certificate here. */
  readonly otherKey: string;
}

export type Kind = "cluster" | "loadAssignment" | "listener" | "routeConfiguration" | "secret";

/** Changes to the good message of a kind; functions see the good message. */
export type Poison = readonly [
  title: string,
  kind: Kind,
  spoil: (good: JsonObject, around: Surroundings) => JsonObject,
];

export type JsonObject = { [field: string]: Json };

const ads = { ads: {}, resourceApiVersion: "V3" };
const type = (name: string) => ({ "@type": `type.googleapis.com/envoy.${name}` });
const unknown = { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" };
const address = (host: string, portValue: number) => ({ socketAddress: { address: host, portValue } });
const inline = (inlineString: string) => ({ inlineString });

/** The good message that proxies get first. */
export function goodMessage(kind: Kind, { name, port, pem }: Surroundings): JsonObject {
  switch (kind) {
    case "cluster":
      return { name, connectTimeout: "5s", type: "EDS", edsClusterConfig: { edsConfig: ads } };
    case "loadAssignment":
      return {
        clusterName: name,
        endpoints: [{ lbEndpoints: [{ endpoint: { address: address("127.0.0.1", port) } }] }],
      };
    case "routeConfiguration":
      return {
        name,
        virtualHosts: [
          { name: "all", domains: ["*"], routes: [{ match: { prefix: "/" }, route: { cluster: "neighbour" } }] },
        ],
      };
    case "listener":
      return { name, address: address("127.0.0.1", 0), filterChains: [{ filters: [manager("neighbours")] }] };
    default:
      return { name, tlsCertificate: { certificateChain: inline(pem.cert), privateKey: inline(pem.key) } };
  }
}

/** A connection manager with routes from RDS. */
export function manager(routeConfigName: string, more: JsonObject = {}): JsonObject {
  const typedConfig = {
    ...type("extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"),
    statPrefix: "http",
    rds: { configSource: ads, routeConfigName },
    httpFilters: [{ name: "router", typedConfig: type("extensions.filters.http.router.v3.Router") }],
    ...more,
  };
  return { name: "http", typedConfig };
}

/** Encodes a message of a kind. */
export function encoded(kind: Kind, name: string, message: JsonObject): EncodedResource {
  const typeUrl = xdsTypes[kind];
  return resource(typeUrl, name, fromJson(message, typeUrl).value, {
    brings: broughtBy(kind, name),
    needs: neededBy(kind),
  });
}

function broughtBy(kind: Kind, name: string): readonly ResourceName[] {
  if (kind === "cluster") return [{ typeUrl: xdsTypes.loadAssignment, name }];
  return kind === "listener" ? [{ typeUrl: xdsTypes.routeConfiguration, name: "neighbours" }] : [];
}

function neededBy(kind: Kind): readonly ResourceName[] {
  return kind === "routeConfiguration" ? [{ typeUrl: xdsTypes.cluster, name: "neighbour" }] : [];
}

const withFilter = (good: JsonObject, filter: Json): JsonObject => ({ ...good, filterChains: [{ filters: [filter] }] });
const withRoute = (good: JsonObject, route: Json): JsonObject => ({
  ...good,
  virtualHosts: [{ name: "all", domains: ["*"], routes: [route] }],
});
const toNeighbour = { cluster: "neighbour" };
const withTls = (good: JsonObject, context: JsonObject): JsonObject => ({
  ...good,
  transportSocket: {
    name: "tls",
    typedConfig: { ...type("extensions.transport_sockets.tls.v3.UpstreamTlsContext"), commonTlsContext: context },
  },
});

export const poisons: readonly Poison[] = [
  ["a negative time-out", "cluster", (good) => ({ ...good, connectTimeout: "-1s" })],
  ["balancing by a provider that is none", "cluster", (good) => ({ ...good, lbPolicy: "CLUSTER_PROVIDED" })],
  [
    "a health check without thresholds",
    "cluster",
    (good) => ({ ...good, healthChecks: [{ timeout: "1s", interval: "1s", httpHealthCheck: { path: "/" } }] }),
  ],
  [
    "a health check of no kind",
    "cluster",
    (good) => ({
      ...good,
      healthChecks: [{ timeout: "1s", interval: "1s", unhealthyThreshold: 1, healthyThreshold: 1 }],
    }),
  ],
  ["more than all ejected", "cluster", (good) => ({ ...good, outlierDetection: { maxEjectionPercent: 101 } })],
  [
    "a ring of no size",
    "cluster",
    (good) => ({ ...good, lbPolicy: "RING_HASH", ringHashLbConfig: { minimumRingSize: "9", maximumRingSize: "8" } }),
  ],
  ["endpoints from nowhere", "cluster", ({ edsClusterConfig: _, ...good }) => good],
  [
    "an unknown transport socket",
    "cluster",
    (good) => ({ ...good, transportSocket: { name: "none", typedConfig: unknown } }),
  ],
  [
    "a certificate that is none",
    "cluster",
    (good) =>
      withTls(good, { tlsCertificates: [{ certificateChain: inline("nonsense"), privateKey: inline("nonsense") }] }),
  ],
  [
    "a key of another certificate",
    "cluster",
    (good, { pem, otherKey }) =>
      withTls(good, { tlsCertificates: [{ certificateChain: inline(pem.cert), privateKey: inline(otherKey) }] }),
  ],
  [
    "an authority that is none",
    "cluster",
    (good) => withTls(good, { validationContext: { trustedCa: inline("nonsense") } }),
  ],
  ["a cipher that does not exist", "cluster", (good) => withTls(good, { tlsParams: { cipherSuites: ["ROT13"] } })],
  [
    "a balancing policy that does not exist",
    "cluster",
    (good) => ({
      ...good,
      loadBalancingPolicy: { policies: [{ typedExtensionConfig: { name: "none", typedConfig: unknown } }] },
    }),
  ],
  [
    "a bind address that is none",
    "cluster",
    (good) => ({ ...good, upstreamBindConfig: { sourceAddress: { address: "nowhere", portValue: 0 } } }),
  ],
  [
    "protocol options that do not exist",
    "cluster",
    (good) => ({ ...good, typedExtensionProtocolOptions: { none: unknown } }),
  ],
  [
    "a panic threshold above all",
    "cluster",
    (good) => ({ ...good, commonLbConfig: { healthyPanicThreshold: { value: 101 } } }),
  ],

  [
    "a host name as address",
    "loadAssignment",
    (good) => ({ ...good, endpoints: [{ lbEndpoints: [{ endpoint: { address: address("no-address", 80) } }] }] }),
  ],
  ["a priority out of range", "loadAssignment", (good) => ({ ...good, endpoints: [{ priority: 200 }] })],
  [
    "a weight of nothing",
    "loadAssignment",
    (good) => ({ ...good, endpoints: [{ lbEndpoints: [{ loadBalancingWeight: 0 }] }] }),
  ],
  [
    "a port out of range",
    "loadAssignment",
    (good) => ({ ...good, endpoints: [{ lbEndpoints: [{ endpoint: { address: address("127.0.0.1", 70_000) } }] }] }),
  ],
  [
    "an overprovisioning factor of nothing",
    "loadAssignment",
    (good) => ({ ...good, policy: { overprovisioningFactor: 0 } }),
  ],

  ["no filter chain", "listener", ({ filterChains: _, ...good }) => good],
  [
    "two filter chains alike",
    "listener",
    (good) => ({ ...good, filterChains: [{ filters: [manager("neighbours")] }, { filters: [manager("neighbours")] }] }),
  ],
  ["an unknown filter", "listener", (good) => withFilter(good, { name: "none", typedConfig: unknown })],
  [
    "an unknown HTTP filter",
    "listener",
    (good) =>
      withFilter(
        good,
        manager("neighbours", { httpFilters: [{ name: "none", typedConfig: type("config.cluster.v3.Cluster") }] }),
      ),
  ],
  [
    "nothing that ends the filter chain",
    "listener",
    (good) =>
      withFilter(
        good,
        manager("neighbours", {
          httpFilters: [{ name: "cors", typedConfig: type("extensions.filters.http.cors.v3.Cors") }],
        }),
      ),
  ],
  ["no prefix for statistics", "listener", (good) => withFilter(good, manager("neighbours", { statPrefix: "" }))],
  [
    "no routes",
    "listener",
    (good) =>
      withFilter(good, {
        name: "http",
        typedConfig: {
          ...type("extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"),
          statPrefix: "http",
        },
      }),
  ],
  ["an address that is none", "listener", (good) => ({ ...good, address: address("nowhere", 0) })],
  [
    "a log format that is none",
    "listener",
    (good) =>
      withFilter(
        good,
        manager("neighbours", {
          accessLog: [
            {
              name: "log",
              typedConfig: {
                ...type("extensions.access_loggers.file.v3.FileAccessLog"),
                path: "/dev/null",
                logFormat: { textFormatSource: inline("%START_TIME(") },
              },
            },
          ],
        }),
      ),
  ],
  [
    "an unknown listener filter",
    "listener",
    (good) => ({ ...good, listenerFilters: [{ name: "none", typedConfig: unknown }] }),
  ],
  [
    "a server certificate that is none",
    "listener",
    (good) => ({
      ...good,
      filterChains: [
        {
          filters: [manager("neighbours")],
          transportSocket: {
            name: "tls",
            typedConfig: {
              ...type("extensions.transport_sockets.tls.v3.DownstreamTlsContext"),
              commonTlsContext: {
                tlsCertificates: [{ certificateChain: inline("nonsense"), privateKey: inline("nonsense") }],
              },
            },
          },
        },
      ],
    }),
  ],
  [
    "a script that does not compile",
    "listener",
    (good) =>
      withFilter(
        good,
        manager("neighbours", {
          httpFilters: [
            {
              name: "lua",
              typedConfig: { ...type("extensions.filters.http.lua.v3.Lua"), defaultSourceCode: inline("function (") },
            },
            { name: "router", typedConfig: type("extensions.filters.http.router.v3.Router") },
          ],
        }),
      ),
  ],

  [
    "one domain twice",
    "routeConfiguration",
    (good) => ({ ...good, virtualHosts: ["one", "two"].map((name) => ({ name, domains: ["same.test"] })) }),
  ],
  [
    "a virtual host without a domain",
    "routeConfiguration",
    (good) => ({ ...good, virtualHosts: [{ name: "one", domains: [] }] }),
  ],
  [
    "a wildcard in the middle",
    "routeConfiguration",
    (good) => ({
      ...good,
      virtualHosts: [
        { name: "one", domains: ["a*b"] },
        { name: "two", domains: ["*", "*"] },
      ],
    }),
  ],
  [
    "an expression that does not compile",
    "routeConfiguration",
    (good) => withRoute(good, { match: { safeRegex: { regex: "(" } }, route: toNeighbour }),
  ],
  [
    "a route that matches by nothing",
    "routeConfiguration",
    (good) => withRoute(good, { match: {}, route: toNeighbour }),
  ],
  ["a route that does nothing", "routeConfiguration", (good) => withRoute(good, { match: { prefix: "/" } })],
  [
    "weights that add up to nothing",
    "routeConfiguration",
    (good) =>
      withRoute(good, {
        match: { prefix: "/" },
        route: { weightedClusters: { clusters: [{ name: "neighbour", weight: 0 }] } },
      }),
  ],
  [
    "a header of an unknown command",
    "routeConfiguration",
    (good) => ({ ...good, requestHeadersToAdd: [{ header: { key: "x-a", value: "%BOGUS()%" } }] }),
  ],
  [
    "a header without a name",
    "routeConfiguration",
    (good) => ({ ...good, requestHeadersToAdd: [{ header: { key: "", value: "a" } }] }),
  ],
  [
    "settings of an unknown filter",
    "routeConfiguration",
    (good) => ({ ...good, typedPerFilterConfig: { none: type("config.cluster.v3.Cluster") } }),
  ],
  [
    "a retry that backs off backwards",
    "routeConfiguration",
    (good) =>
      withRoute(good, {
        match: { prefix: "/" },
        route: { ...toNeighbour, retryPolicy: { retryBackOff: { baseInterval: "2s", maxInterval: "1s" } } },
      }),
  ],
  [
    "a direct response with no status",
    "routeConfiguration",
    (good) => withRoute(good, { match: { prefix: "/" }, directResponse: { status: 99 } }),
  ],

  [
    "a key that is none",
    "secret",
    (good, { pem }) => ({
      ...good,
      tlsCertificate: { certificateChain: inline(pem.cert), privateKey: inline("nonsense") },
    }),
  ],
  [
    "a key of another certificate",
    "secret",
    (good, { pem, otherKey }) => ({
      ...good,
      tlsCertificate: { certificateChain: inline(pem.cert), privateKey: inline(otherKey) },
    }),
  ],
  [
    "a chain that is none",
    "secret",
    (good, { pem }) => ({
      ...good,
      tlsCertificate: { certificateChain: inline("nonsense"), privateKey: inline(pem.key) },
    }),
  ],
];
