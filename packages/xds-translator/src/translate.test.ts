import { createGraph, type Keyed, type Source } from "@sluice/collections";
import type { Xds } from "@sluice/ir";
import { typeName } from "@sluice/protos";
import { describe, expect, it } from "vitest";
import { settled } from "../test/settled.ts";
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
} from "../test/values.ts";
import { translateXds } from "./translate.ts";

const pem = { chain: "chain", privateKey: "key" };
const routeConfig = `${fleetKey}/http`;

describe("what a resource needs and brings", () => {
  const all = settled(
    xds({
      fleets: [fleet({ readiness: { address: "0.0.0.0", port: 19003, path: "/ready" } })],
      listeners: [
        httpListener(),
        httpsListener("https"),
        tcpListener("tcp"),
        tcpListener("empty", { port: 9001 }),
        udpListener("udp"),
      ],
      httpRoutes: [
        routeSet("a", {}, [
          route("a", "/a", {
            action: { kind: "forward", backends: [backend("b1", 1), backend("b2", 0), backend("b3", 3)] },
            features: { mirrors: [{ destination: "b4" }] },
          }),
        ]),
      ],
      tcpRoutes: [tcpRoute("t")],
      udpRoutes: [udpRoute("u", { backends: [{ kind: "invalid", weight: 1, reason: "gone" }] })],
      destinations: [
        destination(),
        destination("tls", {
          tls: {
            settings: {},
            autoSniFromEndpoint: false,
            verification: { kind: "ca", secret: "default/ca/ca.crt" },
            clientCertificate: "default/client",
          },
        }),
        destination("dns", { discovery: { kind: "dns", refreshMs: 30_000, respectTtl: true } }),
      ],
      secrets: [secret("default/https", pem)],
    }),
  );
  const names = (list: readonly { readonly typeUrl: string; readonly name: string }[] | undefined) =>
    list?.map(({ typeUrl, name }) => `${typeName(typeUrl).split(".").at(-1)} ${name}`);

  it.each([
    [
      "a route configuration needs its clusters, mirrors included, weight 0 not",
      "RouteConfiguration",
      routeConfig,
      ["Cluster b1", "Cluster b3", "Cluster b4"],
      [],
    ],
    [
      "a cleartext listener brings its route configuration",
      "Listener",
      routeConfig,
      [],
      [`RouteConfiguration ${routeConfig}`],
    ],
    [
      "an HTTPS listener brings its certificates, too",
      "Listener",
      `${fleetKey}/https`,
      [],
      [`RouteConfiguration ${fleetKey}/https`, "Secret default/https"],
    ],
    ["a TCP listener needs its clusters", "Listener", `${fleetKey}/tcp`, ["Cluster service/default/app/8080"], []],
    [
      "a TCP listener without routes needs the empty cluster",
      "Listener",
      `${fleetKey}/empty`,
      ["Cluster EmptyCluster"],
      [],
    ],
    [
      "a UDP listener with a broken backend needs one that leads nowhere",
      "Listener",
      `${fleetKey}/udp`,
      ["Cluster no-backend"],
      [],
    ],
    [
      "a cluster brings its endpoints",
      "Cluster",
      "service/default/app/8080",
      [],
      ["ClusterLoadAssignment service/default/app/8080"],
    ],
    [
      "a cluster with TLS brings its secrets, too",
      "Cluster",
      "tls",
      [],
      ["ClusterLoadAssignment tls", "Secret default/ca/ca.crt", "Secret default/client"],
    ],
    ["a DNS cluster carries its host names itself", "Cluster", "dns", [], []],
    ["readiness needs nothing", "Listener", "envoy-gateway-proxy-ready-0.0.0.0-19003", [], []],
  ])("%s", (_, type, name, needs, brings) => {
    const resource = all.find(type, name);
    expect(names(resource?.needs)).toEqual(needs);
    expect(names(resource?.brings)).toEqual(brings);
  });

  it("answers for endpoints that nothing is known about", () => {
    expect(all.dump.endpoints).toContainEqual({ clusterName: "tls" });
  });

  it("has no report", () => expect(all.reports).toEqual([]));
});

describe("virtual hosts", () => {
  const listeners = [
    httpListener(),
    httpListener("second", { hostname: "*.example.com", order: "1" }),
    httpsListener("https", { hostname: "www.example.com" }),
  ];
  const values = xds({
    listeners,
    httpRoutes: [
      routeSet("a", { hostname: "a.test" }),
      routeSet("b", { hostname: "a.test" }),
      routeSet("c", { hostname: "c.test" }),
      routeSet("second", { hostname: "x.example.com", listener: "second" }),
      routeSet("https", { hostname: "www.example.com", listener: "https" }),
    ],
  });

  it("are the same in both ways of delivery", () => {
    expect(settled(values, { virtualHosts: "onDemand" }).dump).toEqual(
      settled(values, { virtualHosts: "inline" }).dump,
    );
  });

  it("share the first cleartext listener's route configuration", () => {
    const hosts = settled(values).dump.routes.map((config) => [
      config.name,
      (config.virtualHosts as { name: string }[]).map(({ name }) => name),
    ]);
    expect(hosts).toEqual([
      [routeConfig, [`${fleetKey}/http/a_test`, `${fleetKey}/http/c_test`, `${fleetKey}/second/x_example_com`]],
      [`${fleetKey}/https`, [`${fleetKey}/https/www_example_com`]],
    ]);
  });

  it("on demand are resources, but for those whose names Envoy would ignore", () => {
    const { resources, find } = settled(values, { virtualHosts: "onDemand" });
    expect(resources.filter(({ parent }) => parent).map(({ name, parent }) => [name, parent?.name])).toEqual([
      [`${fleetKey}/http/a_test`, routeConfig],
      [`${fleetKey}/http/c_test`, routeConfig],
      [`${fleetKey}/https/www_example_com`, `${fleetKey}/https`],
    ]);
    expect(find("VirtualHost", `${fleetKey}/http/c_test`)?.needs.map(({ name }) => name)).toEqual([
      "service/default/app/8080",
    ]);
    const text = Buffer.from(find("RouteConfiguration", routeConfig)?.value ?? []).toString("latin1");
    expect(text).toContain(`${fleetKey}/second/x_example_com`);
    expect(text).not.toContain("a_test");
  });

  it.each([
    ["the more specific listener", { hostname: "*.example.com", order: "1" }, `${fleetKey}/second/w_example_com`],
    ["of equal ones the older listener", { hostname: "*", order: "1" }, `${fleetKey}/http/w_example_com`],
  ])("of one hostname on two listeners of a port belong to %s", (_, second, expected) => {
    const { dump } = settled(
      xds({
        listeners: [httpListener(), httpListener("second", second)],
        httpRoutes: [
          routeSet("a", { hostname: "w.example.com" }),
          routeSet("a", { hostname: "w.example.com", listener: "second" }),
        ],
      }),
    );
    expect(dump.routes[0]?.virtualHosts).toMatchObject([{ name: expected, domains: ["w.example.com"] }]);
  });
});

describe("a resource that Envoy would refuse", () => {
  const broken = route("bad", "/bad", {
    features: { requestHeaders: { put: [{ name: "", values: ["x"], mode: "set" }], remove: [] } },
  });
  const { dump, reports } = settled(
    xds({
      httpRoutes: [routeSet("good"), routeSet("bad", {}, [broken])],
      destinations: [destination(), destination("bad", { features: { connectTimeout: -1 } })],
    }),
  );

  it("answers 500 as a route, and everything else flows", () => {
    expect(dump.routes).toMatchObject([
      {
        virtualHosts: [
          {
            routes: [
              { name: route("good", "/").name, route: { cluster: "service/default/app/8080" } },
              { name: broken.name, directResponse: { status: 500 } },
            ],
          },
        ],
      },
    ]);
  });

  it("is held back as a cluster", () => {
    expect(dump.clusters.map(({ name }) => name)).toEqual(["service/default/app/8080"]);
  });

  it("is reported about what it came from", () => {
    expect(reports.map(({ about, severity, problem }) => [about.kind, about.name, severity, problem.kind])).toEqual([
      ["HTTPRoute", "bad", "error", "invalidXds"],
      ["Service", "app", "error", "invalidXds"],
    ]);
    expect(reports[0]?.problem.message).toContain("request_headers_to_add[0].header.key");
  });
});

describe("metadata", () => {
  const values = (more: Partial<Xds> = {}) => xds({ httpRoutes: [routeSet("a")], ...more });
  const format = (text: string) => ({
    accessLogs: [{ sink: { kind: "file", path: "/dev/stdout" }, format: { kind: "text", text } } as const],
  });
  const hasMetadata = (all: ReturnType<typeof settled>): boolean =>
    JSON.stringify(all.dump.routes).includes("filterMetadata");
  it.each([
    ["always", "always" as const, values(), true],
    ["when nothing reads it", "whenRead" as const, values(), false],
    [
      "when an access log has other fields",
      "whenRead" as const,
      values({ fleets: [fleet(format("%PROTOCOL%"))] }),
      false,
    ],
    [
      "when an access log reads it",
      "whenRead" as const,
      values({ fleets: [fleet(format("%METADATA(ROUTE:envoy-gateway:resources)%"))] }),
      true,
    ],
    [
      "when a header reads it",
      "whenRead" as const,
      values({
        httpRoutes: [
          routeSet("a", {}, [
            route("a", "/a", {
              features: {
                requestHeaders: {
                  put: [{ name: "x", values: ["%METADATA(ROUTE:envoy-gateway:resources)%"], mode: "set" }],
                  remove: [],
                },
              },
            }),
          ]),
        ],
      }),
      true,
    ],
  ])("%s", (_, metadata, input, expected) => {
    expect(hasMetadata(settled(input, { metadata }))).toBe(expected);
  });
});

describe("a change", () => {
  const n = 200;
  const graph = createGraph();
  const sources = {} as { [K in keyof Xds]: Source<Xds[K][number]> };
  for (const [name, values] of Object.entries(xds({ httpRoutes: many(n) })) as [keyof Xds, readonly Keyed[]][]) {
    const source = graph.source<Keyed>(name);
    source.replace(values);
    source.markSynced();
    (sources as Record<string, Source<Keyed>>)[name] = source;
  }
  const { resources } = translateXds(sources, graph);
  graph.flush();

  function many(count: number): Xds["httpRoutes"] {
    return Array.from({ length: count }, (_, i) => routeSet(`r${i}`, { hostname: `h${i}.test` }));
  }

  function runsOf(act: () => void): Record<string, number> {
    const before = new Map(graph.stats().map(({ name, runs }) => [name, runs]));
    act();
    graph.flush();
    const ran = graph.stats().map(({ name, runs }): [string, number] => [name, runs - (before.get(name) ?? 0)]);
    return Object.fromEntries(ran.filter(([name, runs]) => runs > 0 && name.startsWith("xds/") && !name.includes("#")));
  }

  it("of one route among many encodes that route, and joins the rest", () => {
    const changed = routeSet("r7", { hostname: "h7.test" }, [route("r7", "/new")]);
    expect(runsOf(() => sources.httpRoutes.set(changed))).toEqual({
      "xds/route-sets": 1,
      "xds/virtual-hosts": 1,
      "xds/virtual-hosts/on-demand": 1,
      "xds/route-config-bytes": 1,
      "xds/route-config-facts/buckets": 1,
      "xds/routes": 1,
      "xds/resources": 1,
      "xds/route-sets/reports": 1,
      "xds/virtual-hosts/reports": 1,
    });
  });

  it("of endpoints touches nothing but them", () => {
    const moved = assignment("service/default/app/8080", ["10.0.0.9"]);
    expect(runsOf(() => sources.assignments.set(moved))).toEqual({
      "xds/endpoints": 1,
      "xds/endpoints/resources": 1,
      "xds/endpoints/reports": 1,
      "xds/resources": 1,
    });
  });

  it("of a destination that many routes use does not touch the routes", () => {
    const slower = destination("service/default/app/8080", { features: { connectTimeout: 1000 } });
    expect(runsOf(() => sources.destinations.set(slower))).toMatchObject({ "xds/clusters": 1 });
    expect(Object.keys(runsOf(() => sources.destinations.set(destination())))).not.toContain("xds/route-sets");
  });

  it("back to what was has the version that it had", () => {
    const version = () =>
      resources.get(`${fleetKey}|type.googleapis.com/envoy.config.route.v3.RouteConfiguration|${routeConfig}`)?.version;
    sources.httpRoutes.set(routeSet("r7", { hostname: "h7.test" }));
    graph.flush();
    const before = version();
    sources.httpRoutes.set(routeSet("r7", { hostname: "h7.test" }, [route("r7", "/other")]));
    graph.flush();
    expect(version()).not.toBe(before);
    sources.httpRoutes.set(routeSet("r7", { hostname: "h7.test" }));
    graph.flush();
    expect(version()).toBe(before);
  });
});

describe("origins", () => {
  it("are named once, sorted", () => {
    const { find } = settled(
      xds({
        listeners: [
          httpListener(),
          httpListener("b", { order: "1", hostname: "b.test", origin: origin("ListenerSet", "set") }),
        ],
      }),
    );
    expect(find("Listener", routeConfig)?.origins).toEqual(["Gateway/default/eg", "ListenerSet/default/set"]);
  });
});
