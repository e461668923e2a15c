/** Manifests that tests write, as text. */

export const gatewayClass: string = `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: sluice
spec:
  controllerName: gateway.envoyproxy.io/gatewayclass-controller
`;

/** A Gateway with one HTTP listener. */
export function gateway(port: number, name = "web"): string {
  return `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: ${name}
spec:
  gatewayClassName: sluice
  listeners:
  - name: http
    protocol: HTTP
    port: ${port}
`;
}

/** A Backend on this machine. */
export function backend(name: string, port: number): string {
  return `apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata:
  name: ${name}
spec:
  endpoints:
  - ip:
      address: 127.0.0.1
      port: ${port}
`;
}

/** A route of one host to one Backend. */
export function route(name: string, host: string, to: string, parent = "web"): string {
  return `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: ${name}
spec:
  parentRefs:
  - name: ${parent}
  hostnames:
  - ${host}
  rules:
  - backendRefs:
    - group: gateway.envoyproxy.io
      kind: Backend
      name: ${to}
`;
}

/** Several manifests as one file. */
export function documents(...texts: readonly string[]): string {
  return texts.join("---\n");
}
