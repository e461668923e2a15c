import type {
  Assignment,
  Destination,
  Fleet,
  HttpListener,
  HttpRoute,
  HttpRouteSet,
  Origin,
  Secret,
  TcpListener,
  TcpRoute,
  UdpListener,
  UdpRoute,
  Xds,
} from "@sluice/ir";

// IR values that say only what a test is about. All belong to the fleet `default/eg`.

export const fleetKey = "default/eg";

/** An object of the Gateway API in the namespace `default`. */
export function origin(kind: string, name: string, more: Partial<Origin> = {}): Origin {
  const group = kind === "Service" || kind === "Secret" ? "" : "gateway.networking.k8s.io";
  return { group, kind, namespace: "default", name, ...more };
}

export function fleet(more: Partial<Fleet> = {}): Fleet {
  return { key: fleetKey, origin: origin("Gateway", "eg"), ipFamily: "IPv4", accessLogs: [], ...more };
}

export function httpListener(name = "http", more: Partial<HttpListener> = {}): HttpListener {
  const full = `${fleetKey}/${name}`;
  return {
    kind: "http",
    key: `${fleetKey}|${full}`,
    fleet: fleetKey,
    name: full,
    origin: origin("Gateway", "eg", { sectionName: name }),
    address: "0.0.0.0",
    port: 10080,
    externalPort: 80,
    order: "0",
    hostname: "*",
    tlsOverlaps: false,
    preserveRouteOrder: false,
    features: {},
    ...more,
  };
}

/** An HTTPS listener with one certificate, `default/<name>`. */
export function httpsListener(name: string, more: Partial<HttpListener> = {}): HttpListener {
  return httpListener(name, {
    port: 10443,
    externalPort: 443,
    tls: { certificates: [`default/${name}`], settings: {} },
    ...more,
  });
}

export function tcpListener(name: string, more: Partial<TcpListener> = {}): TcpListener {
  const { kind: _, hostname: __, tlsOverlaps: ___, preserveRouteOrder: ____, ...base } = httpListener(name);
  return { ...base, kind: "tcp", protocol: "TCP", port: 9000, ...more };
}

export function udpListener(name: string, more: Partial<UdpListener> = {}): UdpListener {
  const { protocol: _, features: __, ...base } = tcpListener(name);
  return { ...base, kind: "udp", ...more };
}

export function route(name: string, path: string, more: Partial<HttpRoute> = {}): HttpRoute {
  return {
    name: `httproute/default/${name}/rule/0/match/0/*`,
    origin: origin("HTTPRoute", name),
    match: { path: { kind: "prefix", value: path }, headers: [], queryParams: [], cookies: [] },
    action: { kind: "forward", backends: [backend("service/default/app/8080")] },
    features: {},
    ...more,
  };
}

export function backend(
  destination: string,
  weight = 1,
): Extract<HttpRoute["action"], { kind: "forward" }>["backends"][0] {
  return { kind: "destination", destination, weight, origin: origin("Service", "app") };
}

export function routeSet(
  name: string,
  { hostname = "*", listener = "http", ...more }: Partial<HttpRouteSet> = {},
  routes: readonly HttpRoute[] = [route(name, `/${name}`)],
): HttpRouteSet {
  const full = `${fleetKey}/${listener}`;
  return {
    key: `${fleetKey}|${full}|${hostname}|httproute/default/${name}`,
    fleet: fleetKey,
    listener: full,
    hostname,
    origin: origin("HTTPRoute", name),
    routes,
    age: `2026-01-01|default|${name}`,
    grpc: false,
    ...more,
  };
}

export function destination(name = "service/default/app/8080", more: Partial<Destination> = {}): Destination {
  return {
    key: `${fleetKey}|${name}`,
    fleet: fleetKey,
    name,
    origin: origin("Service", "app", { sectionName: "8080" }),
    discovery: { kind: "endpoints" },
    protocol: "HTTP",
    features: {},
    ...more,
  };
}

export function assignment(
  of = "service/default/app/8080",
  ips: readonly string[] = ["127.0.0.1"],
  port = 8080,
): Assignment {
  return {
    key: `${fleetKey}|${of}`,
    fleet: fleetKey,
    destination: of,
    groups: [
      {
        name: `${of}/backend/0`,
        origin: origin("Service", "app", { sectionName: "8080" }),
        weight: 1,
        priority: 0,
        endpoints: ips.map((ip) => ({ address: { kind: "ip", ip, port }, draining: false })),
      },
    ],
  };
}

export function secret(name: string, pem: { readonly chain: string; readonly privateKey: string }): Secret {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  return {
    kind: "certificate",
    key: `${fleetKey}|${name}`,
    fleet: fleetKey,
    name,
    origin: origin("Secret", name.slice(name.indexOf("/") + 1)),
    chain: bytes(pem.chain),
    privateKey: bytes(pem.privateKey),
  };
}

export function tcpRoute(name: string, more: Partial<TcpRoute> = {}): TcpRoute {
  const listener = more.listener ?? `${fleetKey}/tcp`;
  return {
    key: `${fleetKey}|${listener}|tcproute/default/${name}`,
    fleet: fleetKey,
    listener,
    name: `tcproute/default/${name}`,
    origin: origin("TCPRoute", name),
    snis: [],
    tls: { kind: "none" },
    backends: [backend("service/default/app/8080")],
    age: name,
    ...more,
  };
}

export function udpRoute(name: string, more: Partial<UdpRoute> = {}): UdpRoute {
  const listener = more.listener ?? `${fleetKey}/udp`;
  return {
    key: `${fleetKey}|${listener}|udproute/default/${name}`,
    fleet: fleetKey,
    listener,
    name: `udproute/default/${name}`,
    origin: origin("UDPRoute", name),
    backends: [backend("service/default/app/8080")],
    age: name,
    ...more,
  };
}

/** A fleet with one HTTP listener and one Service; `more` replaces whole lists. */
export function xds(more: Partial<Xds> = {}): Xds {
  return {
    fleets: [fleet()],
    listeners: [httpListener()],
    httpRoutes: [],
    tcpRoutes: [],
    udpRoutes: [],
    destinations: [destination()],
    assignments: [assignment()],
    clusterAliases: [],
    secrets: [],
    ...more,
  };
}
