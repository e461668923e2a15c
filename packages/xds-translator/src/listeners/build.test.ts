import type { Listener, TcpRoute } from "@sluice/ir";
import { typeName, validateResource } from "@sluice/protos";
import { describe, expect, it } from "vitest";
import { backend, fleet, fleetKey, httpsListener, tcpListener, tcpRoute } from "../../test/values.ts";
import type { Built } from "../encoding/resource.ts";
import { buildListeners, buildReadiness } from "./build.ts";

const tls = tcpListener("tls", { protocol: "TLS" });

function build(members: readonly Listener[], tcpRoutes: readonly TcpRoute[] = []): readonly Built[] {
  return buildListeners({
    fleet: fleet(),
    members,
    httpFilters: () => [],
    tcpRoutes: (listener) => tcpRoutes.filter((route) => route.listener === listener),
    udpRoute: () => undefined,
    destination: () => undefined,
  });
}

const problems = (all: readonly Built[]): unknown =>
  all.map(({ reports }) => reports.map(({ about, severity, problem }) => [about.name, severity, problem.kind]));

describe("buildListeners", () => {
  it("makes a resource of the listener and of its twin for QUIC", () => {
    const [tcp, quic] = build([httpsListener("s", { features: { http3: { advertisedPort: 443 } } })]);
    for (const built of [tcp!, quic!]) {
      const { typeUrl, value, origins } = built.resource!;
      expect(typeName(typeUrl)).toBe("envoy.config.listener.v3.Listener");
      expect(validateResource(typeUrl, value)).toEqual([]);
      expect(origins).toEqual(["Gateway/default/eg"]);
    }
    expect([tcp?.resource?.name, quic?.resource?.name]).toEqual([`${fleetKey}/s`, `${fleetKey}/s-quic`]);
  });

  it("fetches certificates of TCP routes that end TLS, not of others", () => {
    const end = { kind: "terminate", tls: { certificates: ["ns/cert"], settings: {} } } as const;
    const [built] = build(
      [tls],
      [
        tcpRoute("a", { listener: tls.name, snis: ["a"], tls: end }),
        tcpRoute("b", { listener: tls.name, snis: ["b"], tls: { kind: "passthrough" }, backends: [backend("b")] }),
      ],
    );
    expect(built?.resource?.brings.map(({ name }) => name)).toEqual(["ns/cert"]);
    expect(built?.resource?.needs.map(({ name }) => name)).toEqual(["b", "service/default/app/8080"]);
  });

  it.each([
    ["its only route's", [tcpRoute("a", { listener: tls.name, backends: [backend("b")] })], ["b"]],
    ["the empty one without a route", [], ["EmptyCluster"]],
  ])("needs clusters: %s", (_title, routes, expected) => {
    expect(build([tls], routes)[0]?.resource?.needs.map(({ name }) => name)).toEqual(expected);
  });

  it("tells routes whose server names belong to others", () => {
    const route = (name: string, snis: readonly string[]): TcpRoute =>
      tcpRoute(name, { listener: tls.name, snis, tls: { kind: "passthrough" } });
    const all = build([tls], [route("a", ["x"]), route("b", ["x", "y"]), route("c", [])]);
    expect(problems(all)).toEqual([[["b", "warning", "conflict"]]]);
    expect(all[0]?.reports[0]?.problem.message).toContain("has x");
    expect(problems(build([tls], [route("a", []), route("b", [])]))).toEqual([[["b", "warning", "conflict"]]]);
  });

  it("holds back what Envoy would refuse, and tells the listener", () => {
    const long = { certificates: ["c"], settings: {}, alpn: [""] };
    const [built] = build([httpsListener("s", { port: 70_000, tls: long })]);
    expect(built?.resource).toBeUndefined();
    expect(problems([built!])).toEqual([[["eg", "error", "invalidXds"]]]);
  });
});

describe("buildReadiness", () => {
  it("makes a listener for fleets that are probed", () => {
    const built = buildReadiness(fleet({ readiness: { address: "0.0.0.0", port: 19003, path: "/ready" } }));
    expect(built?.resource?.name).toBe("envoy-gateway-proxy-ready-0.0.0.0-19003");
    expect(built?.reports).toEqual([]);
  });

  it("makes none for others", () => {
    expect(buildReadiness(fleet())).toBeUndefined();
  });
});
