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
import { toDnsCache, toLookupFamily } from "../clusters/cluster.ts";
import { compositeName, validOf } from "../clusters/composite.ts";
import { emptyCluster, noBackend } from "../clusters/dead-end.ts";
import { missingCluster } from "../routes/forward.ts";
import { toAccessLogs } from "./access-log.ts";
import { toDownstreamTls } from "./downstream-tls.ts";

const sniProxy = "envoy.filters.network.sni_dynamic_forward_proxy";

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
    filters: [...toSniProxy(route, input, statPrefix), toTcpProxy(toClusters(route), statPrefix, input)],
    ...(route.tls.kind === "terminate" ? { transportSocket: toDownstreamTls(route.tls.tls, []) } : {}),
  };
}

/** A listener without a route accepts connections and closes them. */
export function toRoutelessChain(input: TcpChainInput): FilterChain {
  const clusters: TcpProxy["clusterSpecifier"] = { $case: "cluster", value: emptyCluster.name };
  return { name: emptyCluster.name, filters: [toTcpProxy(clusters, `tcp-${input.listener.port}`, input)] };
}

/** Whether a chain needs to know the server name that a client asks for. */
export function readsServerName({ filterChainMatch, filters }: FilterChain): boolean {
  return (filterChainMatch?.serverNames?.length ?? 0) > 0 || (filters ?? []).some(({ name }) => name === sniProxy);
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

function toClusters({ fleet, backends }: TcpRoute): TcpProxy["clusterSpecifier"] {
  if (validOf(backends).length === 0) return { $case: "cluster", value: noBackend(fleet).name };
  const clusters = backends.filter(({ weight }) => weight > 0).map(toShare);
  const [first, ...rest] = clusters;
  if (first && rest.length === 0) return { $case: "cluster", value: first.name };
  return { $case: "weightedClusters", value: { clusters } };
}

/** Connections that a broken backend would get are refused, in proportion to its weight (Gateway API, TCPRoute). */
function toShare(backend: WeightedBackend): { name: string; weight: number } {
  const { weight } = backend;
  switch (backend.kind) {
    case "destination":
      return { name: backend.destination, weight };
    case "invalid":
    case "unavailable":
      return { name: missingCluster, weight };
    default:
      return absurd(backend);
  }
}

const loopbackNames =
  "(?i)^(localhost|localhost\\.localdomain|ip6-localhost|ip6-loopback|127\\.0\\.0\\.1|::1|\\[::1\\])\\.?$";

/**
 * A dynamic resolver connects to the name in the SNI; names of the proxy itself are refused. Only of TLS that is passed through:
 * behind TLS that ends here it would send what was encrypted in the clear.
 */
function toSniProxy(route: TcpRoute, input: TcpChainInput, statPrefix: string): readonly Filter[] {
  if (route.tls.kind !== "passthrough") return [];
  const dynamic = validOf(route.backends)
    .map(({ destination }) => input.destination(destination))
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
      name: sniProxy,
      configType: { $case: "typedConfig", value: pack(SniProxy, proxy) },
    },
  ];
}

/** The listener filter that forwards datagrams; without a route they go nowhere. */
export function toUdpProxy(route: UdpRoute | undefined, accessLogs: readonly AccessLog[]): ListenerFilter {
  const cluster = route ? udpClusterOf(route) : emptyCluster.name;
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

/** Clusters behind a TCP route. */
export function tcpClustersOf({ fleet, backends }: TcpRoute): readonly string[] {
  const valid = validOf(backends);
  return valid.length > 0 ? valid.map(({ destination }) => destination) : [noBackend(fleet).name];
}

/** The one cluster behind a UDP route. */
export function udpClusterOf(route: UdpRoute): string {
  const [first, ...rest] = validOf(route.backends);
  if (!first) return noBackend(route.fleet).name;
  return rest.length > 0 ? compositeName(route) : first.destination;
}
