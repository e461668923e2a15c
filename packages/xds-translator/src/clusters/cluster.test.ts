import type { Assignment, Destination } from "@sluice/ir";
import { encode, toJson, typeName, typeUrl, validateResource } from "@sluice/protos";
import { Cluster } from "@sluice/protos/envoy/config/cluster/v3/cluster";
import { ClusterLoadAssignment } from "@sluice/protos/envoy/config/endpoint/v3/endpoint";
import { describe, expect, it } from "vitest";
import { toAssignment } from "./assignment.ts";
import { toCluster } from "./cluster.ts";

const destination: Destination = {
  key: "ns/web|service/ns/shop/80",
  fleet: "ns/web",
  name: "service/ns/shop/80",
  origin: { group: "", kind: "Service", namespace: "ns", name: "shop", sectionName: "80" },
  discovery: { kind: "endpoints" },
  protocol: "HTTP",
  features: {},
};

const tls: NonNullable<Destination["tls"]> = {
  settings: { minVersion: "1.2", maxVersion: "1.3" },
  sni: "shop.example.com",
  autoSniFromEndpoint: false,
  verification: { kind: "ca", secret: "shop/ns-ca" },
  subjectAltNames: [{ type: "DNS", match: { kind: "exact", value: "shop.example.com" } }],
};

function clusterJson(change: Partial<Destination>, assignment?: Assignment): Record<string, unknown> {
  const bytes = encode(Cluster, toCluster({ ...destination, ...change }, assignment));
  expect(validateResource(typeUrl(Cluster), bytes)).toEqual([]);
  return toJson(typeName(typeUrl(Cluster)), bytes) as Record<string, unknown>;
}

const http2 = { initialConnectionWindowSize: 1048576, initialStreamWindowSize: 65536 };
const options = (value: object) => ({
  "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
    "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
    ...value,
  },
});

describe("toCluster", () => {
  it("has the gateway's defaults", () => {
    expect(clusterJson({})).toEqual({
      name: "service/ns/shop/80",
      type: "EDS",
      edsClusterConfig: { edsConfig: { ads: {}, resourceApiVersion: "V3" }, serviceName: "service/ns/shop/80" },
      connectTimeout: "10s",
      perConnectionBufferLimitBytes: 32768,
      circuitBreakers: { thresholds: [{ maxRetries: 1024 }] },
      dnsLookupFamily: "V4_PREFERRED",
      commonLbConfig: {},
      ignoreHealthOnHostRemoval: true,
      metadata: {
        filterMetadata: {
          "envoy-gateway": { resources: [{ kind: "Service", name: "shop", namespace: "ns", sectionName: "80" }] },
        },
      },
      loadBalancingPolicy: {
        policies: [
          {
            typedExtensionConfig: {
              name: "envoy.load_balancing_policies.least_request",
              typedConfig: {
                "@type": "type.googleapis.com/envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest",
                localityLbConfig: { localityWeightedLbConfig: {} },
              },
            },
          },
        ],
      },
    });
  });

  it.each<[string, Partial<Destination>, unknown]>([
    ["HTTP", {}, undefined],
    ["gRPC", { protocol: "GRPC" }, options({ explicitHttpConfig: { http2ProtocolOptions: http2 } })],
    ["h2c", { protocol: "HTTP2" }, options({ explicitHttpConfig: { http2ProtocolOptions: http2 } })],
    [
      "WebSocket over TLS",
      { protocol: "WebSocket", tls },
      options({ explicitHttpConfig: { httpProtocolOptions: {} } }),
    ],
    ["HTTPS", { tls }, options({ autoConfig: { httpProtocolOptions: {}, http2ProtocolOptions: http2 } })],
    ["TCP over TLS", { protocol: "TCP", tls }, undefined],
  ])("speaks %s", (_title, change, expected) => {
    expect(clusterJson(change).typedExtensionProtocolOptions).toEqual(expected);
  });

  it("verifies a backend's certificate against the CA and the names", () => {
    expect(clusterJson({ tls }).transportSocket).toEqual({
      name: "envoy.transport_sockets.tls",
      typedConfig: {
        "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
        sni: "shop.example.com",
        commonTlsContext: {
          tlsParams: { tlsMinimumProtocolVersion: "TLSv1_2", tlsMaximumProtocolVersion: "TLSv1_3" },
          combinedValidationContext: {
            defaultValidationContext: {
              matchTypedSubjectAltNames: [{ sanType: "DNS", matcher: { exact: "shop.example.com" } }],
            },
            validationContextSdsSecretConfig: {
              name: "shop/ns-ca",
              sdsConfig: { ads: {}, initialFetchTimeout: "0s", resourceApiVersion: "V3" },
            },
          },
        },
      },
    });
  });

  it("carries host names itself and resolves them", () => {
    const endpoint = { address: { kind: "fqdn", hostname: "shop.example.com", port: 443 }, draining: false } as const;
    const group = { name: "g", weight: 1, priority: 0, endpoints: [endpoint] };
    const assignment: Assignment = { key: "k", fleet: "ns/web", destination: destination.name, groups: [group] };
    const cluster = clusterJson(
      { discovery: { kind: "dns", refreshMs: 30_000, respectTtl: true }, ipFamily: "IPv6" },
      assignment,
    );
    expect(cluster).toMatchObject({
      clusterType: {
        name: "envoy.cluster.dns",
        typedConfig: { dnsRefreshRate: "30s", respectDnsTtl: true, dnsLookupFamily: "V6_ONLY" },
      },
      loadAssignment: {
        endpoints: [
          {
            lbEndpoints: [
              { endpoint: { address: { socketAddress: { address: "shop.example.com", portValue: 443 } } } },
            ],
          },
        ],
      },
    });
    expect(cluster).not.toHaveProperty("type");
  });

  it("forces the proxy's own zone only when asked to", () => {
    const zoneConfig = (force: boolean): unknown =>
      clusterJson({ features: { loadBalancing: { policy: "leastRequest", preferLocalZone: { force } } } })
        .loadBalancingPolicy;
    expect(zoneConfig(false)).toMatchObject({
      policies: [
        { typedExtensionConfig: { typedConfig: { localityLbConfig: { zoneAwareLbConfig: { minClusterSize: "1" } } } } },
      ],
    });
    expect(zoneConfig(true)).toMatchObject({
      policies: [
        {
          typedExtensionConfig: {
            typedConfig: {
              localityLbConfig: { zoneAwareLbConfig: { minClusterSize: "1", forceLocalZone: { minSize: 1 } } },
            },
          },
        },
      ],
    });
  });
});

describe("toAssignment", () => {
  const ip = (address: string, zone?: string) =>
    ({ address: { kind: "ip", ip: address, port: 80 }, draining: false, ...(zone ? { zone } : {}) }) as const;
  const assignmentJson = (group: Partial<Assignment["groups"][number]>, byZone = false): unknown => {
    const message = toAssignment(
      {
        key: "k",
        fleet: "ns/web",
        destination: "d",
        groups: [{ name: "g", weight: 3, priority: 0, endpoints: [], ...group }],
      },
      byZone,
    );
    return toJson(typeName(typeUrl(ClusterLoadAssignment)), encode(ClusterLoadAssignment, message));
  };
  const lb = (address: string) => ({
    endpoint: { address: { socketAddress: { address, portValue: 80 } } },
    loadBalancingWeight: 1,
  });

  it.each<[string, Partial<Assignment["groups"][number]>, unknown]>([
    ["a group without endpoints", {}, [{ locality: { region: "g" }, loadBalancingWeight: 3 }]],
    [
      "a group",
      { endpoints: [ip("10.0.0.1")] },
      [{ locality: { region: "g" }, loadBalancingWeight: 3, lbEndpoints: [lb("10.0.0.1")] }],
    ],
    [
      "zones that do not matter",
      { endpoints: [ip("10.0.0.2", "b"), ip("10.0.0.1", "a")] },
      [{ locality: { region: "g" }, loadBalancingWeight: 3, lbEndpoints: [lb("10.0.0.2"), lb("10.0.0.1")] }],
    ],
    [
      "a fallback",
      { priority: 1, endpoints: [ip("10.0.0.1")] },
      [{ locality: { region: "g" }, priority: 1, loadBalancingWeight: 3, lbEndpoints: [lb("10.0.0.1")] }],
    ],
    [
      "a draining endpoint",
      { endpoints: [{ ...ip("10.0.0.1"), draining: true }] },
      [
        {
          locality: { region: "g" },
          loadBalancingWeight: 3,
          lbEndpoints: [{ ...lb("10.0.0.1"), healthStatus: "DRAINING" }],
        },
      ],
    ],
    [
      "a unix socket",
      { endpoints: [{ address: { kind: "unix", path: "/run/app.sock" }, draining: false }] },
      [
        {
          locality: { region: "g" },
          loadBalancingWeight: 3,
          lbEndpoints: [{ endpoint: { address: { pipe: { path: "/run/app.sock" } } }, loadBalancingWeight: 1 }],
        },
      ],
    ],
  ])("makes %s", (_title, group, endpoints) => {
    expect(assignmentJson(group)).toEqual({ clusterName: "d", endpoints });
  });

  it("makes zones that matter, in order and without weights", () => {
    expect(assignmentJson({ endpoints: [ip("10.0.0.2", "b"), ip("10.0.0.1", "a")] }, true)).toEqual({
      clusterName: "d",
      endpoints: [
        { locality: { zone: "a" }, lbEndpoints: [lb("10.0.0.1")] },
        { locality: { zone: "b" }, lbEndpoints: [lb("10.0.0.2")] },
      ],
    });
  });
});
