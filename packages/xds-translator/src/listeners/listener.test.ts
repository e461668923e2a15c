import type { AccessLog, DownstreamTls, Fleet, Listener, TcpRoute, UdpRoute } from "@sluice/ir";
import { pack } from "@sluice/protos";
import { Listener as EnvoyListener } from "@sluice/protos/envoy/config/listener/v3/listener";
import { Router } from "@sluice/protos/envoy/extensions/filters/http/router/v3/router";
import { describe, expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import {
  backend,
  destination,
  fleet,
  fleetKey,
  httpListener,
  httpsListener,
  tcpListener,
  tcpRoute,
  udpListener,
  udpRoute,
} from "../../test/values.ts";
import { byOrder, type PortInput, portKey, routeConfigOf, toListeners } from "./listener.ts";

interface PortValues {
  readonly fleet?: Partial<Fleet>;
  readonly members: readonly Listener[];
  readonly tcpRoutes?: readonly TcpRoute[];
  readonly udpRoute?: UdpRoute;
}

function portOf(values: PortValues): PortInput {
  return {
    fleet: fleet(values.fleet),
    members: [...values.members].sort(byOrder),
    httpFilters: (name) => [{ name, configType: { $case: "typedConfig", value: pack(Router, {}) } }],
    tcpRoutes: (listener) => (values.tcpRoutes ?? []).filter((route) => route.listener === listener),
    udpRoute: () => values.udpRoute,
    destination: (name) => destination(name, name === "dyn" ? { discovery: { kind: "dynamicResolver" } } : {}),
  };
}

interface TlsContext {
  readonly commonTlsContext: { readonly alpnProtocols?: readonly string[] };
}

interface Chain {
  readonly name: string;
  readonly filterChainMatch?: { readonly serverNames: readonly string[] };
  readonly filters: readonly { readonly name: string; readonly typedConfig: Record<string, unknown> }[];
  readonly transportSocket?: {
    readonly name: string;
    readonly typedConfig: TlsContext | { readonly downstreamTlsContext: TlsContext };
  };
}

interface ListenerJson extends Record<string, unknown> {
  readonly name: string;
  readonly filterChains?: readonly Chain[];
  readonly defaultFilterChain?: Chain;
}

function listenersOf(values: PortValues): readonly ListenerJson[] {
  return toListeners(portOf(values)).map((one) => checkedJson(EnvoyListener, one) as ListenerJson);
}

function listenerOf(values: PortValues): ListenerJson {
  const [only, ...rest] = listenersOf(values);
  expect(rest).toEqual([]);
  return only!;
}

/** What a chain takes, and the last filter's statistics and route configuration or cluster. */
function sketch({ name, filterChainMatch, filters, transportSocket }: Chain): object {
  const { statPrefix, rds, cluster } = filters.at(-1)?.typedConfig ?? {};
  return {
    name,
    ...(filterChainMatch ? { names: filterChainMatch.serverNames } : {}),
    statPrefix,
    to: cluster ?? (rds as { routeConfigName: string }).routeConfigName,
    ...(transportSocket ? { socket: transportSocket.name.split(".").at(-1), alpn: protocolsOf(transportSocket) } : {}),
  };
}

function protocolsOf({ typedConfig }: NonNullable<Chain["transportSocket"]>): unknown {
  const { commonTlsContext } = "commonTlsContext" in typedConfig ? typedConfig : typedConfig.downstreamTlsContext;
  return commonTlsContext.alpnProtocols;
}

function chainsOf({ filterChains = [], defaultFilterChain }: ListenerJson): unknown {
  return {
    chains: filterChains.map(sketch),
    ...(defaultFilterChain ? { otherwise: sketch(defaultFilterChain) } : {}),
  };
}

const full = (name: string): string => `${fleetKey}/${name}`;
const inspector = (more: object = {}) => [
  {
    name: "envoy.filters.listener.tls_inspector",
    typedConfig: {
      "@type": "type.googleapis.com/envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector",
      ...more,
    },
  },
];
const h2 = { socket: "tls", alpn: ["h2", "http/1.1"] };
const tlsPort = { port: 10443, externalPort: 443 };
const passthrough = (name: string, snis: readonly string[], more: Partial<TcpRoute> = {}): TcpRoute =>
  tcpRoute(name, { listener: full("tls"), snis, tls: { kind: "passthrough" }, ...more });
const tlsListener = (name: string, order = "0") => tcpListener(name, { ...tlsPort, protocol: "TLS", order });

describe("TCP listeners", () => {
  it("has the gateway's defaults", () => {
    const { defaultFilterChain, ...rest } = listenerOf({ members: [httpListener()] });
    expect(rest).toEqual({
      name: full("http"),
      address: { socketAddress: { address: "0.0.0.0", portValue: 10080 } },
      perConnectionBufferLimitBytes: 32768,
      maxConnectionsToAcceptPerSocketEvent: 1,
    });
    expect(defaultFilterChain?.filters).toMatchObject([{ typedConfig: { httpFilters: [{ name: full("http") }] } }]);
    expect(defaultFilterChain?.filters[0]?.typedConfig).not.toHaveProperty("codecType");
  });

  it.each<[string, PortValues, object]>([
    [
      "one for cleartext",
      { members: [httpListener()] },
      { chains: [], otherwise: { name: full("http"), statPrefix: "http-10080", to: full("http") } },
    ],
    [
      "one for all cleartext listeners of a port, named after the oldest",
      { members: [httpListener("b", { order: "2", hostname: "b" }), httpListener("a", { order: "1" })] },
      { chains: [], otherwise: { name: full("a"), statPrefix: "http-10080", to: full("a") } },
    ],
    [
      "one for HTTPS with any name",
      { members: [httpsListener("s")] },
      { chains: [{ name: full("s"), statPrefix: "https-10443", to: full("s"), ...h2 }] },
    ],
    [
      "one for each HTTPS listener, by name",
      {
        members: [
          httpsListener("any", { order: "3" }),
          httpsListener("wild", { order: "2", hostname: "*.example.com" }),
          httpsListener("exact", { order: "1", hostname: "a.example.com" }),
        ],
      },
      {
        chains: [
          { name: full("exact"), names: ["a.example.com"], statPrefix: "https-10443", to: full("exact"), ...h2 },
          { name: full("wild"), names: ["*.example.com"], statPrefix: "https-10443", to: full("wild"), ...h2 },
          { name: full("any"), statPrefix: "https-10443", to: full("any"), ...h2 },
        ],
      },
    ],
    [
      "HTTP/1.1 only where certificates overlap",
      { members: [httpsListener("s", { tlsOverlaps: true })] },
      {
        chains: [{ name: full("s"), statPrefix: "https-10443", to: full("s"), socket: "tls", alpn: ["http/1.1"] }],
      },
    ],
    [
      "the user's protocols also where certificates overlap",
      {
        members: [httpsListener("s", { tlsOverlaps: true, tls: { certificates: ["c"], settings: {}, alpn: ["h2"] } })],
      },
      { chains: [{ name: full("s"), statPrefix: "https-10443", to: full("s"), socket: "tls", alpn: ["h2"] }] },
    ],
    [
      "HTTPS and cleartext on one port",
      { members: [httpsListener("s", { order: "1", port: 80 }), httpListener("c", { order: "2", port: 80 })] },
      {
        chains: [{ name: full("s"), statPrefix: "https-80", to: full("s"), ...h2 }],
        otherwise: { name: full("c"), statPrefix: "http-80", to: full("c") },
      },
    ],
    [
      "HTTPS and TLS on one port",
      {
        members: [tlsListener("tls", "1"), httpsListener("s", { order: "2", hostname: "s" })],
        tcpRoutes: [passthrough("r", ["r"]), passthrough("q", ["s"])],
      },
      {
        chains: [
          { name: full("s"), names: ["s"], statPrefix: "https-10443", to: full("s"), ...h2 },
          {
            name: "tcproute/default/r",
            names: ["r"],
            statPrefix: "tls-passthrough-10443",
            to: "service/default/app/8080",
          },
        ],
      },
    ],
    [
      "one for a TCP route",
      { members: [tcpListener("tcp")], tcpRoutes: [tcpRoute("r")] },
      { chains: [{ name: "tcproute/default/r", statPrefix: "tcp-9000", to: "service/default/app/8080" }] },
    ],
  ])("makes filter chains: %s", (_title, values, expected) => {
    expect(chainsOf(listenerOf(values))).toEqual(expected);
  });

  it.each<[string, PortValues, string]>([
    ["its oldest listener", { members: [httpsListener("b", { order: "2" }), httpsListener("a", { order: "1" })] }, "a"],
    ["its first name where listeners are equally old", { members: [httpsListener("b"), httpsListener("a")] }, "a"],
    ["its oldest listener for HTTP", { members: [tlsListener("tls", "1"), httpsListener("s", { order: "2" })] }, "s"],
  ])("is named after %s", (_title, values, name) => {
    expect(listenerOf(values).name).toBe(full(name));
  });
});

describe("listeners without routes", () => {
  const idle = { name: "EmptyCluster", statPrefix: "tcp-10443", to: "EmptyCluster" };
  const served = {
    name: "tcproute/default/r",
    names: ["r"],
    statPrefix: "tls-passthrough-10443",
    to: "service/default/app/8080",
  };
  const [first, second] = [tlsListener("tls", "1"), tlsListener("other", "2")];
  it.each<[string, PortValues, object]>([
    ["one", { members: [first] }, { chains: [idle] }],
    ["several", { members: [first, second] }, { chains: [idle] }],
    [
      "one beside a route with names",
      { members: [first, second], tcpRoutes: [passthrough("r", ["r"])] },
      { chains: [served, idle] },
    ],
    [
      "one beside a route for any name",
      { members: [first, second], tcpRoutes: [passthrough("r", [])] },
      { chains: [{ ...served, names: undefined }] },
    ],
    [
      "one whose only route lost its names",
      {
        members: [first, second],
        tcpRoutes: [passthrough("r", ["r"]), passthrough("s", ["r"], { listener: full("other") })],
      },
      { chains: [served] },
    ],
    [
      "one beside cleartext HTTP, which must not lose its connections",
      { members: [httpListener("c", tlsPort), first] },
      { chains: [], otherwise: { name: full("c"), statPrefix: "http-10443", to: full("c") } },
    ],
  ])("%s", (_title, values, expected) => {
    expect(chainsOf(listenerOf(values))).toEqual(expected);
  });
});

describe("TLS inspector", () => {
  const tls = (fingerprints: NonNullable<DownstreamTls["fingerprints"]>): DownstreamTls => ({
    certificates: ["c"],
    settings: {},
    fingerprints,
  });
  it.each<[string, PortValues, unknown]>([
    ["none for cleartext", { members: [httpListener()] }, undefined],
    ["none for any name", { members: [httpsListener("s")] }, undefined],
    ["server names", { members: [httpsListener("s", { hostname: "s" })] }, inspector()],
    ["server names of routes", { members: [tlsListener("tls")], tcpRoutes: [passthrough("r", ["r"])] }, inspector()],
    [
      "a dynamic resolver",
      { members: [tlsListener("tls")], tcpRoutes: [passthrough("r", [], { backends: [backend("dyn")] })] },
      inspector(),
    ],
    [
      "fingerprints",
      { members: [httpsListener("s", { tls: tls(["JA3"]) })] },
      inspector({ enableJa3Fingerprinting: true }),
    ],
    ["no fingerprints", { members: [httpsListener("s", { tls: tls([]) })] }, undefined],
    [
      "fingerprints of several listeners",
      {
        members: [httpsListener("s", { hostname: "s", tls: tls(["JA4"]) }), tlsListener("tls")],
        tcpRoutes: [passthrough("r", [], { tls: { kind: "terminate", tls: tls(["JA3"]) } })],
      },
      inspector({ enableJa3Fingerprinting: true, enableJa4Fingerprinting: true }),
    ],
  ])("looks at the first bytes: %s", (_title, values, expected) => {
    expect(listenerOf(values).listenerFilters).toEqual(expected);
  });
});

describe("QUIC", () => {
  const http3 = { features: { http3: { advertisedPort: 443 } } };

  it("serves all HTTPS listeners of a port as soon as one wants HTTP/3", () => {
    const [tcp, quic, ...rest] = listenersOf({
      members: [
        httpsListener("a", { order: "1", hostname: "a" }),
        httpsListener("b", { order: "2", hostname: "b", ...http3 }),
        tlsListener("tls", "3"),
      ],
      tcpRoutes: [passthrough("r", ["r"])],
    });
    expect(rest).toEqual([]);
    expect(tcp?.name).toBe(full("a"));
    const { filterChains, ...listener } = quic!;
    expect(listener).toEqual({
      name: `${full("a")}-quic`,
      address: { socketAddress: { protocol: "UDP", address: "0.0.0.0", portValue: 10443 } },
      udpListenerConfig: { quicOptions: {}, downstreamSocketConfig: {} },
      drainType: "MODIFY_ONLY",
    });
    const h3 = { statPrefix: "https-10443", socket: "quic", alpn: ["h3"] };
    expect(filterChains?.map(sketch)).toEqual([
      { name: full("a"), names: ["a"], to: full("a"), ...h3 },
      { name: full("b"), names: ["b"], to: full("b"), ...h3 },
    ]);
    expect(filterChains?.map(({ filters }) => filters[0]?.typedConfig.codecType)).toEqual(["HTTP3", "HTTP3"]);
  });

  it("leaves listeners that check clients' certificates to TCP, for Envoy asks for none over QUIC", () => {
    const tls = { certificates: ["infra/cert"], settings: {} };
    const clientValidation = { ca: "infra/ca", requireCertificate: true, acceptUntrusted: false };
    const strict = httpsListener("a", { order: "1", hostname: "a", tls: { ...tls, clientValidation } });
    const [, quic] = listenersOf({ members: [strict, httpsListener("b", { order: "2", hostname: "b", ...http3 })] });
    expect(quic?.filterChains?.map(({ name }) => name)).toEqual([full("b")]);
  });

  it("is not there for cleartext listeners", () => {
    expect(listenersOf({ members: [httpListener("c", http3)] })).toHaveLength(1);
  });
});

it("makes a UDP listener", () => {
  expect(listenerOf({ members: [udpListener("udp")], udpRoute: udpRoute("u") })).toEqual({
    name: full("udp"),
    address: { socketAddress: { protocol: "UDP", address: "0.0.0.0", portValue: 9000 } },
    listenerFilters: [expect.objectContaining({ name: "envoy.filters.udp_listener.udp_proxy" })],
  });
});

describe("addresses", () => {
  it.each<[Fleet["ipFamily"], string, boolean]>([
    ["IPv4", "0.0.0.0", false],
    ["IPv6", "::", false],
    ["DualStack", "::", true],
    ["DualStack", "0.0.0.0", false],
  ])("%s on %s takes IPv4 on an IPv6 socket: %s", (ipFamily, address, ipv4Compat) => {
    const quic = httpsListener("s", { address, features: { http3: { advertisedPort: 443 } } });
    const all = [
      ...listenersOf({ fleet: { ipFamily }, members: [quic] }),
      ...listenersOf({ fleet: { ipFamily }, members: [udpListener("udp", { address })] }),
    ];
    expect(all.map((one) => (one.address as { socketAddress: object }).socketAddress)).toEqual([
      { address, portValue: 10443, ...(ipv4Compat ? { ipv4Compat } : {}) },
      { protocol: "UDP", address, portValue: 10443, ...(ipv4Compat ? { ipv4Compat } : {}) },
      { protocol: "UDP", address, portValue: 9000, ...(ipv4Compat ? { ipv4Compat } : {}) },
    ]);
  });
});

it("writes the logs of listeners, on every kind of them", () => {
  const accessLogs: readonly AccessLog[] = [
    { sink: { kind: "file", path: "/listener" }, format: { kind: "text", text: "a" }, scope: "listener" },
    { sink: { kind: "file", path: "/route" }, format: { kind: "text", text: "a" }, scope: "route" },
  ];
  const quic = httpsListener("s", { features: { http3: { advertisedPort: 443 } } });
  const all = [
    ...listenersOf({ fleet: { accessLogs }, members: [quic] }),
    ...listenersOf({ fleet: { accessLogs }, members: [udpListener("udp")] }),
  ];
  const paths = all.map(({ accessLog }) =>
    (accessLog as { typedConfig: { path: string } }[]).map((one) => one.typedConfig.path),
  );
  expect(paths).toEqual([["/listener"], ["/listener"], ["/listener"]]);
});

it.each<[string, Listener, Listener, boolean]>([
  ["address, port and transport", httpListener("a"), httpsListener("b", { port: 10080 }), true],
  ["HTTP and TCP", httpListener("a"), tcpListener("b", { port: 10080 }), true],
  ["TCP and UDP", tcpListener("a"), udpListener("b"), false],
  ["ports", httpListener("a"), httpListener("b", { port: 10081 }), false],
  ["addresses", httpListener("a"), httpListener("b", { address: "::" }), false],
  ["fleets", httpListener("a"), httpListener("b", { fleet: "other/eg" }), false],
])("listeners share a port or not: %s", (_title, a, b, same) => {
  expect(portKey(a) === portKey(b)).toBe(same);
});

it.each<[string, string]>([
  ["https", "https"],
  ["second", "first"],
  ["first", "first"],
])("the listener %s is served by the route configuration %s", (name, config) => {
  const members = [
    httpsListener("https", { order: "0" }),
    httpListener("first", { order: "1" }),
    httpListener("second", { order: "2" }),
  ];
  expect(routeConfigOf(members.find((one) => one.name === full(name))!, members)).toBe(full(config));
});

it("refuses to make a listener of none", () => {
  expect(() => toListeners(portOf({ members: [] }))).toThrow("bug");
});
