import type { AccessLog, Destination, TcpRoute, UdpRoute, WeightedBackend } from "@sluice/ir";
import { FilterChain, ListenerFilter } from "@sluice/protos/envoy/config/listener/v3/listener_components";
import { describe, expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { backend, destination, origin, tcpListener, tcpRoute, udpRoute } from "../../test/values.ts";
import {
  readsServerName,
  type TcpChainInput,
  tcpClustersOf,
  toRoutelessChain,
  toTcpChain,
  toUdpProxy,
  udpClusterOf,
} from "./l4-chain.ts";

const input: TcpChainInput = { listener: tcpListener("tcp"), accessLogs: [], destination: () => undefined };
const typed = (type: string) => `type.googleapis.com/envoy.extensions.${type}`;
const tcpProxy = (config: object, statPrefix = "tcp-9000") => ({
  name: "envoy.filters.network.tcp_proxy",
  typedConfig: { "@type": typed("filters.network.tcp_proxy.v3.TcpProxy"), statPrefix, ...config },
});
const invalid = (weight: number): WeightedBackend => ({ kind: "invalid", weight, reason: "gone" });
const unavailable = (weight: number): WeightedBackend => ({
  kind: "unavailable",
  weight,
  reason: "empty",
  origin: origin("Service", "app"),
});
const accessLogs: readonly AccessLog[] = [
  { sink: { kind: "file", path: "/route" }, format: { kind: "text", text: "a" }, scope: "route" },
  { sink: { kind: "file", path: "/listener" }, format: { kind: "text", text: "a" }, scope: "listener" },
];
const routeLog = expect.objectContaining({ typedConfig: expect.objectContaining({ path: "/route" }) });

describe("backends of a TCP route", () => {
  const cases: readonly [string, readonly WeightedBackend[], object, readonly string[]][] = [
    ["one backend", [backend("a", 7)], { cluster: "a" }, ["a"]],
    [
      "two backends",
      [backend("a", 1), backend("b", 3)],
      {
        weightedClusters: {
          clusters: [
            { name: "a", weight: 1 },
            { name: "b", weight: 3 },
          ],
        },
      },
      ["a", "b"],
    ],
    ["one backend of two with weight 0", [backend("a", 0), backend("b", 3)], { cluster: "b" }, ["b"]],
    [
      "a broken backend beside a good one",
      [backend("a", 1), invalid(2), unavailable(3)],
      {
        weightedClusters: {
          clusters: [
            { name: "a", weight: 1 },
            { name: "invalid-backend-cluster", weight: 2 },
            { name: "invalid-backend-cluster", weight: 3 },
          ],
        },
      },
      ["a"],
    ],
    ["a broken backend with weight 0", [backend("a", 1), invalid(0)], { cluster: "a" }, ["a"]],
    ["broken backends only", [invalid(1), unavailable(1)], { cluster: "no-backend" }, ["no-backend"]],
    ["backends with weight 0 only", [backend("a", 0)], { cluster: "no-backend" }, ["no-backend"]],
    ["no backends", [], { cluster: "no-backend" }, ["no-backend"]],
  ];
  it.each(cases)("%s", (_title, backends, config, clusters) => {
    const route = tcpRoute("r", { backends });
    expect(checkedJson(FilterChain, toTcpChain(route, input))).toEqual({
      name: "tcproute/default/r",
      filters: [tcpProxy(config)],
    });
    expect(tcpClustersOf(route)).toEqual(clusters);
  });
});

describe("TLS of a TCP route", () => {
  it("passes TLS through by server names", () => {
    const route = tcpRoute("r", { tls: { kind: "passthrough" }, snis: ["a.example.com", "*.b.example.com"] });
    expect(checkedJson(FilterChain, toTcpChain(route, input))).toEqual({
      name: "tcproute/default/r",
      filterChainMatch: { serverNames: ["a.example.com", "*.b.example.com"] },
      filters: [tcpProxy({ cluster: "service/default/app/8080" }, "tls-passthrough-9000")],
    });
  });

  it("terminates TLS without offering protocols", () => {
    const route = tcpRoute("r", { tls: { kind: "terminate", tls: { certificates: ["ns/cert"], settings: {} } } });
    expect(checkedJson(FilterChain, toTcpChain(route, input))).toEqual({
      name: "tcproute/default/r",
      filters: [tcpProxy({ cluster: "service/default/app/8080" }, "tls-terminate-9000")],
      transportSocket: {
        name: "envoy.transport_sockets.tls",
        typedConfig: {
          "@type": typed("transport_sockets.tls.v3.DownstreamTlsContext"),
          commonTlsContext: {
            tlsCertificateSdsSecretConfigs: [
              { name: "ns/cert", sdsConfig: { ads: {}, initialFetchTimeout: "0s", resourceApiVersion: "V3" } },
            ],
          },
          disableStatelessSessionResumption: true,
          disableStatefulSessionResumption: true,
        },
      },
    });
  });
});

describe("dynamic resolver behind a TCP route", () => {
  const dynamic = (more: Partial<Destination> = {}): TcpChainInput => ({
    ...input,
    destination: (name) =>
      name === "dyn" ? destination(name, { discovery: { kind: "dynamicResolver" }, ...more }) : destination(name),
  });
  const filtersOf = (route: Partial<TcpRoute>, chain: TcpChainInput): unknown =>
    checkedJson(FilterChain, toTcpChain(tcpRoute("r", route), chain)).filters;

  it("resolves the server name, but not the proxy's own names", () => {
    const route: Partial<TcpRoute> = { tls: { kind: "passthrough" }, backends: [backend("dyn")] };
    expect(filtersOf(route, dynamic())).toEqual([
      {
        name: "envoy.filters.network.rbac",
        typedConfig: {
          "@type": typed("filters.network.rbac.v3.RBAC"),
          statPrefix: "tls-passthrough-9000",
          rules: {
            action: "DENY",
            policies: {
              "deny-loopback-sni": {
                permissions: [
                  {
                    requestedServerName: {
                      safeRegex: {
                        regex:
                          "(?i)^(localhost|localhost\\.localdomain|ip6-localhost|ip6-loopback|127\\.0\\.0\\.1|::1|\\[::1\\])\\.?$",
                      },
                    },
                  },
                ],
                principals: [{ any: true }],
              },
            },
          },
        },
      },
      {
        name: "envoy.filters.network.sni_dynamic_forward_proxy",
        typedConfig: {
          "@type": typed("filters.network.sni_dynamic_forward_proxy.v3.FilterConfig"),
          dnsCacheConfig: {
            name: "envoy-gateway-dfp-cache-v4_preferred-30000ms-default",
            dnsLookupFamily: "V4_PREFERRED",
            dnsRefreshRate: "30s",
          },
          portValue: 443,
        },
      },
      tcpProxy({ cluster: "dyn" }, "tls-passthrough-9000"),
    ]);
  });

  it("shares the DNS cache of the cluster's IP family", () => {
    const route: Partial<TcpRoute> = { tls: { kind: "passthrough" }, backends: [backend("dyn")] };
    expect(filtersOf(route, dynamic({ ipFamily: "IPv6" }))).toMatchObject([
      {},
      {
        typedConfig: {
          dnsCacheConfig: { name: "envoy-gateway-dfp-cache-v6_only-30000ms-default", dnsLookupFamily: "V6_ONLY" },
        },
      },
      {},
    ]);
  });

  it.each<[string, Partial<TcpRoute>]>([
    [
      "TLS ends at the proxy",
      { tls: { kind: "terminate", tls: { certificates: ["c"], settings: {} } }, backends: [backend("dyn")] },
    ],
    ["there is no TLS", { backends: [backend("dyn")] }],
    ["it gets no traffic", { tls: { kind: "passthrough" }, backends: [backend("dyn", 0), backend("a")] }],
    ["the backend is an ordinary one", { tls: { kind: "passthrough" }, backends: [backend("a")] }],
  ])("resolves nothing where %s", (_title, route) => {
    expect(filtersOf(route, dynamic())).toMatchObject([{ name: "envoy.filters.network.tcp_proxy" }]);
  });
});

it("closes the connections of a listener without a route", () => {
  expect(checkedJson(FilterChain, toRoutelessChain({ ...input, accessLogs }))).toEqual({
    name: "EmptyCluster",
    filters: [tcpProxy({ cluster: "EmptyCluster", accessLog: [routeLog] })],
  });
});

it("logs connections of a route", () => {
  const chain = checkedJson(FilterChain, toTcpChain(tcpRoute("r"), { ...input, accessLogs }));
  expect(chain.filters).toEqual([tcpProxy({ cluster: "service/default/app/8080", accessLog: [routeLog] })]);
});

it.each<[string, boolean, Partial<TcpRoute>]>([
  ["server names", true, { snis: ["a"], tls: { kind: "passthrough" } }],
  ["any name", false, { tls: { kind: "passthrough" } }],
  ["any name with a dynamic resolver", true, { tls: { kind: "passthrough" }, backends: [backend("dyn")] }],
])("a chain for %s reads the server name: %s", (_title, expected, route) => {
  const find = (name: string): Destination =>
    destination(name, name === "dyn" ? { discovery: { kind: "dynamicResolver" } } : {});
  expect(readsServerName(toTcpChain(tcpRoute("r", route), { ...input, destination: find }))).toBe(expected);
});

describe("toUdpProxy", () => {
  it.each<[string, UdpRoute | undefined, string]>([
    ["no route", undefined, "EmptyCluster"],
    ["one backend", udpRoute("u", { backends: [backend("a", 5)] }), "a"],
    ["one backend that gets traffic", udpRoute("u", { backends: [backend("a", 0), backend("b")] }), "b"],
    ["several backends", udpRoute("u", { backends: [backend("a"), backend("b")] }), "udproute/default/u/rule/-1"],
    ["a good backend beside a broken one", udpRoute("u", { backends: [invalid(1), backend("b")] }), "b"],
    ["broken backends only", udpRoute("u", { backends: [invalid(1), unavailable(1)] }), "no-backend"],
    ["no backends", udpRoute("u", { backends: [] }), "no-backend"],
  ])("sends datagrams of %s to one cluster", (_title, route, cluster) => {
    expect(checkedJson(ListenerFilter, toUdpProxy(route, []))).toEqual({
      name: "envoy.filters.udp_listener.udp_proxy",
      typedConfig: {
        "@type": typed("filters.udp.udp_proxy.v3.UdpProxyConfig"),
        statPrefix: "service",
        matcher: {
          onNoMatch: {
            action: {
              name: "route",
              typedConfig: { "@type": typed("filters.udp.udp_proxy.v3.Route"), cluster },
            },
          },
        },
      },
    });
    expect(route ? udpClusterOf(route) : "EmptyCluster").toBe(cluster);
  });

  it("logs sessions", () => {
    const filter = checkedJson(ListenerFilter, toUdpProxy(undefined, accessLogs));
    expect(filter.typedConfig).toMatchObject({ accessLog: [routeLog] });
  });
});
