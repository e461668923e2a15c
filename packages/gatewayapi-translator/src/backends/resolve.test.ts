import { describe, expect, it } from "vitest";
import type { BackendObject } from "./backend.ts";
import { type BackendScope, resolveBackend } from "./resolve.ts";
import type { ServiceTarget, TargetPort } from "./target.ts";

const port = (more: Partial<TargetPort> = {}): TargetPort => ({
  port: 80,
  name: "http",
  protocol: "TCP",
  endpoints: "ip",
  ...more,
});

function service(more: Partial<ServiceTarget> = {}): ServiceTarget {
  return {
    kind: "service",
    key: "Service/apps/s",
    origin: { group: "", kind: "Service", namespace: "apps", name: "s" },
    clusterIps: ["10.0.0.1"],
    externalName: false,
    ports: [port()],
    ...more,
  };
}

function backend(more: Partial<BackendObject> = {}): BackendObject {
  return {
    kind: "backend",
    key: "Backend/apps/b",
    origin: { group: "gateway.envoyproxy.io", kind: "Backend", namespace: "apps", name: "b" },
    dynamicResolver: false,
    addresses: "static",
    hasUnixSockets: false,
    appProtocols: [],
    fallback: false,
    ...more,
  };
}

const toService = { name: "s", port: 80 };
const toBackend = { group: "gateway.envoyproxy.io", kind: "Backend", name: "b" };

function resolve(
  ref: Parameters<typeof resolveBackend>[0],
  target: ServiceTarget | BackendObject | undefined,
  more: Partial<BackendScope> & { kind?: string } = {},
) {
  const { kind = "HTTPRoute", ...scope } = more;
  return resolveBackend(ref, "spec.rules[0].backendRefs[0]", {
    route: { group: "gateway.networking.k8s.io", kind, namespace: "apps", name: "r" },
    routing: { endpointRouting: true },
    permits: () => true,
    target: (key) => (key === target?.key ? target : undefined),
    policyFor: () => undefined,
    ...scope,
  });
}

describe("a backend that can be used", () => {
  it.each([
    ["its endpoints", service(), { endpointRouting: true }, "slices", /^service\/apps\/s\/80\/http$/],
    ["its cluster IP", service(), { endpointRouting: false }, "addresses", /^service\/apps\/s\/80\/http\/[0-9a-f]{8}$/],
    [
      "endpoints of a headless one",
      service({ clusterIps: [] }),
      { endpointRouting: false },
      "slices",
      /^service\/apps\/s\/80\/http$/,
    ],
  ])("routes to a Service: %s", (_title, target, routing, source, name) => {
    const found = resolve(toService, target, { routing });
    expect(found).toMatchObject({
      ok: true,
      plan: { name: expect.stringMatching(name), members: [{ source: { kind: source } }] },
    });
  });

  it.each([
    ["HTTPRoute", undefined, "HTTP"],
    ["HTTPRoute", "kubernetes.io/h2c", "HTTP2"],
    ["HTTPRoute", "kubernetes.io/ws", "WebSocket"],
    ["HTTPRoute", "grpc", "GRPC"],
    ["GRPCRoute", "kubernetes.io/h2c", "GRPC"],
    ["TCPRoute", "kubernetes.io/h2c", "TCP"],
  ])("speaks for a %s with appProtocol %s: %s", (kind, appProtocol, protocol) => {
    const target = service({ ports: [port(appProtocol === undefined ? {} : { appProtocol })] });
    expect(resolve(toService, target, { kind })).toMatchObject({ ok: true, plan: { protocol } });
  });

  it.each([
    ["addresses", backend(), "endpoints", "backend"],
    ["names", backend({ addresses: "fqdn" }), "dns", "backend"],
    ["whatever the client asks for", backend({ addresses: "none", dynamicResolver: true }), "dynamicResolver", "none"],
  ])("finds a Backend by %s", (_title, target, discovery, source) => {
    expect(resolve(toBackend, target)).toMatchObject({
      ok: true,
      plan: { discovery: { kind: discovery }, members: [{ source: { kind: source } }] },
    });
  });
});

describe("a backend that cannot be used", () => {
  it.each<[string, Parameters<typeof resolve>, string]>([
    ["another kind", [{ kind: "Pod", name: "p", port: 80 }, undefined], "backendKind"],
    ["another group", [{ group: "example.com", name: "s", port: 80 }, service()], "backendKind"],
    ["no grant", [toService, service(), { permits: () => false }], "backendNotPermitted"],
    ["no port", [{ name: "s" }, service()], "portMissing"],
    ["not there", [toService, undefined], "backendNotFound"],
    ["no such port", [{ name: "s", port: 81 }, service()], "portNotFound"],
    ["a port for datagrams", [toService, service({ ports: [port({ protocol: "UDP" })] })], "portNotFound"],
    ["a name for another host", [toService, service({ externalName: true })], "unsupportedBackend"],
    ["no endpoints", [toService, service({ ports: [port({ endpoints: "none" })] })], "noEndpoints"],
    ["mixed endpoints", [toService, service({ ports: [port({ endpoints: "mixed" })] })], "addressType"],
    ["a Backend with mixed endpoints", [toBackend, backend({ addresses: "mixed" })], "addressType"],
    ["a Backend with sockets", [toBackend, backend({ hasUnixSockets: true })], "addressType"],
    ["an empty Backend", [toBackend, backend({ addresses: "none" })], "noEndpoints"],
    ["broken TLS", [toBackend, backend({ tls: { ok: false, message: "no CA" } })], "backendTls"],
  ])("%s", (_title, args, kind) => {
    expect(resolve(...args)).toMatchObject({
      ok: false,
      fault: { kind, field: "spec.rules[0].backendRefs[0]", message: expect.stringMatching(/\S/) },
    });
  });

  it("does not tell whether a backend that is not permitted exists", () => {
    const none = resolve(toService, undefined, { permits: () => false });
    expect(none).toEqual(resolve(toService, service(), { permits: () => false }));
  });
});
