import { expect, it } from "vitest";
import { basics, service, World } from "../../test/world.ts";

const authority = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";

/** The Gateway of `basics`, whose metrics go to these collectors. */
const withSinks = (...sinks: readonly object[]): string => `${basics.replace(
  "gatewayClassName: sluice",
  "gatewayClassName: sluice\n  infrastructure: {parametersRef: {group: gateway.envoyproxy.io, kind: EnvoyProxy, name: proxy}}",
)}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyProxy
metadata: {name: proxy, namespace: infra}
spec: {telemetry: {metrics: {sinks: ${JSON.stringify(sinks.map((openTelemetry) => ({ type: "OpenTelemetry", openTelemetry })))}}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: authority, namespace: infra}
data: {ca.crt: ${JSON.stringify(authority)}}
`;

const backend = (name: string, spec: object): string => `
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: ${name}, namespace: infra}
spec: ${JSON.stringify(spec)}
`;
const fqdn = { fqdn: { hostname: "collector.example.com", port: 4317 } };
const ip = { ip: { address: "192.0.2.7", port: 4317 } };
const to = (name: string, more: object = {}): object => ({
  backendRefs: [{ group: "gateway.envoyproxy.io", kind: "Backend", name }],
  ...more,
});
const plain = { headers: [], resourceAttributes: {}, countersAsDeltas: false, histogramsAsDeltas: false };

function sinksOf(manifests: string): readonly unknown[] | undefined {
  return new World().apply(manifests).translation.infra.get("infra/web")?.metricSinks;
}

it("says nothing where nothing is asked for", () => {
  expect(sinksOf(basics)).toBeUndefined();
});

it("leads to a host, a Service and Backends, each address once, with what they shall be told", () => {
  const manifests = withSinks(
    { host: "collector.monitoring.svc", reportCountersAsDeltas: true, headers: [{ name: "x-tenant", value: "edge" }] },
    { host: "collector.monitoring.svc", port: 4317 },
    { backendRefs: [{ name: "collector", namespace: "apps", port: 8080 }], resourceAttributes: { team: "edge" } },
    to("by-name"),
    to("by-ip", { reportHistogramsAsDeltas: true }),
  );
  const backends = backend("by-name", { endpoints: [fqdn] }) + backend("by-ip", { endpoints: [ip] });
  expect(sinksOf(manifests + service("collector", "10.1.0.1") + backends)).toEqual([
    {
      ...plain,
      host: "collector.monitoring.svc",
      port: 4317,
      authority: "collector.monitoring.svc",
      headers: [{ name: "x-tenant", value: "edge" }],
      countersAsDeltas: true,
    },
    {
      ...plain,
      host: "collector.apps.svc",
      port: 8080,
      authority: "collector.apps.svc",
      resourceAttributes: { team: "edge" },
    },
    { ...plain, host: "collector.example.com", port: 4317, authority: "collector.example.com" },
    { ...plain, host: "192.0.2.7", port: 4317, histogramsAsDeltas: true },
  ]);
});

const policy = (kind: "Service" | "Backend", name: string, namespace: string, group = ""): string => `
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: tls, namespace: ${namespace}}
spec:
  targetRefs: [{group: "${group}", kind: ${kind}, name: ${name}}]
  validation: {hostname: metrics.example.com, wellKnownCACertificates: System}
`;

it.each<[what: string, manifests: string, found: object]>([
  [
    "authorities of a Backend, whose host stands in for a name",
    withSinks(to("tls")) +
      backend("tls", {
        endpoints: [fqdn],
        tls: { caCertificateRefs: [{ group: "", kind: "ConfigMap", name: "authority" }] },
      }),
    { authority: "collector.example.com", tls: { serverName: "collector.example.com", authority } },
  ],
  [
    "a Backend that verifies nothing",
    withSinks(to("tls")) +
      backend("tls", { endpoints: [ip], tls: { insecureSkipVerify: true, sni: "metrics.example.com" } }),
    { authority: "metrics.example.com", tls: { serverName: "metrics.example.com" } },
  ],
  [
    "a BackendTLSPolicy for a Service",
    withSinks({ backendRefs: [{ name: "collector", namespace: "apps", port: 8080 }] }) +
      service("collector") +
      policy("Service", "collector", "apps"),
    {
      host: "collector.apps.svc",
      authority: "metrics.example.com",
      tls: {
        serverName: "metrics.example.com",
        authority: "system",
        names: [{ type: "DNS", value: "metrics.example.com" }],
      },
    },
  ],
  [
    "a BackendTLSPolicy for a Backend",
    withSinks(to("tls")) +
      backend("tls", { endpoints: [ip] }) +
      policy("Backend", "tls", "infra", "gateway.envoyproxy.io"),
    {
      host: "192.0.2.7",
      tls: {
        serverName: "metrics.example.com",
        authority: "system",
        names: [{ type: "DNS", value: "metrics.example.com" }],
      },
    },
  ],
])("knows TLS: %s", (_, manifests, found) => {
  expect(sinksOf(manifests)).toMatchObject([found]);
});

it.each<[what: string, manifests: string, message: RegExp]>([
  [
    "a Service that does not exist",
    withSinks({ backendRefs: [{ name: "collector", port: 1 }] }),
    /Service infra\/collector does not exist$/,
  ],
  [
    "a port that a Service does not have",
    withSinks({ backendRefs: [{ name: "collector", namespace: "apps", port: 1 }] }) + service("collector"),
    /has no TCP port 1$/,
  ],
  ["a dynamic resolver", withSinks(to("any")) + backend("any", { type: "DynamicResolver" }), /is a dynamic resolver/],
  [
    "a Unix socket",
    withSinks(to("unix")) + backend("unix", { endpoints: [{ unix: { path: "/run/otel.sock" } }] }),
    /is a Unix socket/,
  ],
  [
    "authorities that are missing",
    withSinks(to("tls")) +
      backend("tls", {
        endpoints: [fqdn],
        tls: { caCertificateRefs: [{ group: "", kind: "ConfigMap", name: "none" }] },
      }),
    /ConfigMap infra\/none does not exist/,
  ],
])("leaves out %s, says so, and serves traffic all the same", (_, manifests, message) => {
  const { translation } = new World().apply(manifests);
  expect(translation.infra.get("infra/web")?.metricSinks).toEqual([]);
  const reports = translation.reports.list().filter(({ key }) => key.startsWith("metric-sink"));
  expect(reports).toMatchObject([{ about: { kind: "Gateway", name: "web" }, severity: "error" }]);
  expect(reports[0]?.problem.message).toMatch(message);
  expect(translation.xds.listeners.list()).toHaveLength(1);
});

it("follows its Backend", () => {
  const world = new World().apply(withSinks(to("by-name")));
  expect(world.translation.infra.get("infra/web")?.metricSinks).toEqual([]);
  world.apply(backend("by-name", { endpoints: [fqdn] }));
  expect(world.translation.infra.get("infra/web")?.metricSinks).toMatchObject([{ host: "collector.example.com" }]);
});
