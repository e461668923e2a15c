import { beforeAll, describe, expect, it } from "vitest";
import { basics, route, service, slice, World } from "./world.ts";

const each = 3_250;
const perPort = 5;
const ports = 50;

/** What reruns when a route changes besides its binding: what follows from the binding alone, once each. */
const chain = {
  "gatewayapi/attachments": 1,
  "gatewayapi/policy-uses": 1,
  "gatewayapi/http-routes": 1,
  "gatewayapi/l4-candidates": 1,
  "gatewayapi/wants/routes": 1,
  "gatewayapi/cluster-aliases": 1,
  "gatewayapi/statuses/routes": 1,
  "gatewayapi/reports/routes": 1,
};

const total = 3 * each;

const gateway = `
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: wires, namespace: infra}
spec:
  gatewayClassName: sluice
  listeners:
  - {name: tls, port: 9443, protocol: TLS, tls: {mode: Passthrough}, allowedRoutes: {namespaces: {from: All}}}
${Array.from({ length: ports }, (_, i) => ["TCP", "UDP"].map((kind) => `  - {name: ${kind.toLowerCase()}-${i}, port: ${3000 + i}, protocol: ${kind}, allowedRoutes: {namespaces: {from: All}}}\n`).join("")).join("")}`;

function grpc(name: string, method: string): string {
  return `
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: ${name}, namespace: apps}
spec:
  parentRefs: [{name: web, namespace: infra}]
  rules: [{matches: [{method: {service: shop.Cart, method: ${method}}}], backendRefs: [{name: shared, port: 8080}]}]`;
}

function wire(kind: string, name: string, more: { section: string; hosts?: string; to?: string }): string {
  return `
---
apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: {name: ${name}, namespace: apps}
spec:
  parentRefs: [{name: wires, namespace: infra, sectionName: ${more.section}}]
  ${more.hosts === undefined ? "" : `hostnames: [${more.hosts}]`}
  rules: [{backendRefs: [{name: ${more.to ?? "shared"}, port: ${kind === "UDPRoute" ? 53 : 8080}}]}]`;
}

/** The same manifests with a port for datagrams, too. */
function twoPorts(manifests: string): string {
  const dns = "{name: dns, port: 53, protocol: UDP}";
  return manifests.replaceAll("{name: http, port: 8080}]", `{name: http, port: 8080}, ${dns}]`);
}

describe(`a change among ${total + 2 * ports * perPort} routes of all kinds`, () => {
  const world = new World();

  beforeAll(() => {
    const mixed = Array.from({ length: each }, (_, i) => [
      route(`r${i}`, `/r${i}`, "shared"),
      grpc(`g${i}`, `M${i}`),
      wire("TLSRoute", `t${i}`, { section: "tls", hosts: `h${i}.example.com` }),
    ]).flat();
    const exclusive = Array.from({ length: ports * perPort }, (_, i) => [
      wire("TCPRoute", `c${i}`, { section: `tcp-${i % ports}` }),
      wire("UDPRoute", `u${i}`, { section: `udp-${i % ports}` }),
    ]).flat();
    world.apply(basics + gateway + twoPorts(service("shared", "10.1.0.1")) + twoPorts(service("other", "10.1.0.2")));
    world.apply([...mixed, ...exclusive].join(""));
  }, 60_000);

  function runs(manifests: string): Record<string, number> {
    const before = world.runs();
    world.apply(manifests);
    return world.runsSince(before);
  }

  it("has translated all of them", () => {
    const { xds, statuses } = world.translation;
    expect(xds.httpRoutes.size).toBe(2 * each);
    expect(xds.tcpRoutes.size).toBe(each + ports);
    expect(xds.udpRoutes.size).toBe(ports);
    expect(statuses.size).toBeGreaterThanOrEqual(10_000);
  });

  it("reruns the chain of an HTTPRoute", () => {
    expect(runs(route("r7", "/seven", "shared"))).toEqual({
      ...chain,
      "gatewayapi/bindings/http": 1,
      "gatewayapi/overlaps": 1,
    });
  });

  it("reruns the chain of a GRPCRoute", () => {
    expect(runs(grpc("g7", "Seven"))).toEqual({
      ...chain,
      "gatewayapi/bindings/grpc": 1,
      "gatewayapi/overlaps": 1,
    });
  });

  it("reruns the chain of a TLSRoute", () => {
    const manifest = wire("TLSRoute", "t7", { section: "tls", hosts: "seven.example.com" });
    expect(runs(manifest)).toEqual({
      ...chain,
      "gatewayapi/bindings/tls": 1,
      "gatewayapi/tcp-routes/tls": 1,
      "gatewayapi/secret-wants/tcp-routes": 1,
    });
  });

  it.each([
    ["TCPRoute", "c7", "tcp-7", "tcp"],
    ["UDPRoute", "u7", "udp-7", "udp"],
  ])("reruns the chain of a %s and the choice of its listener's route", (kind, name, section, binding) => {
    const changed = runs(wire(kind, name, { section, to: "other" }));
    expect(changed).toMatchObject({
      ...chain,
      [`gatewayapi/bindings/${binding}`]: 1,
      "gatewayapi/tcp-routes/tcp": 1,
      "gatewayapi/udp-routes": 1,
      "gatewayapi/losers": 1,
    });
    for (const [derivation, count] of Object.entries(changed))
      expect([derivation, count <= 2]).toEqual([derivation, true]);
  });

  it("changes one assignment per fleet when endpoints change", () => {
    const changed = runs(twoPorts(slice("shared", "10.1.0.1", "10.1.0.3")));
    expect(Object.keys(changed).sort()).toEqual(["gatewayapi/assignments", "gatewayapi/services"]);
  });
});
