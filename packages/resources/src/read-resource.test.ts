import { describe, expect, it } from "vitest";
import type { KindName } from "./kinds.ts";
import { applyDefaults, type ReadOptions, readResource, validate } from "./read-resource.ts";
import type { Json } from "./schema/dsl.ts";

const gatewayApi = "gateway.networking.k8s.io/v1";
const gateway: Json = {
  apiVersion: gatewayApi,
  kind: "Gateway",
  metadata: { name: "eg" },
  spec: { gatewayClassName: "eg", listeners: [{ name: "http", port: 80, protocol: "HTTP" }] },
};

function read(object: Json, options?: ReadOptions): unknown {
  const { resource, findings } = readResource(object, options);
  return {
    resource,
    findings: findings.map(({ severity, problem: { kind, message, remedy } }) => [severity, kind, message, remedy]),
  };
}

describe("readResource", () => {
  it("keeps what Sluice uses of an object", () => {
    const object: Json = {
      ...gateway,
      metadata: {
        name: "eg",
        namespace: "infra",
        labels: { a: "b" },
        annotations: { c: "d", "kubectl.kubernetes.io/last-applied-configuration": "{}" },
        generation: 3,
        creationTimestamp: "2026-01-02T03:04:05Z",
        uid: "u",
        resourceVersion: "77",
        managedFields: [{ manager: "kubectl" }],
        ownerReferences: [],
      },
      status: { conditions: [] },
    };
    expect(read(object)).toEqual({
      resource: {
        key: "infra/eg",
        kind: "Gateway",
        metadata: {
          name: "eg",
          namespace: "infra",
          labels: { a: "b" },
          annotations: { c: "d" },
          generation: 3,
          creationTimestamp: "2026-01-02T03:04:05Z",
          uid: "u",
        },
        spec: { gatewayClassName: "eg", listeners: [{ name: "http", port: 80, protocol: "HTTP" }] },
      },
      findings: [],
    });
  });

  it.each<[string, string, ReadOptions, string]>([
    ["HTTPRoute", "default/a", {}, gatewayApi],
    ["HTTPRoute", "other/a", { defaultNamespace: "other" }, gatewayApi],
    ["HTTPRoute", "default/a", {}, "gateway.networking.k8s.io/v1beta1"],
    ["TLSRoute", "default/a", {}, "gateway.networking.k8s.io/v1alpha2"],
    ["TLSRoute", "default/a", {}, "gateway.networking.k8s.io/v1alpha3"],
    ["BackendTLSPolicy", "default/a", {}, "gateway.networking.k8s.io/v1alpha3"],
    ["ReferenceGrant", "default/a", {}, gatewayApi],
    ["GatewayClass", "a", { defaultNamespace: "other" }, gatewayApi],
    ["Namespace", "a", {}, "v1"],
  ])("gives %s the key %s", (kind, key, options, apiVersion) => {
    const { resource } = readResource(
      { apiVersion, kind, metadata: { name: "a" }, spec: {} },
      { ...options, validate: false },
    );
    expect(resource).toMatchObject({ key, kind });
  });

  it("keeps the addresses of Services and Nodes, which others write, and no other status", () => {
    const status = { loadBalancer: { ingress: [{ ip: "10.0.0.1", odd: 1 }] }, conditions: [] };
    expect(
      readResource({ apiVersion: "v1", kind: "Service", metadata: { name: "a" }, spec: {}, status }),
    ).toMatchObject({
      resource: { status: { loadBalancer: { ingress: [{ ip: "10.0.0.1" }] } } },
      findings: [],
    });
    const node = { addresses: [{ type: "InternalIP", address: "10.0.0.2" }], images: [] };
    expect(
      readResource({ apiVersion: "v1", kind: "Node", metadata: { name: "a" }, status: node }).resource,
    ).toMatchObject({
      status: { addresses: [{ type: "InternalIP", address: "10.0.0.2" }] },
    });
    expect(readResource({ ...(gateway as object), status: { conditions: [] } }).resource).not.toHaveProperty("status");
  });

  it.each<[string, Json, readonly [string, string, string, string]]>([
    [
      "no object",
      "text",
      [
        "error",
        "syntax",
        "This is not a Kubernetes object.",
        "Write an object with apiVersion, kind, metadata and spec.",
      ],
    ],
    [
      "no kind",
      { apiVersion: "v1" },
      ["error", "missingValue", "kind is missing.", "Add kind, for example HTTPRoute."],
    ],
    [
      "no apiVersion",
      { kind: "HTTPRoute" },
      ["error", "missingValue", "apiVersion is missing.", `Add apiVersion: ${gatewayApi}.`],
    ],
    [
      "no apiVersion of an unknown kind",
      { kind: "X" },
      ["error", "missingValue", "apiVersion is missing.", "Add apiVersion."],
    ],
    [
      "a kind of another program",
      { apiVersion: "apps/v1", kind: "Deployment" },
      [
        "warning",
        "unknownKind",
        "Deployment of apps/v1 is not a kind that Sluice reads; the object is ignored.",
        "Nothing, if another program reads it.",
      ],
    ],
    [
      "a kind of the same name",
      { apiVersion: "networking.istio.io/v1", kind: "Gateway" },
      [
        "error",
        "unknownKind",
        "Gateway of networking.istio.io/v1 is not a kind that Sluice reads; the object is ignored.",
        `Did you mean kind: Gateway with apiVersion: ${gatewayApi}?`,
      ],
    ],
    [
      "a misspelt kind",
      { apiVersion: gatewayApi, kind: "HttpRoute" },
      [
        "error",
        "unknownKind",
        `HttpRoute of ${gatewayApi} is not a kind that Sluice reads; the object is ignored.`,
        `Did you mean kind: HTTPRoute with apiVersion: ${gatewayApi}?`,
      ],
    ],
    [
      "a version that is not served",
      { apiVersion: "gateway.networking.k8s.io/v2", kind: "HTTPRoute" },
      [
        "error",
        "unknownKind",
        "HTTPRoute has no version v2 in gateway.networking.k8s.io.",
        `Use apiVersion: ${gatewayApi}.`,
      ],
    ],
    [
      "no metadata",
      { apiVersion: "v1", kind: "Service" },
      ["error", "missingValue", "metadata.name is missing.", "Add name."],
    ],
    [
      "a name of the wrong form",
      { apiVersion: "v1", kind: "Service", metadata: { name: "A" } },
      [
        "error",
        "invalidValue",
        'metadata.name is "A", which is not allowed here.',
        "Write a name of lower case letters, digits, '-' and '.', such as api.example.com.",
      ],
    ],
    [
      "a namespace of the wrong form",
      { apiVersion: "v1", kind: "Service", metadata: { name: "a", namespace: "a.b" } },
      [
        "error",
        "invalidValue",
        'metadata.namespace is "a.b", which is not allowed here.',
        "Write lower case letters, digits and '-', such as team-a.",
      ],
    ],
    [
      "a label that is no text",
      { apiVersion: "v1", kind: "Service", metadata: { name: "a", labels: { "x/y": 1 } } },
      ["error", "invalidValue", 'metadata.labels["x/y"] must be text, but is 1.', 'Put it in quotes: "1".'],
    ],
    [
      "no spec",
      { apiVersion: gatewayApi, kind: "Gateway", metadata: { name: "a" } },
      ["error", "missingValue", "spec is missing.", "Add spec."],
    ],
  ])("refuses an object with %s", (_, object, finding) => {
    expect(read(object)).toEqual({ resource: undefined, findings: [finding] });
  });

  it("tells about a namespace that has no effect", () => {
    const object = { apiVersion: "v1", kind: "Namespace", metadata: { name: "a", namespace: "b" } };
    expect(read(object)).toEqual({
      resource: { key: "a", kind: "Namespace", metadata: { name: "a", namespace: "", labels: {}, annotations: {} } },
      findings: [
        [
          "warning",
          "unknownField",
          "metadata.namespace has no effect: a Namespace belongs to no namespace.",
          "Remove it.",
        ],
      ],
    });
  });

  it("takes an object with unknown fields, without them", () => {
    const object = { apiVersion: "v1", kind: "Service", metadata: { name: "a" }, spec: { port: [] } };
    expect(read(object)).toMatchObject({
      resource: { spec: {} },
      findings: [
        [
          "warning",
          "unknownField",
          "spec.port is not a field of ServiceSpec and has no effect.",
          "Did you mean ports?",
        ],
      ],
    });
  });

  it("takes whatever there is, in silence, when it is told not to validate", () => {
    const object: Json = {
      apiVersion: gatewayApi,
      kind: "Gateway",
      metadata: { name: "A_b" },
      spec: { listeners: [{ port: 70000, odd: 1 }] },
    };
    expect(read(object, { validate: false })).toMatchObject({
      resource: { key: "default/A_b", spec: { listeners: [{ port: 70000 }] } },
      findings: [],
    });
    const bare: Json = { apiVersion: gatewayApi, kind: "Gateway", metadata: { name: "a" } };
    expect(read(bare, { validate: false })).toMatchObject({ resource: { spec: {} }, findings: [] });
  });
});

describe("validate", () => {
  it("finds in a resource what reading it would have found", () => {
    const { resource } = readResource({ ...(gateway as object), spec: { listeners: [] } }, { validate: false });
    expect(resource && validate(resource).map(({ problem }) => problem.message)).toEqual([
      "spec.listeners has 0 entries.",
      "spec.gatewayClassName is missing.",
    ]);
  });
});

describe("applyDefaults", () => {
  const prefix = { path: { type: "PathPrefix", value: "/" } };
  it.each<[KindName, Json, Json]>([
    [
      "HTTPRoute",
      { rules: [{ backendRefs: [{ name: "s", port: 80 }] }], parentRefs: [{ name: "g" }] },
      {
        rules: [{ matches: [prefix], backendRefs: [{ group: "", kind: "Service", weight: 1 }] }],
        parentRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "g" }],
      },
    ],
    ["HTTPRoute", {}, { rules: [{ matches: [prefix] }] }],
    [
      "HTTPRoute",
      { rules: [{ matches: [{ method: "GET" }, { path: { value: "/x" } }] }] },
      {
        rules: [{ matches: [{ method: "GET", ...prefix }, { path: { type: "PathPrefix", value: "/x" } }] }],
      },
    ],
    [
      "HTTPRoute",
      { rules: [{ filters: [{ type: "RequestRedirect", requestRedirect: {} }] }] },
      {
        rules: [{ filters: [{ requestRedirect: { statusCode: 302 } }] }],
      },
    ],
    [
      "Gateway",
      { gatewayClassName: "c", listeners: [{ name: "l", tls: { certificateRefs: [{ name: "s" }] } }] },
      {
        listeners: [
          {
            allowedRoutes: { namespaces: { from: "Same" } },
            tls: { mode: "Terminate", certificateRefs: [{ group: "", kind: "Secret" }] },
          },
        ],
      },
    ],
    [
      "Gateway",
      { gatewayClassName: "c", allowedListeners: {} },
      { allowedListeners: { namespaces: { from: "None" } } },
    ],
    ["Service", { ports: [{ port: 80 }] }, { type: "ClusterIP", ports: [{ protocol: "TCP" }] }],
    [
      "BackendTrafficPolicy",
      { circuitBreaker: {}, retry: {}, healthCheck: { passive: {} } },
      {
        circuitBreaker: {
          maxConnections: 1024,
          maxPendingRequests: 1024,
          maxParallelRequests: 1024,
          maxParallelRetries: 1024,
        },
        retry: { numRetries: 2 },
        healthCheck: { passive: { interval: "3s", baseEjectionTime: "30s", maxEjectionPercent: 10 } },
      },
    ],
    ["EnvoyProxy", {}, { logging: { level: { default: "warn" } } }],
    ["Backend", { endpoints: [] }, { type: "Endpoints" }],
  ])("fills a %s in as its CRD does", (kind, spec, expected) => {
    const { resource } = readResource({ ...objectOf(kind), spec }, { validate: false });
    expect(resource && applyDefaults(resource)).toMatchObject({ spec: expected });
  });
});

function objectOf(kind: KindName): { [field: string]: Json } {
  const group = ["HTTPRoute", "Gateway"].includes(kind) ? gatewayApi : "gateway.envoyproxy.io/v1alpha1";
  return { apiVersion: kind === "Service" ? "v1" : group, kind, metadata: { name: "a" } };
}
