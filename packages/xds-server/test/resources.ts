import { createHash } from "node:crypto";
import { type EncodedResource, encode, pack, type ResourceName } from "@sluice/protos";
import { Cluster } from "@sluice/protos/envoy/config/cluster/v3/cluster";
import { ClusterLoadAssignment } from "@sluice/protos/envoy/config/endpoint/v3/endpoint";
import { Listener } from "@sluice/protos/envoy/config/listener/v3/listener";
import { RouteConfiguration } from "@sluice/protos/envoy/config/route/v3/route";
import { VirtualHost } from "@sluice/protos/envoy/config/route/v3/route_components";
import { Router } from "@sluice/protos/envoy/extensions/filters/http/router/v3/router";
import { HttpConnectionManager } from "@sluice/protos/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager";
import { xdsTypes } from "../src/order.ts";

export const fromAds = { configSourceSpecifier: { $case: "ads", value: {} }, resourceApiVersion: 2 } as const;

/** What a test may say about a resource beyond its content. */
export interface Relations {
  readonly fleet?: string;
  readonly needs?: readonly ResourceName[];
  readonly brings?: readonly ResourceName[];
  readonly parent?: ResourceName;
}

/** A resource with a version made from its content. */
export function resource(typeUrl: string, name: string, value: Uint8Array, relations: Relations = {}): EncodedResource {
  const { fleet = "fleet", needs = [], brings = [], parent } = relations;
  const version = createHash("sha256").update(value).digest("base64url").slice(0, 16);
  const key = `${fleet}|${typeUrl}|${name}`;
  return {
    key,
    fleet,
    typeUrl,
    name,
    version,
    value,
    needs,
    brings,
    origins: [],
    ...(parent === undefined ? {} : { parent }),
  };
}

/** A cluster with endpoints from EDS; `timeout` in seconds is there to make versions differ. */
export function cluster(name: string, timeout = 5): EncodedResource {
  const value = encode(Cluster, {
    name,
    connectTimeout: { seconds: timeout },
    clusterDiscoveryType: { $case: "type", value: 3 },
    edsClusterConfig: { edsConfig: fromAds },
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
export function listener(name: string, routes: string, prefix = "http"): EncodedResource {
  const manager: HttpConnectionManager = {
    statPrefix: prefix,
    routeSpecifier: { $case: "rds", value: { configSource: fromAds, routeConfigName: routes } },
    httpFilters: [{ name: "envoy.filters.http.router", configType: { $case: "typedConfig", value: pack(Router, {}) } }],
  };
  const value = encode(Listener, {
    name,
    address: localhost(0),
    filterChains: [
      {
        filters: [{ name: "http", configType: { $case: "typedConfig", value: pack(HttpConnectionManager, manager) } }],
      },
    ],
  });
  return resource(xdsTypes.listener, name, value, { brings: [{ typeUrl: xdsTypes.routeConfiguration, name: routes }] });
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
