import { type EncodedResource, encode, pack, type ResourceName } from "@sluice/protos";
import { Cluster } from "@sluice/protos/envoy/config/cluster/v3/cluster";
import type { TransportSocket } from "@sluice/protos/envoy/config/core/v3/base";
import type { ConfigSource } from "@sluice/protos/envoy/config/core/v3/config_source";
import { ClusterLoadAssignment } from "@sluice/protos/envoy/config/endpoint/v3/endpoint";
import { Listener } from "@sluice/protos/envoy/config/listener/v3/listener";
import { RouteConfiguration } from "@sluice/protos/envoy/config/route/v3/route";
import { VirtualHost } from "@sluice/protos/envoy/config/route/v3/route_components";
import { Router } from "@sluice/protos/envoy/extensions/filters/http/router/v3/router";
import { HttpConnectionManager } from "@sluice/protos/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager";
import { Secret } from "@sluice/protos/envoy/extensions/transport_sockets/tls/v3/secret";
import { DownstreamTlsContext, UpstreamTlsContext } from "@sluice/protos/envoy/extensions/transport_sockets/tls/v3/tls";
import type { Any } from "@sluice/protos/google/protobuf/any";
import { xdsTypes } from "../src/order.ts";
import { toResource } from "../src/resource.ts";

export const fromAds = { configSourceSpecifier: { $case: "ads", value: {} }, resourceApiVersion: 2 } as const;

/** What a test may say about a resource beyond its content. */
export interface Relations {
  readonly fleet?: string;
  readonly needs?: readonly ResourceName[];
  readonly brings?: readonly ResourceName[];
  readonly parent?: ResourceName;
}

/** A resource of the fleet `fleet`, if not said otherwise. */
export function resource(typeUrl: string, name: string, value: Uint8Array, relations: Relations = {}): EncodedResource {
  return toResource({ fleet: "fleet", typeUrl, name, value, ...relations });
}

/** A cluster with endpoints from EDS; `timeout` in seconds is there to make versions differ. */
export function cluster(name: string, timeout = 5): EncodedResource {
  return edsCluster(name, { connectTimeout: { seconds: timeout } });
}

/** A cluster with endpoints from a source other than ADS. */
export function edsClusterFrom(name: string, edsConfig: ConfigSource): EncodedResource {
  return edsCluster(name, { edsClusterConfig: { edsConfig } });
}

function edsCluster(name: string, settings: Cluster): EncodedResource {
  const value = encode(Cluster, {
    name,
    connectTimeout: { seconds: 5 },
    clusterDiscoveryType: { $case: "type", value: 3 },
    edsClusterConfig: { edsConfig: fromAds },
    ...settings,
  });
  return resource(xdsTypes.cluster, name, value, { brings: [{ typeUrl: xdsTypes.loadAssignment, name }] });
}

/** Endpoints on 127.0.0.1. */
export function endpoints(clusterName: string, ...ports: readonly number[]): EncodedResource {
  const lbEndpoints = ports.map((port) => ({
    hostIdentifier: { $case: "endpoint", value: { address: localhost(port) } } as const,
  }));
  const value = encode(ClusterLoadAssignment, { clusterName, endpoints: [{ lbEndpoints }] });
  return resource(xdsTypes.loadAssignment, clusterName, value);
}

/** A listener on a free port of 127.0.0.1 with routes from RDS; `prefix` is there to make versions differ. */
export function listener(
  name: string,
  routes: string,
  prefix = "http",
  details: ListenerDetails = {},
): EncodedResource {
  const { source = fromAds, transportSocket, brings = [] } = details;
  const manager: HttpConnectionManager = {
    statPrefix: prefix,
    routeSpecifier: { $case: "rds", value: { configSource: source, routeConfigName: routes } },
    httpFilters: [{ name: "envoy.filters.http.router", configType: { $case: "typedConfig", value: pack(Router, {}) } }],
  };
  const http = {
    name: "http",
    configType: { $case: "typedConfig", value: pack(HttpConnectionManager, manager) },
  } as const;
  const value = encode(Listener, {
    name,
    address: localhost(0),
    filterChains: [{ filters: [http], transportSocket }],
  });
  const routeConfiguration = { typeUrl: xdsTypes.routeConfiguration, name: routes };
  return resource(xdsTypes.listener, name, value, { brings: [routeConfiguration, ...brings] });
}

/** What a listener of a test may have beside its routes. */
export interface ListenerDetails {
  readonly source?: ConfigSource;
  readonly transportSocket?: TransportSocket;
  readonly brings?: readonly ResourceName[];
}

/** A listener that takes its certificate from SDS. */
export function tlsListener(name: string, routes: string, secretName: string, prefix = "https"): EncodedResource {
  const context = { commonTlsContext: { tlsCertificateSdsSecretConfigs: [{ name: secretName, sdsConfig: fromAds }] } };
  const transportSocket = tls(pack(DownstreamTlsContext, context));
  return listener(name, routes, prefix, { transportSocket, brings: [{ typeUrl: xdsTypes.secret, name: secretName }] });
}

/** A cluster that takes its client certificate from SDS. */
export function tlsCluster(name: string, secretName: string, timeout = 5, fetchTimeout?: number): EncodedResource {
  const sdsConfig =
    fetchTimeout === undefined ? fromAds : { ...fromAds, initialFetchTimeout: { seconds: fetchTimeout } };
  const context = { commonTlsContext: { tlsCertificateSdsSecretConfigs: [{ name: secretName, sdsConfig }] } };
  const value = encode(Cluster, {
    name,
    connectTimeout: { seconds: timeout },
    clusterDiscoveryType: { $case: "type", value: 3 },
    edsClusterConfig: { edsConfig: fromAds },
    transportSocket: tls(pack(UpstreamTlsContext, context)),
  });
  return resource(xdsTypes.cluster, name, value, {
    brings: [
      { typeUrl: xdsTypes.loadAssignment, name },
      { typeUrl: xdsTypes.secret, name: secretName },
    ],
  });
}

/** A certificate with its key. */
export function secret(name: string, { cert, key }: { readonly cert: string; readonly key: string }): EncodedResource {
  const inline = (value: string) => ({ specifier: { $case: "inlineString", value } }) as const;
  const certificate = { certificateChain: inline(cert), privateKey: inline(key) };
  return resource(
    xdsTypes.secret,
    name,
    encode(Secret, { name, type: { $case: "tlsCertificate", value: certificate } }),
  );
}

function tls(typedConfig: Any): TransportSocket {
  return { name: "envoy.transport_sockets.tls", configType: { $case: "typedConfig", value: typedConfig } };
}

/** Host name -> cluster. */
export type Hosts = Readonly<Record<string, string>>;

/** Routes by host; "*" is every other host. */
export function routes(name: string, hosts: Hosts): EncodedResource {
  const value = encode(RouteConfiguration, {
    name,
    virtualHosts: Object.entries(hosts).map(([host, to]) => virtualHostOf(host, host, to)),
  });
  return resource(xdsTypes.routeConfiguration, name, value, { needs: clusterNames(Object.values(hosts)) });
}

/** A route configuration whose virtual hosts come one by one. */
export function routesOnDemand(name: string): EncodedResource {
  return resource(
    xdsTypes.routeConfiguration,
    name,
    encode(RouteConfiguration, { name, vhds: { configSource: fromAds } }),
  );
}

/** One virtual host of `routesOnDemand`. */
export function virtualHost(routeConfiguration: string, host: string, to: string): EncodedResource {
  const name = `${routeConfiguration}/${host}`;
  const parent = { typeUrl: xdsTypes.routeConfiguration, name: routeConfiguration };
  const value = encode(VirtualHost, virtualHostOf(name, host, to));
  return resource(xdsTypes.virtualHost, name, value, { parent, needs: clusterNames([to]) });
}

export function clusterNames(names: readonly string[]): readonly ResourceName[] {
  return [...new Set(names)].sort().map((name) => ({ typeUrl: xdsTypes.cluster, name }));
}

function virtualHostOf(name: string, host: string, to: string): VirtualHost {
  return {
    name,
    domains: [host],
    routes: [
      {
        match: { pathSpecifier: { $case: "prefix", value: "/" } },
        action: { $case: "route", value: { clusterSpecifier: { $case: "cluster", value: to } } },
      },
    ],
  };
}

function localhost(port: number) {
  const portSpecifier = { $case: "portValue", value: port } as const;
  return { address: { $case: "socketAddress", value: { address: "127.0.0.1", portSpecifier } } } as const;
}

/** The listener with another `initial_fetch_timeout` in the config source of its routes: another subscription to Envoy. */
export function routesAfter(of: EncodedResource, seconds: number): EncodedResource {
  const [brought] = of.brings;
  const source = { ...fromAds, initialFetchTimeout: { seconds } };
  return listener(of.name, brought?.name ?? "", "http", { source });
}

/** A cluster whose endpoints are checked actively before they are used. */
export function checkedCluster(name: string): EncodedResource {
  return edsCluster(name, {
    healthChecks: [
      {
        timeout: { seconds: 1 },
        interval: { seconds: 1 },
        unhealthyThreshold: 3,
        healthyThreshold: 1,
        healthChecker: { $case: "httpHealthCheck", value: { path: "/" } },
      },
    ],
  });
}

/** A cluster whose endpoints come from DNS. */
export function dnsCluster(name: string, host: string, waitForWarmOnInit = true): EncodedResource {
  const portSpecifier = { $case: "portValue", value: 80 } as const;
  const address = { address: { $case: "socketAddress", value: { address: host, portSpecifier } } } as const;
  const value = encode(Cluster, {
    name,
    connectTimeout: { seconds: 5 },
    clusterDiscoveryType: { $case: "type", value: 1 },
    waitForWarmOnInit,
    loadAssignment: {
      clusterName: name,
      endpoints: [{ lbEndpoints: [{ hostIdentifier: { $case: "endpoint", value: { address } } }] }],
    },
  });
  return resource(xdsTypes.cluster, name, value);
}

/** A cluster that Envoy refuses by name: its health check has neither kind nor thresholds that make sense together. */
export function badCluster(name: string): EncodedResource {
  return edsCluster(name, { lbSubsetConfig: { fallbackPolicy: 0 }, lbPolicy: 6 });
}

/** A cluster that Envoy refuses when it has begun to make it: no ring is of such a size. */
export function lateCluster(name: string): EncodedResource {
  const sizes = { minimumRingSize: 9, maximumRingSize: 8 };
  return edsCluster(name, { lbPolicy: 2, lbConfig: { $case: "ringHashLbConfig", value: sizes } });
}

/** A route configuration that Envoy refuses: two virtual hosts with one domain. */
export function badRoutes(name: string): EncodedResource {
  const hosts = ["one", "two"].map((host) => ({ ...virtualHostOf(host, "same.test", "c") }));
  return resource(xdsTypes.routeConfiguration, name, encode(RouteConfiguration, { name, virtualHosts: hosts }));
}

/** Endpoints that Envoy refuses: a host name where an address must be. */
export function badEndpoints(clusterName: string): EncodedResource {
  const portSpecifier = { $case: "portValue", value: 80 } as const;
  const address = { address: { $case: "socketAddress", value: { address: "not-an-ip", portSpecifier } } } as const;
  const lbEndpoints = [{ hostIdentifier: { $case: "endpoint", value: { address } } as const }];
  return resource(
    xdsTypes.loadAssignment,
    clusterName,
    encode(ClusterLoadAssignment, { clusterName, endpoints: [{ lbEndpoints }] }),
  );
}
