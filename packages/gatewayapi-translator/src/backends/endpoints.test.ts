import type { Endpoint } from "@sluice/ir";
import { describe, expect, it } from "vitest";
import { World } from "../../test/world.ts";

const start = `
{apiVersion: v1, kind: Namespace, metadata: {name: a}}
---
{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: sluice}, spec: {controllerName: gateway.envoyproxy.io/gatewayclass-controller}}
---
{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: g, namespace: a}, spec: {gatewayClassName: sluice, listeners: [{name: http, port: 80, protocol: HTTP}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: s, namespace: a}, spec: {clusterIP: 10.0.0.1, ports: [{name: p, port: 80}, {name: q, port: 81}]}}
---
{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r, namespace: a}, spec: {parentRefs: [{name: g}], rules: [{backendRefs: [{name: s, port: 80}]}]}}
`;

function slice(name: string, endpoints: string, port = "{name: p, port: 8080}", type = "IPv4"): string {
  return `---
{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: ${name}, namespace: a, labels: {kubernetes.io/service-name: s}}, addressType: ${type}, ports: [${port}], endpoints: [${endpoints}]}
`;
}

function endpoints(...slices: readonly string[]): readonly Endpoint[] | undefined {
  const world = new World().apply(start + slices.join(""));
  return world.translation.xds.assignments.list()[0]?.groups[0]?.endpoints;
}

const ip = (address: string, more: Partial<Endpoint> = {}): Endpoint => ({
  address: { kind: "ip", ip: address, port: 8080 },
  draining: false,
  ...more,
});

describe("endpoints of a Service", () => {
  it.each<[string, readonly string[], readonly Endpoint[] | undefined]>([
    ["none", [], undefined],
    ["for another port", [slice("x", "{addresses: [10.1.0.1]}", "{name: q, port: 8080}")], undefined],
    [
      "sorted by address",
      [slice("x", "{addresses: [10.1.0.2]}, {addresses: [10.1.0.1], zone: z}")],
      [ip("10.1.0.1", { zone: "z" }), ip("10.1.0.2")],
    ],
    [
      "of several slices",
      [slice("x", "{addresses: [10.1.0.2]}"), slice("y", "{addresses: [10.1.0.1]}")],
      [ip("10.1.0.1"), ip("10.1.0.2")],
    ],
    [
      "in two slices: serving wins",
      [slice("x", "{addresses: [10.1.0.1], conditions: {ready: false}}"), slice("y", "{addresses: [10.1.0.1]}")],
      [ip("10.1.0.1")],
    ],
    [
      "not ready: left out, or Envoy would fall back to it where there are no others",
      [slice("x", "{addresses: [10.1.0.1], conditions: {ready: false}}")],
      [],
    ],
    [
      "going away, still serving",
      [slice("x", "{addresses: [10.1.0.1], conditions: {ready: false, serving: true, terminating: true}}")],
      [ip("10.1.0.1", { draining: true })],
    ],
    [
      "serving says nothing alone",
      [slice("x", "{addresses: [10.1.0.1], conditions: {serving: false}}")],
      [ip("10.1.0.1")],
    ],
    [
      "by name",
      [slice("x", "{addresses: [a.example.com]}", "{name: p, port: 8080}", "FQDN")],
      [{ address: { kind: "fqdn", hostname: "a.example.com", port: 8080 }, draining: false }],
    ],
  ])("%s", (_title, slices, expected) => {
    expect(endpoints(...slices)).toEqual(expected);
  });
});
