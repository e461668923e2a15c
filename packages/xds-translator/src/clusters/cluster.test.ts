import type { Assignment, Destination } from "@sluice/ir";
import { Cluster } from "@sluice/protos/envoy/config/cluster/v3/cluster";
import { describe, expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
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
  return checkedJson(Cluster, toCluster({ ...destination, ...change }, assignment));
}

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

  it("asks for a name of the request, and has no endpoints", () => {
    const cluster = clusterJson({ discovery: { kind: "dynamicResolver" }, ipFamily: "DualStack" });
    expect(cluster).toMatchObject({
      clusterType: {
        name: "envoy.clusters.dynamic_forward_proxy",
        typedConfig: {
          "@type": "type.googleapis.com/envoy.extensions.clusters.dynamic_forward_proxy.v3.ClusterConfig",
          dnsCacheConfig: {
            name: "envoy-gateway-dfp-cache-all-30000ms-default",
            dnsLookupFamily: "ALL",
            dnsRefreshRate: "30s",
          },
        },
      },
      loadBalancingPolicy: {
        policies: [{ typedExtensionConfig: { name: "envoy.load_balancing_policies.cluster_provided" } }],
      },
    });
    for (const field of ["type", "edsClusterConfig", "loadAssignment"]) expect(cluster).not.toHaveProperty(field);
  });

  it.each<[Destination["ipFamily"], string]>([
    [undefined, "V4_PREFERRED"],
    ["IPv4", "V4_ONLY"],
    ["IPv6", "V6_ONLY"],
    ["DualStack", "ALL"],
  ])("looks up addresses of the IP family %s", (ipFamily, expected) => {
    const change = {
      discovery: { kind: "dns", refreshMs: 5000, respectTtl: false },
      ...(ipFamily ? { ipFamily } : {}),
    } as const;
    expect(clusterJson(change)).toMatchObject({
      dnsLookupFamily: expected,
      clusterType: { typedConfig: { dnsLookupFamily: expected, dnsRefreshRate: "5s" } },
      loadAssignment: { clusterName: destination.name },
    });
  });

  it.each<[string, Partial<Destination>, object]>([
    ["a time limit", { features: { connectTimeout: 1500 } }, { connectTimeout: "1.500s" }],
    [
      "limits",
      { features: { circuitBreaker: { maxConnections: 7 } } },
      { circuitBreakers: { thresholds: [{ maxRetries: 1024, maxConnections: 7 }] } },
    ],
    [
      "the way to choose an endpoint",
      { features: { loadBalancing: { policy: "random" } } },
      {
        loadBalancingPolicy: { policies: [{ typedExtensionConfig: { name: "envoy.load_balancing_policies.random" } }] },
      },
    ],
    ["TLS", { tls }, { transportSocket: { name: "envoy.transport_sockets.tls" } }],
    [
      "the protocol",
      { protocol: "HTTP2" },
      {
        typedExtensionProtocolOptions: {
          "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
            explicitHttpConfig: { http2ProtocolOptions: {} },
          },
        },
      },
    ],
  ])("takes %s from the destination", (_title, change, expected) => {
    expect(clusterJson(change)).toMatchObject(expected);
  });
});
