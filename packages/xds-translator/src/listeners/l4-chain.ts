import {
  type AccessLog,
  absurd,
  type Destination,
  type TcpListener,
  type TcpRoute,
  type UdpRoute,
  type WeightedBackend,
} from "@sluice/ir";
import { pack } from "@sluice/protos";
import type { Filter, FilterChain, ListenerFilter } from "@sluice/protos/envoy/config/listener/v3/listener_components";
import { RBAC_Action as Action } from "@sluice/protos/envoy/config/rbac/v3/rbac";
import { RBAC } from "@sluice/protos/envoy/extensions/filters/network/rbac/v3/rbac";
import { FilterConfig as SniProxy } from "@sluice/protos/envoy/extensions/filters/network/sni_dynamic_forward_proxy/v3/sni_dynamic_forward_proxy";
import { TcpProxy } from "@sluice/protos/envoy/extensions/filters/network/tcp_proxy/v3/tcp_proxy";
import { Route as UdpAction } from "@sluice/protos/envoy/extensions/filters/udp/udp_proxy/v3/route";
import { UdpProxyConfig } from "@sluice/protos/envoy/extensions/filters/udp/udp_proxy/v3/udp_proxy";
import { emptyCluster, toDnsCache, toLookupFamily } from "../clusters/cluster.ts";
import { toAccessLogs } from "./access-log.ts";
import { toDownstreamTls } from "./downstream-tls.ts";

/** A name that no cluster has: connections that get it are closed. */
export const missingCluster = "invalid-backend-cluster";

const noCluster = "EmptyCluster";

/** What a chain for TCP needs to know. */
export interface TcpChainInput {
  readonly listener: TcpListener;
  readonly accessLogs: readonly AccessLog[];
  readonly destination: (name: string) => Destination | undefined;
}

/** The chain of one TCPRoute or TLSRoute. */
export function toTcpChain(route: TcpRoute, input: TcpChainInput): FilterChain {
  const statPrefix = `${statPrefixes[route.tls.kind]}-${input.listener.port}`;
  return {
    name: route.name,
    ...(route.snis.length > 0 ? { filterChainMatch: { serverNames: [...route.snis] } } : {}),
    filters: [...toSniProxy(route, input, statPrefix), toTcpProxy(toClusters(route.backends), statPrefix, input)],
    ...(route.tls.kind === "terminate" ? { transportSocket: toDownstreamTls(route.tls.tls, []) } : {}),
  };
}

/** A listener without a route accepts connections and closes them. */
export function toRoutelessChain(input: TcpChainInput): FilterChain {
  const clusters: TcpProxy["clusterSpecifier"] = { $case: "cluster", value: noCluster };
  return { name: noCluster, filters: [toTcpProxy(clusters, `tcp-${input.listener.port}`, input)] };
}

const statPrefixes = { none: "tcp", passthrough: "tls-passthrough", terminate: "tls-terminate" } as const;

function toTcpProxy(
  clusterSpecifier: TcpProxy["clusterSpecifier"],
  statPrefix: string,
  { accessLogs }: TcpChainInput,
): Filter {
  return {
    name: "envoy.filters.network.tcp_proxy",
    configType: {
      $case: "typedConfig",
      value: pack(TcpProxy, { statPrefix, clusterSpecifier, accessLog: toAccessLogs(accessLogs, "route") }),
    },
  };
}

function toClusters(backends: readonly WeightedBackend[]): TcpProxy["clusterSpecifier"] {
  const shares = backends
    .filter(({ weight }) => weight > 0)
    .map((backend) => ({ name: clusterOf(backend), weight: backend.weight }));
  const [first, ...rest] = shares;
  if (!first) return { $case: "cluster", value: noCluster };
  if (rest.length === 0) return { $case: "cluster", value: first.name };
  return { $case: "weightedClusters", value: { clusters: shares } };
}

function clusterOf(backend: WeightedBackend): string {
  switch (backend.kind) {
    case "destination":
      return backend.destination;
    case "invalid":
    case "unavailable":
      return missingCluster;
    default:
      return absurd(backend);
  }
}

const loopbackNames =
  "(?i)^(localhost|localhost\\.localdomain|ip6-localhost|ip6-loopback|127\\.0\\.0\\.1|::1|\\[::1\\])\\.?$";

/** A dynamic resolver connects to the name in the SNI; names of the proxy itself are refused. */
function toSniProxy(route: TcpRoute, input: TcpChainInput, statPrefix: string): readonly Filter[] {
  const dynamic = route.backends
    .map((backend) => (backend.kind === "destination" ? input.destination(backend.destination) : undefined))
    .find((destination) => destination?.discovery.kind === "dynamicResolver");
  if (!dynamic) return [];
  const deny: RBAC = {
    statPrefix,
    rules: {
      action: Action.DENY,
      policies: {
        "deny-loopback-sni": {
          permissions: [
            {
              rule: {
                $case: "requestedServerName",
                value: { matchPattern: { $case: "safeRegex", value: { regex: loopbackNames } } },
              },
            },
          ],
          principals: [{ identifier: { $case: "any", value: true } }],
        },
      },
    },
  };
  const proxy: SniProxy = {
    dnsCacheConfig: toDnsCache(toLookupFamily(dynamic.ipFamily)),
    portSpecifier: { $case: "portValue", value: 443 },
  };
  return [
    { name: "envoy.filters.network.rbac", configType: { $case: "typedConfig", value: pack(RBAC, deny) } },
    {
      name: "envoy.filters.network.sni_dynamic_forward_proxy",
      configType: { $case: "typedConfig", value: pack(SniProxy, proxy) },
    },
  ];
}

/** The listener filter that forwards datagrams; without a route they go nowhere. */
export function toUdpProxy(route: UdpRoute | undefined, accessLogs: readonly AccessLog[]): ListenerFilter {
  const target = route?.backends.find((backend) => backend.weight > 0);
  const cluster = target ? clusterOf(target) : noCluster;
  const config: UdpProxyConfig = {
    statPrefix: "service",
    accessLog: toAccessLogs(accessLogs, "route"),
    routeSpecifier: {
      $case: "matcher",
      value: {
        onNoMatch: {
          onMatch: { $case: "action", value: { name: "route", typedConfig: pack(UdpAction, { cluster }) } },
        },
      },
    },
  };
  return {
    name: "envoy.filters.udp_listener.udp_proxy",
    configType: { $case: "typedConfig", value: pack(UdpProxyConfig, config) },
  };
}

/** Names of the clusters that chains refer to, for what a listener needs; the shared empty cluster included. */
export function clustersOf(backends: readonly WeightedBackend[]): readonly string[] {
  const destinations = backends.filter((backend) => backend.weight > 0 && backend.kind === "destination");
  return destinations.length > 0
    ? destinations.map((backend) => (backend.kind === "destination" ? backend.destination : noCluster))
    : [emptyCluster.name ?? noCluster];
}
