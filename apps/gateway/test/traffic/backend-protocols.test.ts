import type { Backend, BackendTLSPolicy } from "@sluice/resources";
import { freePorts } from "@sluice/testkit/running-gateway";
import { beforeAll, expect, it } from "vitest";
import { makeAuthority } from "./certificates.ts";
import { echoOf, type Received, send } from "./client.ts";
import { startGrpcBackend } from "./grpc-backend.ts";
import { callChat } from "./grpc-client.ts";
import { startHttpBackend } from "./http-backend.ts";
import {
  authorityMap,
  backend,
  backendTlsPolicy,
  classOfSluice,
  gateway,
  grpcRoute,
  httpRoute,
  type Manifest,
  service,
  tlsSecret,
  to,
  toBackend,
} from "./manifests.ts";
import { describeTraffic } from "./traffic.ts";
import { converse, startWebSocketBackend } from "./websocket.ts";

describeTraffic("Backends' protocols", (traffic) => {
  let port = 0;
  let manifests: readonly Manifest[] = [];

  beforeAll(async () => {
    [port = 0] = await freePorts(1);
    const [good, other] = await Promise.all([makeAuthority("good"), makeAuthority("other")]);
    const pair = await good.issue("secure.test", "also.secure.test");
    const start = {
      http1: startHttpBackend("http1"),
      h2c: startHttpBackend("h2c", { protocol: "h2c" }),
      https: startHttpBackend("https", { protocol: "https", tls: pair }),
      mutual: startHttpBackend("mutual", { protocol: "https", tls: { ...pair, ca: good.cert } }),
      ws: startWebSocketBackend("ws"),
      wss: startWebSocketBackend("wss", pair),
      grpcs: startGrpcBackend("grpcs", ["shop.v1.Cart"], pair),
    };
    const started = await Promise.all(
      Object.entries(start).map(
        async ([name, starting]) => [name, (await traffic.run<Started>(starting)).port] as const,
      ),
    );
    const at = Object.fromEntries(started) as Ports;
    const tls = { backend: { clientCertificateRef: { name: "proxy" } } };
    manifests = [
      classOfSluice,
      gateway("web", [{ name: "http", protocol: "HTTP", port }], { tls }),
      tlsSecret("proxy", await good.issue("proxy.test")),
      tlsSecret("other-proxy", await good.issue("other-proxy.test")),
      authorityMap("good", good.cert),
      authorityMap("other", other.cert),
      ...plain(at),
      ...secure(at),
    ];
    await traffic.serve(manifests, [port]);
  });

  const ask = (host: string): Promise<Received> => send({ port, host: `${host}.test`, method: "POST", body: "hello" });

  it.each<[string, string, string]>([
    ["HTTP/1.1", "http1", "1.1"],
    ["h2c to a Service", "h2c-service", "2.0"],
    ["h2c to a Backend", "h2c-backend", "2.0"],
  ])("is %s", async (_title, host, httpVersion) => {
    expect(echoOf(await ask(host))).toMatchObject({ httpVersion, method: "POST", body: "hello" });
  });

  it.each<[string, string, string | undefined]>([
    ["a BackendTLSPolicy for the Service", "policy", "secure.test"],
    ["a BackendTLSPolicy for a port", "policy-port", "secure.test"],
    ["a BackendTLSPolicy with other names to accept", "policy-sans", "unrelated.test"],
    ["a BackendTLSPolicy for a Backend", "policy-backend", "secure.test"],
    ["a Backend's own settings", "backend", "secure.test"],
    ["a Backend that is not verified", "unverified", undefined],
    ["the endpoint's own name", "endpoint-name", "also.secure.test"],
    ["the request's own host", "also.secure", "also.secure.test"],
  ])("is HTTPS by %s", async (_title, host, sni) => {
    const echo = echoOf(await ask(host));
    expect(echo).toMatchObject({ backend: "https", httpVersion: "2.0", body: "hello" });
    expect(echo.tls).toMatchObject(sni === undefined ? {} : { sni });
  });

  it.each([
    ["a certificate of another authority", "wrong-authority", 503],
    ["a certificate with another name", "wrong-name", 503],
    ["a BackendTLSPolicy without an authority that exists", "no-authority", 500],
    ["plain text where the backend wants TLS", "plain-to-tls", 503],
  ])("refuses %s", async (_title, host, status) => {
    expect((await ask(host)).status).toBe(status);
  });

  it("shows the Gateway's certificate to backends, or the Backend's own", async () => {
    expect(echoOf(await ask("mutual")).tls).toMatchObject({ client: "proxy.test" });
    expect(echoOf(await ask("mutual-own")).tls).toMatchObject({ client: "other-proxy.test" });
  });

  it("is gRPC over TLS", async () => {
    const called = { port, host: "grpcs.test", service: "shop.v1.Cart" };
    expect(await callChat(called, ["a", "b"])).toEqual(["grpcs:a", "grpcs:b"]);
  });

  it.each([
    ["a Service that says nothing", "ws-plain", "ws"],
    ["a Service that says so", "ws-service", "ws"],
    ["a Backend that says so", "ws-backend", "ws"],
    ["a Backend over TLS", "wss-backend", "wss"],
  ])("is WebSocket to %s", async (_title, host, name) => {
    const conversation = await converse({ port, host: `${host}.test`, path: "/chat?room=1" });
    expect(await conversation.say("one")).toBe(`${name}/chat?room=1:one`);
    expect(await conversation.say("two")).toBe(`${name}/chat?room=1:two`);
    conversation.end();
  });

  it("refuses WebSockets that the backend refuses", async () => {
    await expect(converse({ port, host: "http1.test" })).rejects.toThrow(/200/);
  });

  it("keeps WebSockets while routes change around them", async () => {
    const conversation = await converse({ port, host: "ws-service.test" });
    traffic.write([...manifests, route("late", to("http1"))]);
    await traffic.until(async () => (await ask("late")).status === 200);
    expect(await conversation.say("still here")).toBe("ws/:still here");
    conversation.end();
  });
});

interface Started {
  readonly port: number;
  stop(): Promise<void>;
}
type Ports = Readonly<Record<"http1" | "h2c" | "https" | "mutual" | "ws" | "wss" | "grpcs", number>>;

/** A route for `<name>.test`. */
function route(name: string, ref = to(name)): Manifest {
  return httpRoute(name, { hostnames: [`${name}.test`], rules: [{ backendRefs: [ref] }] });
}

function plain(at: Ports): readonly Manifest[] {
  return [
    ...service("http1", at.http1),
    ...service("h2c-service", at.h2c, { appProtocol: "kubernetes.io/h2c" }),
    backend("h2c-backend", [at.h2c], { appProtocols: ["gateway.envoyproxy.io/h2c"] }),
    ...service("ws-plain", at.ws),
    ...service("ws-service", at.ws, { appProtocol: "kubernetes.io/ws" }),
    backend("ws-backend", [at.ws], { appProtocols: ["gateway.envoyproxy.io/ws"] }),
    ...["http1", "h2c-service", "ws-plain", "ws-service"].map((name) => route(name)),
    ...["h2c-backend", "ws-backend"].map((name) => route(name, toBackend(name))),
  ];
}

type BackendTls = NonNullable<Backend["spec"]["tls"]>;
type Validation = BackendTLSPolicy["spec"]["validation"];

const authority = { group: "", kind: "ConfigMap", name: "good" };
const otherAuthority = { ...authority, name: "other" };

/** A Service with a route, and a BackendTLSPolicy for it. */
function withPolicy(name: string, port: number, validation: Validation, sectionName?: string): readonly Manifest[] {
  const target = { group: "", kind: "Service", name, ...(sectionName === undefined ? {} : { sectionName }) };
  return [...service(name, port), route(name), backendTlsPolicy(name, { targetRefs: [target], validation })];
}

/** A Backend with TLS and a route. */
function withTls(name: string, endpoints: Parameters<typeof backend>[1], tls: BackendTls): readonly Manifest[] {
  return [backend(name, endpoints, { tls }), route(name, toBackend(name))];
}

function secure(at: Ports): readonly Manifest[] {
  const hostname = "secure.test";
  const good = { hostname, caCertificateRefs: [authority] };
  const trusted: BackendTls = { caCertificateRefs: [authority], sni: hostname };
  const named = { ip: { address: "127.0.0.1", port: at.https }, hostname: "also.secure.test" };
  return [
    ...withPolicy("policy", at.https, good),
    ...withPolicy("policy-port", at.https, good, "main"),
    ...withPolicy("policy-sans", at.https, {
      ...good,
      hostname: "unrelated.test",
      subjectAltNames: [{ type: "Hostname", hostname: "also.secure.test" }],
    }),
    ...withPolicy("wrong-authority", at.https, { hostname, caCertificateRefs: [otherAuthority] }),
    ...withPolicy("wrong-name", at.https, { ...good, hostname: "other.test" }),
    ...withPolicy("no-authority", at.https, { hostname, caCertificateRefs: [{ ...authority, name: "nowhere" }] }),
    ...withPolicy("mutual", at.mutual, good),
    backend("policy-backend", [at.https]),
    route("policy-backend", toBackend("policy-backend")),
    backendTlsPolicy("policy-backend", {
      targetRefs: [{ group: "gateway.envoyproxy.io", kind: "Backend", name: "policy-backend" }],
      validation: good,
    }),
    ...withTls("backend", [at.https], trusted),
    ...withTls("unverified", [at.https], { insecureSkipVerify: true }),
    ...withTls("endpoint-name", [named], { caCertificateRefs: [authority], autoSNIFromEndpointHostname: true }),
    ...withTls("also.secure", [at.https], { caCertificateRefs: [authority] }),
    ...withTls("mutual-own", [at.mutual], { ...trusted, clientCertificateRef: { name: "other-proxy" } }),
    backend("wss-backend", [at.wss], { tls: trusted, appProtocols: ["gateway.envoyproxy.io/wss"] }),
    route("wss-backend", toBackend("wss-backend")),
    ...service("plain-to-tls", at.https),
    route("plain-to-tls"),
    ...service("grpcs", at.grpcs),
    grpcRoute("grpcs", { hostnames: ["grpcs.test"], rules: [{ backendRefs: [to("grpcs")] }] }),
    backendTlsPolicy("grpcs", { targetRefs: [{ group: "", kind: "Service", name: "grpcs" }], validation: good }),
  ];
}
