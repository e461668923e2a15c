import type { Manifest } from "@sluice/testkit/kube";

const gatewayApi = "gateway.networking.k8s.io";

export function service(name: string, namespace = "default", labels: Readonly<Record<string, string>> = {}): Manifest {
  return { apiVersion: "v1", kind: "Service", metadata: { name, namespace, labels }, spec: { ports: [{ port: 80 }] } };
}

export function secret(name: string, namespace = "default", value = "c2VjcmV0"): Manifest {
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, data: { key: value } };
}

export function namespace(name: string, labels: Readonly<Record<string, string>> = {}): Manifest {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

export function route(name: string, inNamespace = "default", path = "/"): Manifest {
  return {
    apiVersion: `${gatewayApi}/v1`,
    kind: "HTTPRoute",
    metadata: { name, namespace: inNamespace },
    spec: { parentRefs: [{ name: "gate" }], rules: [{ matches: [{ path: { type: "PathPrefix", value: path } }] }] },
  };
}

/** A Gateway with an HTTPS listener for each certificate. */
export function gateway(name: string, certificates: readonly string[], inNamespace = "default"): Manifest {
  const listeners = certificates.map((certificate, at) => ({
    name: `https-${at}`,
    port: 8443 + at,
    protocol: "HTTPS",
    tls: { certificateRefs: [{ name: certificate }] },
  }));
  return {
    apiVersion: `${gatewayApi}/v1`,
    kind: "Gateway",
    metadata: { name, namespace: inNamespace },
    spec: {
      gatewayClassName: "any",
      listeners: listeners.length > 0 ? listeners : [{ name: "http", port: 80, protocol: "HTTP" }],
    },
  };
}

/** A CRD that accepts anything, unlike the real one. */
export function permissiveCrd(kind: string, plural: string): Manifest {
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.gateway.envoyproxy.io` },
    spec: {
      group: "gateway.envoyproxy.io",
      names: { kind, plural, singular: kind.toLowerCase() },
      scope: "Namespaced",
      versions: [{ name: "v1alpha1", served: true, storage: true, schema }],
    },
  };
}
