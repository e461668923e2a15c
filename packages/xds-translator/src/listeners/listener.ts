import {
  absurd,
  type Destination,
  type Fleet,
  type HttpListener,
  type Listener,
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
import type { FilterChain } from "@sluice/protos/envoy/config/listener/v3/listener_components";
import { TlsInspector } from "@sluice/protos/envoy/extensions/filters/listener/tls_inspector/v3/tls_inspector";
import type { HttpFilter } from "@sluice/protos/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager";
import { toAccessLogs } from "./access-log.ts";
import { toConnectionManager } from "./connection-manager.ts";
import { toDownstreamTls, toQuicTls } from "./downstream-tls.ts";
import { readsServerName, toRoutelessChain, toTcpChain, toUdpProxy } from "./l4-chain.ts";
import { type Claim, claimServerNames } from "./server-names.ts";

const bufferLimit = 32_768;

/** Listeners of one fleet with equal keys share one Envoy listener. */
export function portKey(listener: Listener): string {
  const transport = listener.kind === "udp" ? "udp" : "tcp";
  return `${listener.fleet}|${transport}|${listener.address}|${listener.port}`;
}

/** The listeners that share a port, and what belongs to them, by listener name. */
export interface PortInput {
  readonly fleet: Fleet;
  /** At least one, sorted by `byOrder`: the first gives the name and the settings. */
  readonly members: readonly Listener[];
  /** The chain of the route configuration of that name, the router last. */
  readonly httpFilters: (routeConfig: string) => readonly HttpFilter[];
  readonly tcpRoutes: (listener: string) => readonly TcpRoute[];
  readonly udpRoute: (listener: string) => UdpRoute | undefined;
  readonly destination: (name: string) => Destination | undefined;
}

/** Compares listeners of a port: those that speak HTTP first, as in Envoy Gateway, then the order in which they were made. */
export function byOrder(a: Listener, b: Listener): number {
  if ((a.kind === "http") !== (b.kind === "http")) return a.kind === "http" ? -1 : 1;
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
      const quic = input.members.filter(speaksQuic);
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
  const claims = claimServerNames(input.members, input.tcpRoutes);
  const cleartext = input.members.find(isCleartext);
  const served = [
    ...input.members.filter(isHttps).map((member) => toHttpChain(member, input, false)),
    ...claims.flatMap((claim) => toClaimedChain(claim, input)),
  ];
  const chains = cleartext ? served : [...served, ...toIdleChains(served, input)];
  return {
    name: first.name,
    address: toAddress(first, input.fleet, Transport.TCP),
    filterChains: chains,
    ...(cleartext ? { defaultFilterChain: toHttpChain(cleartext, input, false) } : {}),
    ...toInspector(chains, fingerprintsOf(input.members, claims)),
    perConnectionBufferLimitBytes: bufferLimit,
    // A burst of new connections must not starve those that are served.
    maxConnectionsToAcceptPerSocketEvent: 1,
    accessLog: toAccessLogs(input.fleet.accessLogs, "listener"),
  };
}

function toClaimedChain({ route, listener }: Claim, { fleet, destination }: PortInput): readonly FilterChain[] {
  return route ? [toTcpChain(route, { listener, accessLogs: fleet.accessLogs, destination })] : [];
}

/**
 * Closes the connections of listeners without a route. One chain does for all of a port, and none where another chain takes every
 * name: Envoy refuses two such chains.
 */
function toIdleChains(served: readonly FilterChain[], input: PortInput): readonly FilterChain[] {
  const idle = input.members.find((member) => member.kind === "tcp" && input.tcpRoutes(member.name).length === 0);
  if (idle?.kind !== "tcp" || served.some(({ filterChainMatch }) => !filterChainMatch)) return [];
  return [toRoutelessChain({ listener: idle, accessLogs: input.fleet.accessLogs, destination: input.destination })];
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
    address: toAddress(first, input.fleet, Transport.UDP),
    udpListenerConfig: { quicOptions: {}, downstreamSocketConfig: {} },
    filterChains: members.map((member) => toHttpChain(member, input, true)),
    drainType: DrainType.MODIFY_ONLY,
    accessLog: toAccessLogs(input.fleet.accessLogs, "listener"),
  };
}

function toUdpListener(listener: UdpListener, input: PortInput): EnvoyListener {
  return {
    name: listener.name,
    address: toAddress(listener, input.fleet, Transport.UDP),
    listenerFilters: [toUdpProxy(input.udpRoute(listener.name), input.fleet.accessLogs)],
    accessLog: toAccessLogs(input.fleet.accessLogs, "listener"),
  };
}

function toAddress({ address, port }: Listener, { ipFamily }: Fleet, protocol: Transport): Address {
  return {
    address: {
      $case: "socketAddress",
      value: {
        protocol,
        address,
        portSpecifier: { $case: "portValue", value: port },
        ...(ipFamily === "DualStack" && address.includes(":") ? { ipv4Compat: true } : {}),
      },
    },
  };
}

/** Server names and fingerprints are known only after a look at the first bytes. */
function toInspector(
  chains: readonly FilterChain[],
  fingerprints: ReadonlySet<string>,
): Pick<EnvoyListener, "listenerFilters"> {
  if (fingerprints.size === 0 && !chains.some(readsServerName)) return {};
  const inspector: TlsInspector = {
    ...(fingerprints.has("JA3") ? { enableJa3Fingerprinting: true } : {}),
    ...(fingerprints.has("JA4") ? { enableJa4Fingerprinting: true } : {}),
  };
  const configType = { $case: "typedConfig", value: pack(TlsInspector, inspector) } as const;
  return { listenerFilters: [{ name: "envoy.filters.listener.tls_inspector", configType }] };
}

/** There is one inspector, so what one listener of a port asks for is done for all. */
function fingerprintsOf(members: readonly Listener[], claims: readonly Claim[]): ReadonlySet<string> {
  const tls = [
    ...members.map((member) => (member.kind === "http" ? member.tls : undefined)),
    ...claims.map(({ route }) => (route?.tls.kind === "terminate" ? route.tls.tls : undefined)),
  ];
  return new Set(tls.flatMap((one) => one?.fingerprints ?? []));
}

function isCleartext(listener: Listener): listener is HttpListener {
  return listener.kind === "http" && !listener.tls;
}

/** Envoy asks no certificates of clients over QUIC, so listeners that want them are left to TCP. */
export function speaksQuic(listener: Listener): listener is HttpListener {
  return isHttps(listener) && listener.tls?.clientValidation === undefined;
}

function isHttps(listener: Listener): listener is HttpListener {
  return listener.kind === "http" && listener.tls !== undefined;
}
