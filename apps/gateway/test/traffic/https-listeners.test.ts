import type { Gateway } from "@sluice/resources";
import { freePorts } from "@sluice/testkit/running-gateway";
import { beforeAll, expect, it } from "vitest";
import { type Authority, type KeyPair, makeAuthority } from "./certificates.ts";
import { echoOf, type Received, type Sent, send, sendHttp2 } from "./client.ts";
import { startHttpBackend } from "./http-backend.ts";
import {
  authorityMap,
  classOfSluice,
  gateway,
  httpRoute,
  type Manifest,
  referenceGrant,
  service,
  tlsSecret,
  to,
} from "./manifests.ts";
import { describeTraffic } from "./traffic.ts";

const names = ["https", "strict", "lenient", "open", "overlap"] as const;

describeTraffic("HTTPS listeners", (traffic) => {
  let port: Readonly<Record<(typeof names)[number], number>>;
  let authority: Authority;
  let client: KeyPair;
  let stranger: KeyPair;

  beforeAll(async () => {
    const ports = await freePorts(names.length);
    port = Object.fromEntries(names.map((name, i) => [name, ports[i]])) as typeof port;
    const clients = await makeAuthority("clients");
    const others = await makeAuthority("others");
    authority = await makeAuthority("servers");
    [client, stranger] = await Promise.all([clients.issue("client.test"), others.issue("stranger.test")]);
    const issue = async (name: string, ...hosts: readonly string[]) => tlsSecret(name, await authority.issue(...hosts));
    const blue = await traffic.run(startHttpBackend("blue"));
    await traffic.serve(
      [
        classOfSluice,
        gateway("web", listeners(port), { tls: frontend(port) }),
        await issue("one", "one.test"),
        await issue("wild", "*.wild.test"),
        await issue("rest", "rest.test"),
        await issue("overlap", "*.over.test", "*.wide.test", "routeless.test"),
        tlsSecret("elsewhere", await authority.issue("elsewhere.test"), { namespace: "shop" }),
        referenceGrant(
          "certificates",
          {
            from: [{ group: "gateway.networking.k8s.io", kind: "Gateway", namespace: "default" }],
            to: [{ group: "", kind: "Secret" }],
          },
          { namespace: "shop" },
        ),
        authorityMap("clients", clients.cert),
        ...service("blue", blue.port),
        ...routes,
      ],
      ports,
    );
  });

  const ask = (at: number, host: string, tls: Sent["tls"] = {}): Promise<Received> =>
    send({ port: at, host, tls: { ca: authority.cert, ...tls } });

  it.each([
    ["its own name", "one.test", "one.test"],
    ["a wildcard", "a.wild.test", "*.wild.test"],
    ["a Secret of another namespace", "elsewhere.test", "elsewhere.test"],
    ["a listener without a hostname, which takes the rest", "rest.test", "rest.test"],
  ])("show the certificate for %s", async (_title, host, certificate) => {
    const received = await ask(port.https, host);
    expect(received.certificate).toBe(certificate);
    expect(echoOf(received)).toMatchObject({ backend: "blue", host });
    expect(received.headers["x-listener"]).toBe(host.replace("a.", ""));
  });

  it("speak HTTP/2 to whom wants it, and tell backends the scheme", async () => {
    const received = await sendHttp2({ port: port.https, host: "one.test", tls: { ca: authority.cert } });
    expect(received.alpn).toBe("h2");
    expect(echoOf(received).headers).toMatchObject({ "x-forwarded-proto": "https" });
  });

  it("send requests back that came over another listener's connection", async () => {
    const tls = { ca: authority.cert, servername: "one.test" };
    expect((await send({ port: port.https, host: "a.wild.test", tls })).status).toBe(421);
  });

  // As HTTPRouteHTTPSListenerDetectMisdirectedRequests of the conformance tests has it.
  it.each([
    ["first.over.test", "first.over.test", "over-any"],
    ["first.over.test", "second.over.test", 421],
    ["first.over.test", "unknown.over.test", 404],
    ["second.over.test", "second.over.test", "over-second"],
    ["second.over.test", "first.over.test", 421],
    ["second.over.test", "unknown.over.test", 421],
    ["third.wide.test", "third.wide.test", "over-wide"],
    ["third.wide.test", "fifth.wide.test", "over-wide"],
    ["third.wide.test", "fourth.wide.test", 421],
    ["third.wide.test", "second.over.test", 421],
    ["third.wide.test", "unknown.over.test", 421],
    ["fourth.wide.test", "fourth.wide.test", "over-fourth"],
    ["fourth.wide.test", "fifth.wide.test", 421],
    ["unknown.over.test", "first.over.test", "over-any"],
    ["unknown.over.test", "unknown.over.test", 404],
  ])(
    "with one certificate for all and HTTP/2: to a connection for %s, a request for %s",
    async (servername, host, expected) => {
      const tls = { ca: authority.cert, servername };
      const { alpn, status, headers } = await sendHttp2({ port: port.overlap, host, tls });
      expect([alpn, status === 200 ? headers["x-listener"] : status]).toEqual(["h2", expected]);
    },
  );

  it("find nothing where they have no route, though another listener takes the rest", async () => {
    expect((await ask(port.overlap, "routeless.test")).status).toBe(404);
  });

  it("redirect to the listener's own port over TLS", async () => {
    const { status, headers } = await send({
      port: port.https,
      host: "one.test",
      path: "/moved",
      tls: { ca: authority.cert },
    });
    expect([status, headers.location]).toEqual([301, `https://one.test:${port.https}/new`]);
  });

  it("want clients' certificates where the Gateway says so by default", async () => {
    expect((await ask(port.strict, "rest.test", client)).status).toBe(200);
    await expect(ask(port.strict, "rest.test")).rejects.toThrow();
    await expect(ask(port.strict, "rest.test", stranger)).rejects.toThrow();
  });

  it("let clients without a good certificate in where the port allows it", async () => {
    expect((await ask(port.lenient, "rest.test", client)).status).toBe(200);
    expect((await ask(port.lenient, "rest.test")).status).toBe(200);
    expect((await ask(port.lenient, "rest.test", stranger)).status).toBe(200);
  });

  it("want nothing where the port says so", async () => {
    expect((await ask(port.open, "rest.test")).status).toBe(200);
  });
});

type Ports = Readonly<Record<(typeof names)[number], number>>;

function listeners(port: Ports): Gateway["spec"]["listeners"] {
  const https = (name: string, at: number, secret: string, hostname?: string, namespace?: string) => ({
    name,
    protocol: "HTTPS",
    port: at,
    ...(hostname === undefined ? {} : { hostname }),
    tls: { certificateRefs: [{ name: secret, ...(namespace === undefined ? {} : { namespace }) }] },
  });
  return [
    https("one", port.https, "one", "one.test"),
    https("wild", port.https, "wild", "*.wild.test"),
    https("elsewhere", port.https, "elsewhere", "elsewhere.test", "shop"),
    https("rest", port.https, "rest"),
    https("strict", port.strict, "rest"),
    https("lenient", port.lenient, "rest"),
    https("open", port.open, "rest"),
    https("over-any", port.overlap, "overlap"),
    https("over-second", port.overlap, "overlap", "second.over.test"),
    https("over-wide", port.overlap, "overlap", "*.wide.test"),
    https("over-fourth", port.overlap, "overlap", "fourth.wide.test"),
    https("over-routeless", port.overlap, "overlap", "routeless.test"),
  ];
}

/** Who wants certificates of clients. */
function frontend(port: Ports): NonNullable<Gateway["spec"]["tls"]> {
  const caCertificateRefs = [{ group: "", kind: "ConfigMap", name: "clients" }];
  return {
    frontend: {
      default: { validation: { caCertificateRefs } },
      perPort: [
        { port: port.https, tls: {} },
        { port: port.open, tls: {} },
        { port: port.overlap, tls: {} },
        { port: port.lenient, tls: { validation: { caCertificateRefs, mode: "AllowInsecureFallback" } } },
      ],
    },
  };
}

function on(section: string, mark: string, hostnames?: readonly string[]): Manifest {
  const set = [{ name: "x-listener", value: mark }];
  return httpRoute(section, {
    parentRefs: [{ name: "web", sectionName: section }],
    ...(hostnames === undefined ? {} : { hostnames }),
    rules: [
      {
        filters: [{ type: "ResponseHeaderModifier", responseHeaderModifier: { set } }],
        backendRefs: [to("blue")],
      },
    ],
  });
}

const routes = [
  on("one", "one.test"),
  on("wild", "wild.test"),
  on("elsewhere", "elsewhere.test"),
  on("rest", "rest.test"),
  ...["strict", "lenient", "open", "over-second", "over-wide", "over-fourth"].map((name) => on(name, name)),
  on("over-any", "over-any", ["first.over.test"]),
  httpRoute("moved", {
    parentRefs: [{ name: "web", sectionName: "one" }],
    rules: [
      {
        matches: [{ path: { type: "PathPrefix", value: "/moved" } }],
        filters: [
          {
            type: "RequestRedirect",
            requestRedirect: { path: { type: "ReplaceFullPath", replaceFullPath: "/new" }, statusCode: 301 },
          },
        ],
      },
    ],
  }),
];
