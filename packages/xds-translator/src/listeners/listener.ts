import {
  absurd,
  type Destination,
  type Fleet,
  type HttpListener,
  type Listener,
  type TcpListener,
  type TcpRoute,
  type UdpListener,
  type UdpRoute,
} from "@sluice/ir";
import { pack } from "@sluice/protos";
import { type Address, SocketAddress_Protocol as Transport } from "@sluice/protos/envoy/config/core/v3/address";
import {
  Listener_DrainType as DrainType,
  type Listener as EnvoyListener,
} from "@sluice/protos/envoy/config/listener/v3/listener";
import type { FilterChain, ListenerFilter } from "@sluice/protos/envoy/config/listener/v3/listener_components";
import { TlsInspector } from "@sluice/protos/envoy/extensions/filters/listener/tls_inspector/v3/tls_inspector";
import type { HttpFilter } from "@sluice/protos/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager";
import { toAccessLogs } from "./access-log.ts";
import { toConnectionManager } from "./connection-manager.ts";
import { toDownstreamTls, toQuicTls } from "./downstream-tls.ts";
import { toRoutelessChain, toTcpChain, toUdpProxy } from "./l4-chain.ts";

const bufferLimit = 32_768;

/** Listeners of one fleet with equal keys share one Envoy listener. */
export function portKey(listener: Listener): string {
  const transport = listener.kind === "udp" ? "udp" : "tcp";
  return `${listener.fleet}|${transport}|${listener.address}|${listener.port}`;
}

/** The listeners that share a port, and what belongs to them, by listener name. */
export interface PortInput {
  readonly fleet: Fleet;
  /** At least one, in the order in which they were made: the first gives the name and the settings. */
  readonly members: readonly Listener[];
  /** The chain of the route configuration of that name, the router last. */
  readonly httpFilters: (routeConfig: string) => readonly HttpFilter[];
  readonly tcpRoutes: (listener: string) => readonly TcpRoute[];
  readonly udpRoute: (listener: string) => UdpRoute | undefined;
  readonly destination: (name: string) => Destination | undefined;
}

/** Compares listeners of a port: the order in which they were made. */
export function byOrder(a: Listener, b: Listener): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/**
 * The name of the route configuration that serves a listener: an HTTPS listener has its own,
 * all cleartext listeners of a port share the first one's.
 */
export function routeConfigOf(listener: HttpListener, members: readonly Listener[]): string {
  if (listener.tls) return listener.name;
  return members.find(isCleartext)?.name ?? listener.name;
}

/** One Envoy listener, and its twin for QUIC where HTTP/3 is on. */
export function toListeners(input: PortInput): readonly EnvoyListener[] {
  const [first] = input.members;
  if (!first) throw new Error("bug: a port without listeners");
  switch (first.kind) {
    case "udp":
      return [toUdpListener(first, input)];
    case "http":
    case "tcp": {
      const quic = input.members.filter(isHttps);
      return [
        toTcpListener(first, input),
        ...(quic.some(({ features }) => features.http3) ? [toQuicListener(first, quic, input)] : []),
      ];
    }
    default:
      return absurd(first);
  }
}

function toTcpListener(first: Listener, input: PortInput): EnvoyListener {
  const chains = input.members.flatMap((member) => toChains(member, input));
  const cleartext = input.members.find(isCleartext);
  return {
    name: first.name,
    address: toAddress(first, Transport.TCP),
    filterChains: chains,
    ...(cleartext ? { defaultFilterChain: toHttpChain(cleartext, input, false) } : {}),
    ...(needsInspector(chains) ? { listenerFilters: [tlsInspector] } : {}),
    perConnectionBufferLimitBytes: bufferLimit,
    // A burst of new connections must not starve those that are served.
    maxConnectionsToAcceptPerSocketEvent: 1,
    accessLog: toAccessLogs(input.fleet.accessLogs, "listener"),
  };
}

function toChains(member: Listener, input: PortInput): readonly FilterChain[] {
  switch (member.kind) {
    case "http":
      return member.tls ? [toHttpChain(member, input, false)] : [];
    case "tcp":
      return toTcpChains(member, input);
    case "udp":
      return [];
    default:
      return absurd(member);
  }
}

function toTcpChains(listener: TcpListener, input: PortInput): readonly FilterChain[] {
  const routes = input.tcpRoutes(listener.name);
  const chain = { listener, accessLogs: input.fleet.accessLogs, destination: input.destination };
  if (routes.length > 0) return routes.map((route) => toTcpChain(route, chain));
  // Only a port of its own gets the chain that closes connections: beside others it would take their connections.
  return input.members.length === 1 ? [toRoutelessChain(chain)] : [];
}

function toHttpChain(listener: HttpListener, input: PortInput, quic: boolean): FilterChain {
  const routeConfig = routeConfigOf(listener, input.members);
  const { tls } = listener;
  const manager = toConnectionManager({
    listener,
    routeConfig,
    httpFilters: input.httpFilters(routeConfig),
    accessLogs: input.fleet.accessLogs,
    quic,
  });
  if (!tls) return { name: routeConfig, filters: [manager] };
  const alpn = listener.tlsOverlaps ? ["http/1.1"] : ["h2", "http/1.1"];
  return {
    name: listener.name,
    ...(listener.hostname === "*" ? {} : { filterChainMatch: { serverNames: [listener.hostname] } }),
    filters: [manager],
    transportSocket: quic ? toQuicTls(tls) : toDownstreamTls(tls, alpn),
  };
}

function toQuicListener(first: Listener, members: readonly HttpListener[], input: PortInput): EnvoyListener {
  return {
    name: `${first.name}-quic`,
    address: toAddress(first, Transport.UDP),
    udpListenerConfig: { quicOptions: {}, downstreamSocketConfig: {} },
    filterChains: members.map((member) => toHttpChain(member, input, true)),
    drainType: DrainType.MODIFY_ONLY,
    accessLog: toAccessLogs(input.fleet.accessLogs, "listener"),
  };
}

function toUdpListener(listener: UdpListener, input: PortInput): EnvoyListener {
  return {
    name: listener.name,
    address: toAddress(listener, Transport.UDP),
    listenerFilters: [toUdpProxy(input.udpRoute(listener.name), input.fleet.accessLogs)],
    accessLog: toAccessLogs(input.fleet.accessLogs, "listener"),
  };
}

function toAddress({ address, port }: Listener, protocol: Transport): Address {
  return {
    address: {
      $case: "socketAddress",
      value: {
        protocol,
        address,
        portSpecifier: { $case: "portValue", value: port },
        ...(address === "::" ? { ipv4Compat: true } : {}),
      },
    },
  };
}

/** Server names are known only after a look at the first bytes. */
function needsInspector(chains: readonly FilterChain[]): boolean {
  return chains.some((chain) => (chain.filterChainMatch?.serverNames?.length ?? 0) > 0);
}

const tlsInspector: ListenerFilter = {
  name: "envoy.filters.listener.tls_inspector",
  configType: { $case: "typedConfig", value: pack(TlsInspector, {}) },
};

function isCleartext(listener: Listener): listener is HttpListener {
  return listener.kind === "http" && !listener.tls;
}

function isHttps(listener: Listener): listener is HttpListener {
  return listener.kind === "http" && listener.tls !== undefined;
}
