// Which filter chain of a real Envoy gets a connection, and where it leads.
import { createSocket } from "node:dgram";
import { request } from "node:https";
import {
  type AddressInfo,
  connect as connectTcp,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from "node:net";
import { setTimeout } from "node:timers/promises";
import { connect as connectTls, createServer as createTlsServer } from "node:tls";
import type { HttpRoute, TcpRoute } from "@sluice/ir";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { certificate } from "./certificate.ts";
import { freePort, hasEnvoy, LiveEnvoy } from "./envoy.ts";
import { settled } from "./settled.ts";
import {
  assignment,
  backend,
  destination,
  fleetKey,
  httpsListener,
  route,
  routeSet,
  secret,
  tcpListener,
  tcpRoute,
  udpListener,
  udpRoute,
  xds,
} from "./values.ts";

const envoy = new LiveEnvoy();
const stops: (() => void)[] = [];
const ports = { tls: 0, tcp: 0, broken: 0, idle: 0, udp: 0 };

const full = (name: string): string => `${fleetKey}/${name}`;
const tls = { certificates: ["default/cert"], settings: {} };
const pem = { cert: certificate.chain, key: certificate.privateKey };

/** Says its name to whoever connects. */
async function startTcp(make: (onConnection: (socket: Socket) => void) => Server, name: string): Promise<number> {
  const server = make((socket) => socket.on("error", () => undefined).end(name));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  stops.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** Answers datagrams with its name. */
async function startUdp(name: string): Promise<number> {
  const socket = createSocket("udp4");
  socket.on("message", (_, { address, port }) => socket.send(name, port, address));
  await new Promise<void>((done) => socket.bind(0, "127.0.0.1", done));
  stops.push(() => socket.close());
  return socket.address().port;
}

/** What comes over a connection until it ends; "" when it is closed without a word. */
function hear(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    socket.on("data", (part: Buffer) => {
      text += part.toString();
    });
    socket.on("error", () => undefined).on("close", () => resolve(text));
  });
}

const overTls = (servername: string | undefined): Promise<string> =>
  hear(
    connectTls({
      host: "127.0.0.1",
      port: ports.tls,
      rejectUnauthorized: false,
      ...(servername === undefined ? {} : { servername }),
    }),
  );
const overTcp = (port: number): Promise<string> => hear(connectTcp({ host: "127.0.0.1", port }));

interface Answer {
  readonly body: string;
  readonly altSvc: string | undefined;
}

function ask(servername: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      host: "127.0.0.1",
      port: ports.tls,
      servername,
      headers: { host: servername },
      rejectUnauthorized: false,
      agent: false,
    };
    const call = request(options, (response) => {
      let body = "";
      response.on("data", (part: Buffer) => {
        body += part.toString();
      });
      response.on("end", () => resolve({ body, altSvc: response.headers["alt-svc"] }));
    });
    call.on("error", reject).end();
  });
}

const answering = (text: string): HttpRoute =>
  route(text, "/", { action: { kind: "respond", statusCode: 200, body: new TextEncoder().encode(text) } });
const tlsRoute = (name: string, snis: readonly string[], more: Partial<TcpRoute>): TcpRoute =>
  tcpRoute(name, { listener: full("tls"), tls: { kind: "passthrough" }, snis, ...more });

beforeAll(async () => {
  if (!hasEnvoy) return;
  for (const name of Object.keys(ports) as (keyof typeof ports)[]) ports[name] = await freePort();
  const plain = await startTcp((onConnection) => createTcpServer(onConnection), "plain");
  const secure = await startTcp((onConnection) => createTlsServer(pem, onConnection), "secure");
  const other = await startTcp((onConnection) => createTlsServer(pem, onConnection), "other");
  const datagrams = await startUdp("datagrams");
  const at = { address: "127.0.0.1", port: ports.tls };
  const { resources, reports } = settled(
    xds({
      listeners: [
        httpsListener("a", { ...at, hostname: "a.test", tls, features: { http3: { advertisedPort: 443 } } }),
        httpsListener("b", { ...at, hostname: "*.b.test", tls }),
        tcpListener("tls", { ...at, protocol: "TLS" }),
        tcpListener("no-route", { ...at, protocol: "TLS" }),
        tcpListener("tcp", { address: "127.0.0.1", port: ports.tcp }),
        tcpListener("broken", { address: "127.0.0.1", port: ports.broken }),
        tcpListener("idle", { address: "127.0.0.1", port: ports.idle }),
        udpListener("udp", { address: "127.0.0.1", port: ports.udp }),
      ],
      httpRoutes: [
        routeSet("a", { listener: "a", hostname: "a.test" }, [answering("a")]),
        routeSet("b", { listener: "b", hostname: "*.b.test" }, [answering("b")]),
      ],
      tcpRoutes: [
        tlsRoute("1-old", ["pass.test"], { backends: [backend("secure")] }),
        tlsRoute("2-young", ["pass.test", "a.test", "young.test"], { backends: [backend("other")] }),
        tlsRoute("3-end", ["end.test"], { backends: [backend("plain")], tls: { kind: "terminate", tls } }),
        tcpRoute("tcp", { backends: [backend("plain"), backend("secure", 0)] }),
        tcpRoute("broken", { listener: full("broken"), backends: [{ kind: "invalid", weight: 1, reason: "gone" }] }),
      ],
      udpRoutes: [udpRoute("udp", { backends: [backend("datagrams")] })],
      destinations: ["plain", "secure", "other"]
        .map((name) => destination(name, { protocol: "TCP" }))
        .concat(destination("datagrams", { protocol: "UDP" })),
      assignments: [
        assignment("plain", ["127.0.0.1"], plain),
        assignment("secure", ["127.0.0.1"], secure),
        assignment("other", ["127.0.0.1"], other),
        assignment("datagrams", ["127.0.0.1"], datagrams),
      ],
      secrets: [secret("default/cert", certificate)],
    }),
  );
  expect(reports.map(({ about, severity }) => [about.name, severity])).toEqual([["2-young", "warning"]]);
  await envoy.start(resources);
  while ((await overTcp(ports.tcp)) !== "plain" || (await overTls("pass.test")) === "") await setTimeout(20);
}, 30_000);

afterAll(async () => {
  if (!hasEnvoy) return;
  await envoy.stop();
  for (const stop of stops) stop();
});

describe.runIf(hasEnvoy)("connections", () => {
  it.each([
    ["a.test", "a"],
    ["x.b.test", "b"],
  ])("of HTTPS for %s are answered by %s", async (name, expected) => {
    expect(await ask(name)).toEqual({ body: expected, altSvc: 'h3=":443"; ma=86400' });
  });

  it.each([
    ["that is passed through", "pass.test", "secure"],
    ["that only the younger route has", "young.test", "other"],
    ["that is terminated", "end.test", "plain"],
    ["of nobody", "unknown.test", ""],
    ["of the parent of a wildcard", "b.test", ""],
  ])("of TLS for a name %s: %s is %j", async (_title, name, expected) => {
    expect(await overTls(name)).toBe(expected);
  });

  it("of TLS without a name are closed", async () => {
    expect(await overTls(undefined)).toBe("");
  });

  it("of TCP reach their backend, and are closed without one", async () => {
    expect([await overTcp(ports.tcp), await overTcp(ports.broken), await overTcp(ports.idle)]).toEqual([
      "plain",
      "",
      "",
    ]);
  });

  it("of UDP reach their backend", async () => {
    const client = createSocket("udp4");
    const answer = new Promise<string>((resolve) => client.once("message", (message) => resolve(message.toString())));
    client.send("?", ports.udp, "127.0.0.1");
    expect(await answer).toBe("datagrams");
    client.close();
  });

  it("are accepted without an objection", () => {
    expect([envoy.refusals, envoy.log()]).toEqual([[], ""]);
  });
});
