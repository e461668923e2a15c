import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Model, ModelRoute, Setting } from "./model.ts";

/** One YAML document. */
export type Document = string;

/** GatewayClass and Gateway. */
export function gatewayDocument(model: Model, setting: Setting): Document[] {
  const extra = [...model.extraListeners]
    .map(([name, port]) => `  - {name: ${name}, protocol: HTTP, port: ${port}}\n`)
    .join("");
  return [
    `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: sluice}
spec:
  controllerName: gateway.envoyproxy.io/gatewayclass-controller
  parametersRef: {group: gateway.envoyproxy.io, kind: EnvoyProxy, name: quick, namespace: default}
`,
    // A listener that is removed drains for this long, and keeps its routes and clusters until then.
    `apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyProxy
metadata: {name: quick, namespace: default}
spec: {shutdown: {drainTimeout: 1s}}
`,
    `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web}
spec:
  gatewayClassName: sluice
  listeners:
  - {name: http, protocol: HTTP, port: ${setting.httpPort}}
  - name: https
    protocol: HTTPS
    port: ${setting.httpsPort}
    tls: {certificateRefs: [{name: server}]}
${extra}`,
  ];
}

/** The listeners' certificate: one of two. */
export function secretDocument(which: number): Document {
  const data = JSON.parse(readFileSync(join(import.meta.dirname, "certificates.json"), "utf8")) as readonly {
    readonly crt: string;
    readonly key: string;
  }[];
  const { crt, key } = data[which] ?? { crt: "", key: "" };
  return `apiVersion: v1
kind: Secret
metadata: {name: server}
type: kubernetes.io/tls
data:
  tls.crt: ${crt}
  tls.key: ${key}
`;
}

/** An HTTPRoute whose last rule takes every path. */
export function routeDocument(route: ModelRoute): Document {
  const backendRefs = route.backends
    .map(
      ({ name, weight }) => `    - {group: gateway.envoyproxy.io, kind: Backend, name: ${name}, weight: ${weight}}\n`,
    )
    .join("");
  const filters = route.header
    ? `    filters:\n    - type: ResponseHeaderModifier\n      responseHeaderModifier: {set: [{name: x-route, value: ${route.name}}]}\n`
    : "";
  const timeouts = route.timeout ? "    timeouts: {request: 30s}\n" : "";
  const extra = Array.from(
    { length: route.extraRules },
    (_, i) => `  - matches: [{path: {type: Exact, value: /extra/${i}}}]\n    backendRefs:\n${backendRefs}`,
  ).join("");
  return `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${route.name}}
spec:
  parentRefs: [{name: web}]
  hostnames: ["${route.host}"]
  rules:
${extra}  - matches: [{path: {type: PathPrefix, value: /}}]
${filters}${timeouts}    backendRefs:
${backendRefs}`;
}
