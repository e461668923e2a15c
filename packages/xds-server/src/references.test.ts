import { fromJson, type Json } from "@sluice/protos";
import { describe, expect, it } from "vitest";
import { xdsTypes } from "./order.ts";
import { toResource } from "./resource.ts";

const type = (name: string) => ({ "@type": `type.googleapis.com/envoy.${name}` });
const ads = { ads: {}, resourceApiVersion: "V3" };
const grpc = (clusterName: string) => ({ grpcService: { envoyGrpc: { clusterName } } });
const listener = (filter: Json, more: { [field: string]: Json } = {}) => ({
  filterChains: [{ filters: [{ name: "f", typedConfig: filter }], ...more }],
});
const manager = (more: { [field: string]: Json }) => ({
  ...type("extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"),
  statPrefix: "http",
  ...more,
});
const filter = (typedConfig: Json) => listener(manager({ httpFilters: [{ name: "f", typedConfig }] }));
const tls = (side: string, context: Json) => ({
  transportSocket: {
    name: "tls",
    typedConfig: { ...type(`extensions.transport_sockets.tls.v3.${side}TlsContext`), commonTlsContext: context },
  },
});
const routes = (route: Json) => ({
  virtualHosts: [{ name: "v", domains: ["*"], routes: [{ match: { prefix: "/" }, ...(route as object) }] }],
});
const secrets = {
  tlsCertificateSdsSecretConfigs: [{ name: "s1", sdsConfig: ads }],
  combinedValidationContext: {
    defaultValidationContext: {},
    validationContextSdsSecretConfig: { name: "s2", sdsConfig: ads },
  },
};

describe("what a message refers to", () => {
  it.each<[string, keyof typeof xdsTypes, Json, readonly string[], readonly string[]]>([
    ["a route's cluster", "routeConfiguration", routes({ route: { cluster: "a" } }), ["a"], []],
    [
      "weighted clusters",
      "routeConfiguration",
      routes({
        route: {
          weightedClusters: {
            clusters: [
              { name: "b", weight: 1 },
              { name: "a", weight: 1 },
            ],
          },
        },
      }),
      ["a", "b"],
      [],
    ],
    [
      "mirrors",
      "routeConfiguration",
      routes({ route: { cluster: "a", requestMirrorPolicies: [{ cluster: "mirror" }] } }),
      ["a", "mirror"],
      [],
    ],
    [
      "settings of a filter on a route",
      "routeConfiguration",
      routes({
        directResponse: { status: 200 },
        typedPerFilterConfig: {
          "envoy.filters.http.ext_proc": {
            ...type("extensions.filters.http.ext_proc.v3.ExtProcPerRoute"),
            overrides: grpc("processor"),
          },
        },
      }),
      ["processor"],
      [],
    ],
    [
      "a virtual host",
      "virtualHost",
      { name: "r/v", domains: ["*"], requestMirrorPolicies: [{ cluster: "a" }] },
      ["a"],
      [],
    ],
    ["routes from RDS", "listener", listener(manager({ rds: { configSource: ads, routeConfigName: "r" } })), [], ["r"]],
    [
      "routes of its own",
      "listener",
      listener(manager({ routeConfig: routes({ route: { cluster: "a" } }) })),
      ["a"],
      [],
    ],
    [
      "external authorization by gRPC",
      "listener",
      filter({ ...type("extensions.filters.http.ext_authz.v3.ExtAuthz"), ...grpc("authorizer") }),
      ["authorizer"],
      [],
    ],
    [
      "external authorization by HTTP",
      "listener",
      filter({
        ...type("extensions.filters.http.ext_authz.v3.ExtAuthz"),
        httpService: { serverUri: { uri: "http://a", cluster: "authorizer", timeout: "1s" } },
      }),
      ["authorizer"],
      [],
    ],
    [
      "keys of JSON web tokens",
      "listener",
      filter({
        ...type("extensions.filters.http.jwt_authn.v3.JwtAuthentication"),
        providers: { p: { remoteJwks: { httpUri: { uri: "https://a", cluster: "issuer", timeout: "1s" } } } },
      }),
      ["issuer"],
      [],
    ],
    [
      "secrets of a filter",
      "listener",
      filter({
        ...type("extensions.filters.http.oauth2.v3.OAuth2"),
        config: {
          tokenEndpoint: { uri: "https://a", cluster: "provider", timeout: "1s" },
          credentials: { clientId: "i", tokenSecret: { name: "token", sdsConfig: ads } },
        },
      }),
      ["provider"],
      ["token"],
    ],
    [
      "an access log by gRPC",
      "listener",
      listener(
        manager({
          accessLog: [
            {
              name: "l",
              typedConfig: {
                ...type("extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig"),
                commonConfig: { logName: "l", ...grpc("logs") },
              },
            },
          ],
        }),
      ),
      ["logs"],
      [],
    ],
    [
      "a tracer",
      "listener",
      listener(
        manager({
          tracing: {
            provider: { name: "t", typedConfig: { ...type("config.trace.v3.OpenTelemetryConfig"), ...grpc("traces") } },
          },
        }),
      ),
      ["traces"],
      [],
    ],
    [
      "a filter from another source",
      "listener",
      listener(manager({ httpFilters: [{ name: "later", configDiscovery: { configSource: ads, typeUrls: ["t"] } }] })),
      [],
      ["later"],
    ],
    [
      "TCP",
      "listener",
      listener({ ...type("extensions.filters.network.tcp_proxy.v3.TcpProxy"), statPrefix: "t", cluster: "tcp" }),
      ["tcp"],
      [],
    ],
    [
      "weighted TCP",
      "listener",
      listener({
        ...type("extensions.filters.network.tcp_proxy.v3.TcpProxy"),
        statPrefix: "t",
        weightedClusters: {
          clusters: [
            { name: "x", weight: 1 },
            { name: "y", weight: 2 },
          ],
        },
      }),
      ["x", "y"],
      [],
    ],
    [
      "certificates of a listener",
      "listener",
      listener(
        { ...type("extensions.filters.network.tcp_proxy.v3.TcpProxy"), statPrefix: "t", cluster: "tcp" },
        tls("Downstream", secrets),
      ),
      ["tcp"],
      ["s1", "s2"],
    ],
    ["endpoints", "cluster", { name: "c", type: "EDS", edsClusterConfig: { edsConfig: ads } }, [], ["c"]],
    [
      "endpoints of another name",
      "cluster",
      { name: "c", type: "EDS", edsClusterConfig: { edsConfig: ads, serviceName: "other" } },
      [],
      ["other"],
    ],
    ["endpoints of its own", "cluster", { name: "c", type: "STATIC", loadAssignment: { clusterName: "c" } }, [], []],
    [
      "certificates of a cluster",
      "cluster",
      { name: "c", type: "STATIC", ...tls("Upstream", secrets) },
      [],
      ["s1", "s2"],
    ],
  ])("%s", (_, kind, message, needs, brings) => {
    const typeUrl = xdsTypes[kind];
    const name = kind === "virtualHost" ? "r/v" : "c";
    const resource = toResource({ fleet: "f", name, ...fromJson(message, typeUrl) });
    expect(resource.needs.map((each) => each.name)).toEqual(needs);
    expect(resource.brings.map((each) => each.name)).toEqual(brings);
  });

  it("knows the route configuration of a virtual host by its name", () => {
    const content = { fleet: "f", typeUrl: xdsTypes.virtualHost, name: "a/b/c", value: new Uint8Array() };
    expect(toResource(content).parent).toEqual({ typeUrl: xdsTypes.routeConfiguration, name: "a/b" });
  });

  it("leaves to the caller what the caller says, and what it cannot read", () => {
    const value = fromJson(routes({ route: { cluster: "a" } }), xdsTypes.routeConfiguration).value;
    const content = { fleet: "f", typeUrl: xdsTypes.routeConfiguration, name: "r", value };
    expect(toResource({ ...content, needs: [] }).needs).toEqual([]);
    expect(toResource({ ...content, typeUrl: "type.googleapis.com/own.Type" }).needs).toEqual([]);
    expect(toResource({ ...content, value: new Uint8Array([255]) }).needs).toEqual([]);
  });
});
