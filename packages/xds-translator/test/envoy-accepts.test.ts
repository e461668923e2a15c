// A real Envoy takes what the translator makes of IR values.
import type { AccessLog, ClientValidation, HttpRoute, RouteFeatures, UpstreamTls, Xds } from "@sluice/ir";
import { describe, expect, it } from "vitest";
import { certificate } from "./certificate.ts";
import { hasEnvoy, objectionTo } from "./envoy.ts";
import { settled } from "./settled.ts";
import { toStaticBootstrap } from "./static-bootstrap.ts";
import {
  assignment,
  backend,
  destination,
  fleet,
  fleetKey,
  httpListener,
  httpsListener,
  origin,
  route,
  routeSet,
  secret,
  tcpListener,
  tcpRoute,
  udpListener,
  udpRoute,
  xds,
} from "./values.ts";

const full = (name: string): string => `${fleetKey}/${name}`;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const any = { headers: [], queryParams: [], cookies: [] };
const app = "service/default/app/8080";

/** All kinds of values that can be matched in one place. */
const values = (["exact", "prefix", "suffix", "regex", "present"] as const).map((kind) => ({
  name: `x-${kind}`,
  kind,
  value: kind === "present" ? "" : "v",
}));

function withFeatures(all: Readonly<Record<string, RouteFeatures>>): Partial<Xds> {
  const routes = Object.entries(all).map(([name, features]) => route(name, `/${name}`, { features }));
  return {
    httpRoutes: [routeSet("r", {}, routes)],
    destinations: [destination(), destination("mirror")],
    assignments: [assignment(), assignment("mirror")],
  };
}

function withActions(all: Readonly<Record<string, HttpRoute["action"]>>): Partial<Xds> {
  const routes = Object.entries(all).map(([name, action]) => route(name, `/${name}`, { action }));
  return {
    httpRoutes: [routeSet("r", {}, routes)],
    destinations: [destination(), destination("other")],
    assignments: [assignment(), assignment("other")],
  };
}

const headers = {
  put: (["set", "add", "addIfAbsent"] as const).map((mode) => ({ name: `x-${mode}`, values: ["", "1"], mode })),
  remove: ["x-gone"],
};
const header = (value: string): RouteFeatures => ({
  requestHeaders: { put: [{ name: "x", values: [value], mode: "set" }], remove: [] },
});
const logs = (scope?: AccessLog["scope"]): readonly AccessLog[] => {
  const more = scope ? { scope } : {};
  const sink = { kind: "file", path: "/dev/null" } as const;
  return [
    { sink, format: { kind: "text", text: "%START_TIME% %REQ_WITHOUT_QUERY(:PATH)% %CEL(request.path)%\n" }, ...more },
    {
      sink,
      format: { kind: "json", fields: { path: "%REQ(:PATH)%", "a.b": "%REQ_WITHOUT_QUERY(X?:PATH):9%" } },
      ...more,
    },
    {
      sink,
      format: { kind: "text", text: "%METADATA(ROUTE:envoy-gateway:resources)%" },
      matches: ["response.code > 399", "true"],
      ...more,
    },
  ];
};

const https = { certificates: ["default/cert"], settings: {} };
const cert = secret("default/cert", certificate);
const ca = {
  kind: "ca",
  key: `${fleetKey}|default/ca`,
  fleet: fleetKey,
  name: "default/ca",
  origin: origin("Secret", "ca"),
  bundle: bytes(certificate.chain),
} as const;
const validation: ClientValidation = {
  requireCertificate: true,
  acceptUntrusted: false,
  spkiHashes: ["NvqYIYSbgK2vCJpQhObf77vv+bQWtc5ek5RIOwPiC9A="],
  certificateHashes: ["df6ff72fe9116521268f6f2dd4966f51df479883fe7037b39f75916ac3049d1a"],
  subjectAltNames: (["DNS", "URI", "EMAIL", "IP"] as const).map((type) => ({
    type,
    match: { kind: "exact", value: "a" },
  })),
};
const http3 = { features: { http3: { advertisedPort: 443 } } };
const tlsPort = { port: 10443, externalPort: 443 };
const tls = (name: string) => tcpListener(name, { ...tlsPort, protocol: "TLS" });
const tlsRoute = (name: string, snis: readonly string[], more = {}) =>
  tcpRoute(name, { listener: full("tls"), snis, tls: { kind: "passthrough" }, ...more });
const dynamic = destination("dyn", { discovery: { kind: "dynamicResolver" } });
const upstreamTls = (more: Partial<UpstreamTls> = {}): UpstreamTls => ({
  settings: { minVersion: "1.2", maxVersion: "1.3" },
  autoSniFromEndpoint: false,
  verification: { kind: "ca", secret: "default/ca" },
  ...more,
});
const invalid = { kind: "invalid", weight: 2, reason: "gone" } as const;
const unavailable = { kind: "unavailable", weight: 1, reason: "empty", origin: origin("Service", "app") } as const;

const cases: Readonly<Record<string, Partial<Xds>>> = {
  "no routes": {},
  "every kind of match": {
    httpRoutes: [
      routeSet("r", { hostname: "*.example.com" }, [
        route("all", "/a/", {
          match: {
            path: { kind: "prefix", value: "/a/" },
            method: "GET",
            headers: values,
            queryParams: values,
            cookies: values,
          },
        }),
        route("exact", "", { match: { ...any, path: { kind: "exact", value: "/a" } } }),
        route("regex", "", { match: { ...any, path: { kind: "regex", value: "/a/\\d+" } } }),
        route("any", "", { match: any }),
        route("not", "", { match: { ...any, headers: values.map((one) => ({ ...one, invert: true })) } }),
      ]),
    ],
  },
  "every feature of routes, alone and together": withFeatures({
    cors: {
      cors: {
        allowOrigins: ["*", "https://*.a.example"],
        allowMethods: ["*"],
        allowHeaders: ["x"],
        exposeHeaders: ["y"],
        maxAge: 5000,
        allowCredentials: true,
      },
    },
    cookie: { sessionPersistence: { kind: "cookie", name: "s", path: "/", ttl: 1000 } },
    header: { sessionPersistence: { kind: "header", name: "x-s" } },
    headers: { requestHeaders: headers, responseHeaders: headers },
    mirrors: {
      mirrors: [{ destination: "mirror" }, { destination: "mirror", fraction: { numerator: 1, denominator: 3 } }],
    },
    host: { urlRewrite: { host: { kind: "literal", value: "b" }, appendForwardedHost: true } },
    hostHeader: { urlRewrite: { host: { kind: "header", name: "x-host" }, appendForwardedHost: true } },
    hostBackend: { urlRewrite: { host: { kind: "backend" }, appendForwardedHost: false } },
    hostPath: {
      urlRewrite: { host: { kind: "pathRegex", pattern: "^/(.+)$", substitution: "\\1" }, appendForwardedHost: false },
    },
    prefix: { urlRewrite: { path: { kind: "prefix", value: "/b/" }, appendForwardedHost: false } },
    noPrefix: { urlRewrite: { path: { kind: "prefix", value: "/" }, appendForwardedHost: false } },
    full: { urlRewrite: { path: { kind: "full", value: "/b\\c" }, appendForwardedHost: false } },
    regex: {
      urlRewrite: { path: { kind: "regex", pattern: "^/(.*)$", substitution: "/\\1" }, appendForwardedHost: false },
    },
    timeout: { timeout: { request: 0, backendRequest: 1, streamIdle: 2, maxStreamDuration: 3 } },
    retry: {
      retry: {
        attempts: 3,
        statusCodes: [500],
        triggers: ["5xx"],
        attemptsPerPriority: 1,
        perTryTimeout: 1,
        backoff: { base: 25, max: 250 },
      },
    },
    metadata: header("%METADATA(ROUTE:envoy-gateway:resources)% %DOWNSTREAM_REMOTE_ADDRESS%"),
    all: {
      cors: { allowOrigins: ["*"], allowMethods: [], allowHeaders: [], exposeHeaders: [], allowCredentials: false },
      sessionPersistence: { kind: "header", name: "x-s" },
      requestHeaders: headers,
      responseHeaders: headers,
      mirrors: [{ destination: "mirror" }],
      urlRewrite: {
        host: { kind: "literal", value: "b" },
        path: { kind: "full", value: "/" },
        appendForwardedHost: true,
      },
      timeout: { request: 1000 },
      retry: {},
    },
  }),
  "every kind of redirect": withActions({
    nothing: { kind: "redirect", statusCode: 302 },
    all: {
      kind: "redirect",
      statusCode: 308,
      scheme: "https",
      hostname: "b",
      port: 8443,
      path: { kind: "full", value: "/b" },
    },
    prefix: { kind: "redirect", statusCode: 301, path: { kind: "prefix", value: "/b/" } },
    noPrefix: { kind: "redirect", statusCode: 303, path: { kind: "prefix", value: "" } },
    regex: { kind: "redirect", statusCode: 307, path: { kind: "regex", pattern: "^/(.*)$", substitution: "/\\1" } },
  }),
  "every kind of direct response": withActions({
    empty: { kind: "respond", statusCode: 503 },
    text: { kind: "respond", statusCode: 200, body: bytes("%PROTOCOL% 100%%"), contentType: "text/html" },
    percent: { kind: "respond", statusCode: 200, body: bytes("100% sure") },
    large: { kind: "respond", statusCode: 200, body: bytes("x".repeat(5000)) },
  }),
  "every kind of share": withActions({
    none: { kind: "forward", backends: [] },
    idle: { kind: "forward", backends: [backend(app, 0)] },
    two: { kind: "forward", backends: [backend(app, 1_000_000), backend("other", 1)] },
    twice: { kind: "forward", backends: [backend(app, 1), backend(app, 2)] },
    broken: { kind: "forward", backends: [backend(app), invalid, unavailable] },
    filtered: {
      kind: "forward",
      backends: [
        {
          kind: "destination",
          destination: app,
          weight: 1,
          origin: origin("Service", "app"),
          filters: {
            requestHeaders: headers,
            responseHeaders: headers,
            urlRewrite: { host: { kind: "literal", value: "b" }, appendForwardedHost: false },
          },
        },
      ],
    },
  }),
  gRPC: { httpRoutes: [routeSet("r", { grpc: true })], destinations: [destination(app, { protocol: "GRPC" })] },
  "a dynamic resolver behind routes": {
    httpRoutes: [routeSet("r", {}, [route("r", "/", { action: { kind: "forward", backends: [backend("dyn")] } })])],
    destinations: [dynamic],
    assignments: [],
  },
  "cleartext listeners of one port, and others": {
    listeners: [httpListener(), httpListener("b", { order: "1", hostname: "b" }), httpListener("c", { port: 10081 })],
    httpRoutes: [routeSet("r"), routeSet("b", { listener: "b", hostname: "b" })],
  },
  "HTTPS by server names, with cleartext, HTTP/3 and TLS of all settings": {
    listeners: [
      httpsListener("any", {
        tls: { ...https, fingerprints: ["JA3", "JA4"], sessionResumption: { stateless: true, stateful: true } },
        ...http3,
      }),
      httpsListener("a", {
        hostname: "a.example.com",
        tls: {
          ...https,
          settings: {
            minVersion: "1.0",
            maxVersion: "1.3",
            ciphers: ["ECDHE-ECDSA-AES128-GCM-SHA256"],
            curves: ["X25519"],
            signatureAlgorithms: ["ecdsa_secp256r1_sha256"],
          },
        },
      }),
      httpsListener("b", {
        hostname: "*.example.com",
        tlsOverlaps: true,
        tls: { ...https, clientValidation: { ...validation, ca: "default/ca", allowExpired: true } },
      }),
      httpsListener("c", {
        hostname: "c.example.com",
        tls: { ...https, clientValidation: { requireCertificate: false, acceptUntrusted: true } },
      }),
      httpListener("clear", tlsPort),
    ],
    secrets: [cert, ca],
  },
  "TLS routes that share server names with HTTPS and each other": {
    listeners: [httpsListener("https", { hostname: "h", tls: https }), tls("tls"), tls("idle")],
    tcpRoutes: [
      tlsRoute("a", ["a", "*.a", "h"]),
      tlsRoute("b", ["a", "b"]),
      tlsRoute("end", ["end"], { tls: { kind: "terminate", tls: { ...https, alpn: [] } } }),
      tlsRoute("dyn", ["dyn"], { backends: [backend("dyn")] }),
      tlsRoute("any", []),
      tlsRoute("any2", []),
    ],
    destinations: [destination(), dynamic],
    secrets: [cert],
  },
  "TLS listeners without routes": { listeners: [tls("tls"), tls("idle")] },
  "TCP and UDP, with and without backends": {
    listeners: [
      tcpListener("tcp"),
      tcpListener("broken", { port: 9001 }),
      tcpListener("idle", { port: 9002 }),
      udpListener("udp"),
      udpListener("several", { port: 9003 }),
      udpListener("none", { port: 9004 }),
    ],
    tcpRoutes: [
      tcpRoute("t", { backends: [backend(app), backend("other", 3), invalid] }),
      tcpRoute("u", { listener: full("broken"), backends: [invalid, unavailable] }),
    ],
    udpRoutes: [
      udpRoute("u"),
      udpRoute("v", { listener: full("several"), backends: [backend(app), backend("other", 2)] }),
    ],
    destinations: [destination(app, { protocol: "TCP" }), destination("other", { protocol: "UDP" })],
    assignments: [assignment(), assignment("other")],
  },
  IPv6: { fleets: [fleet({ ipFamily: "IPv6" })], listeners: [httpListener("http", { address: "::" })] },
  "both IP families, with HTTP/3 and UDP": {
    fleets: [fleet({ ipFamily: "DualStack", readiness: { address: "::", port: 19003, path: "/ready" } })],
    listeners: [httpsListener("https", { address: "::", tls: https, ...http3 }), udpListener("udp", { address: "::" })],
    secrets: [cert],
  },
  "access logs of every format and place": {
    fleets: [
      fleet({
        accessLogs: [...logs(), ...logs("route"), ...logs("listener")],
        readiness: { address: "0.0.0.0", port: 19003, path: "/ready" },
      }),
    ],
    listeners: [httpListener(), tcpListener("tcp"), udpListener("udp")],
  },
  "destinations of every protocol, with and without TLS": {
    destinations: (["HTTP", "HTTP2", "GRPC", "WebSocket", "TCP", "UDP"] as const).flatMap((protocol) => [
      destination(`${protocol}`, { protocol }),
      ...[
        upstreamTls(),
        upstreamTls({ sni: "a", alpn: ["h2"], clientCertificate: "default/cert" }),
        upstreamTls({ autoSniFromEndpoint: true, verification: { kind: "none" } }),
        upstreamTls({ subjectAltNames: [{ type: "URI", match: { kind: "exact", value: "spiffe://a" } }] }),
      ].map((of, i) => destination(`${protocol}/tls/${i}`, { protocol, tls: of })),
    ]),
    secrets: [cert, ca],
  },
  "destinations found in every way, under all limits": {
    destinations: [
      destination("dns", { discovery: { kind: "dns", refreshMs: 30_000, respectTtl: true }, ipFamily: "DualStack" }),
      dynamic,
      destination("dyn/tls", { discovery: { kind: "dynamicResolver" }, tls: upstreamTls() }),
      destination("zones", { features: { loadBalancing: { policy: "roundRobin", preferLocalZone: { force: true } } } }),
      destination("limits", {
        features: {
          connectTimeout: 250,
          circuitBreaker: { maxConnections: 1, maxPendingRequests: 1, maxParallelRequests: 1, maxParallelRetries: 1 },
        },
      }),
      destination("sockets"),
    ],
    assignments: [
      {
        ...assignment("dns"),
        groups: [
          {
            name: "g",
            weight: 1,
            priority: 0,
            endpoints: [{ address: { kind: "fqdn", hostname: "localhost", port: 80 }, draining: false }],
          },
        ],
      },
      {
        ...assignment("zones"),
        groups: [
          {
            name: "g",
            weight: 1,
            priority: 0,
            endpoints: ["a", "b"].map((zone, i) => ({
              address: { kind: "ip", ip: `10.0.0.${i}`, port: 80 },
              zone,
              draining: i > 0,
            })),
          },
        ],
      },
      {
        ...assignment("sockets"),
        groups: [
          {
            name: "g",
            weight: 1,
            priority: 0,
            endpoints: [{ address: { kind: "unix", path: "/run/app.sock" }, draining: false }],
          },
        ],
      },
    ],
    secrets: [ca],
  },
};

const objectionToValues = (change: Partial<Xds>): string | undefined => {
  const { dump } = settled(xds(change));
  return objectionTo(toStaticBootstrap(dump));
};

describe.runIf(hasEnvoy)("a real Envoy", () => {
  it.each(Object.entries(cases))("takes %s", { timeout: 30_000 }, (_title, change) => {
    expect(settled(xds(change)).reports.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(objectionToValues(change)).toBeUndefined();
  });

  it.each<[string, Partial<Xds>, string]>([
    [
      "a broken regular expression",
      { httpRoutes: [routeSet("r", {}, [route("r", "", { match: { ...any, path: { kind: "regex", value: "(" } } })])] },
      "missing )",
    ],
    ["an unknown command in a header", withFeatures({ bad: header("%NO_SUCH_COMMAND%") }), "NO_SUCH_COMMAND"],
  ])("does not take %s", { timeout: 30_000 }, (_title, change, message) => {
    expect(objectionToValues(change)).toContain(message);
  });
});
