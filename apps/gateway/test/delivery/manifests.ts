import type { KeyPair } from "../traffic/certificates.ts";
import {
  authorityMap,
  backendTlsPolicy,
  classOfSluice,
  gateway,
  httpRoute,
  type Manifest,
  namespace as namespaceObject,
  tlsSecret,
} from "../traffic/manifests.ts";
import type { Model, ModelBackend, ModelRoute, ModelRule, ModelService, Setting } from "./model.ts";

export type { Manifest } from "../traffic/manifests.ts";

const namespace = "default";

/** A model as the objects that a user applies. */
export function manifestsOf(model: Model, setting: Setting): readonly Manifest[] {
  const { certificates, authority } = setting;
  return [
    classOfSluice,
    namespaceObject(namespace),
    gateway("web", listeners(model, setting)),
    certificate("server", certificates[model.certificate]!),
    certificate("second", setting.second),
    authorityMap("backends", authority),
    ...[...model.services.values()].flatMap((service) => serviceObjects(service, setting)),
    ...[...model.routes.values()].flatMap(routeObjects),
  ];
}

function listeners({ extraListeners, second }: Model, { httpPort, httpsPort, extraPorts }: Setting) {
  const certificateRefs = [{ name: "server" }, ...(second ? [{ name: "second" }] : [])];
  return [
    { name: "http", protocol: "HTTP", port: httpPort },
    { name: "https", protocol: "HTTPS", port: httpsPort, tls: { certificateRefs } },
    ...[...extraListeners].sort().map((at) => ({ name: `extra-${at}`, protocol: "HTTP", port: extraPorts[at]! })),
  ];
}

const certificate = (name: string, pair: KeyPair): Manifest => tlsSecret(name, pair);

function routeObjects({ name, host, rules, traffic }: ModelRoute): readonly Manifest[] {
  const route = httpRoute(name, { hostnames: [host], rules: rules.map(ruleObject) });
  const settings = trafficSettings[traffic];
  if (settings === undefined) return [route];
  const targetRefs = [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name }];
  const spec = { targetRefs, ...settings };
  return [route, manifest("gateway.envoyproxy.io/v1alpha1", "BackendTrafficPolicy", { name, namespace }, { spec })];
}

function ruleObject({ path, backends, extras }: ModelRule) {
  const set = [{ name: "x-extras", value: String(extras) }];
  return {
    matches: [{ path: { type: "PathPrefix", value: path } } as const],
    backendRefs: backends.map(({ service, port, weight }: ModelBackend) => ({ name: service, port, weight })),
    ...(extras & 1 ? { timeouts: { request: "60s" } } : {}),
    ...(extras & 2 ? { filters: [{ type: "ResponseHeaderModifier" as const, responseHeaderModifier: { set } }] } : {}),
  };
}

/** Settings that change a cluster without touching what it leads to. */
const trafficSettings: readonly (object | undefined)[] = [
  undefined,
  { loadBalancer: { type: "RoundRobin" } },
  { loadBalancer: { type: "Random" }, circuitBreaker: { maxConnections: 2048 } },
  { timeout: { tcp: { connectTimeout: "7s" } } },
];

function serviceObjects(service: ModelService, { backendPorts }: Setting): readonly Manifest[] {
  const { name, endpoints, others, tls } = service;
  const metadata = { name, namespace };
  const port = (of: string, number: number) => ({ name: of, port: number, protocol: "TCP", targetPort: of });
  const target = [{ group: "", kind: "Service", name }];
  return [
    manifest("v1", "Service", metadata, {
      spec: { clusterIP: "10.0.0.1", ports: [port("main", 80), port("other", 8080)] },
    }),
    // A slice has one set of ports for all its addresses: one slice for each backend.
    ...backendPorts.flatMap((number, i) => {
      const names = [...(endpoints.includes(i) ? ["main"] : []), ...(others.includes(i) ? ["other"] : [])];
      if (names.length === 0) return [];
      const labels = { "kubernetes.io/service-name": name };
      return manifest(
        "discovery.k8s.io/v1",
        "EndpointSlice",
        { name: `${name}-${i}`, namespace, labels },
        {
          addressType: "IPv4",
          ports: names.map((of) => ({ name: of, port: number, protocol: "TCP" })),
          endpoints: [{ addresses: ["127.0.0.1"], conditions: { ready: true } }],
        },
      );
    }),
    ...(tls === undefined
      ? []
      : [
          backendTlsPolicy(name, {
            targetRefs: target,
            validation: {
              hostname: tls.hostname,
              caCertificateRefs: [{ group: "", kind: "ConfigMap", name: "backends" }],
            },
          }),
        ]),
  ];
}

type Metadata = Manifest["metadata"] & { readonly labels?: Readonly<Record<string, string>> };

function manifest(apiVersion: string, kind: string, metadata: Metadata, rest: object): Manifest {
  return { apiVersion, kind, metadata, ...rest };
}
