import type { TLSRoute } from "@sluice/resources";
import { freePorts } from "@sluice/testkit/running-gateway";
import { beforeAll, expect, it } from "vitest";
import { type Authority, makeAuthority } from "./certificates.ts";
import { echoOf, send } from "./client.ts";
import { startHttpBackend } from "./http-backend.ts";
import {
  classOfSluice,
  gateway,
  httpRoute,
  type Manifest,
  service,
  tcpRoute,
  tlsRoute,
  tlsSecret,
  to,
} from "./manifests.ts";
import { sayTls, startTcpBackend, startTlsBackend } from "./sockets.ts";
import { describeTraffic } from "./traffic.ts";

const names = ["passthrough", "terminate", "mixed", "shared", "tcp"] as const;

describeTraffic("TLSRoutes", (traffic) => {
  let port: Readonly<Record<(typeof names)[number], number>>;
  let backends: Authority;
  let gateways: Authority;

  beforeAll(async () => {
    const ports = await freePorts(names.length);
    port = Object.fromEntries(names.map((name, i) => [name, ports[i]])) as typeof port;
    [backends, gateways] = await Promise.all([makeAuthority("backends"), makeAuthority("gateways")]);
    const [own, wild, blue, web] = await Promise.all([
      traffic.run(startTlsBackend("own", await backends.issue("own.test"))),
      traffic.run(startTlsBackend("wild", await backends.issue("*.wild.test"))),
      traffic.run(startTcpBackend("blue")),
      traffic.run(startHttpBackend("web")),
    ]);
    await traffic.serve(
      [
        classOfSluice,
        gateway("web", listeners(port)),
        tlsSecret("ended", await gateways.issue("ended.test", "*.ended.test")),
        tlsSecret("https", await gateways.issue("https.test")),
        ...service("own", own.port),
        ...service("wild", wild.port),
        ...service("blue", blue.port),
        ...service("web", web.port),
        ...routes,
      ],
      ports,
    );
  });

  const say = (at: number, servername: string, ca: Authority) => sayTls(at, "hello", { servername, ca: ca.cert });
  const nothing = { answer: undefined, certificate: undefined };

  it("pass TLS through to the backend that the server name chooses", async () => {
    expect(await say(port.passthrough, "own.test", backends)).toEqual({ answer: "own:hello", certificate: "own.test" });
    expect(await say(port.passthrough, "a.wild.test", backends)).toEqual({
      answer: "wild:hello",
      certificate: "*.wild.test",
    });
  });

  it("close connections with a server name that no route has", async () => {
    expect(await say(port.passthrough, "other.test", backends)).toEqual(nothing);
    expect(await say(port.terminate, "other.test", gateways)).toEqual(nothing);
  });

  it("end TLS with the listener's certificate", async () => {
    const expected = { answer: "blue:hello", certificate: "ended.test" };
    expect(await say(port.terminate, "ended.test", gateways)).toEqual(expected);
    expect(await say(port.terminate, "a.ended.test", gateways)).toEqual(expected);
  });

  it("pass through and end TLS on one port, by server name", async () => {
    expect(await say(port.mixed, "own.test", backends)).toEqual({ answer: "own:hello", certificate: "own.test" });
    expect(await say(port.mixed, "ended.test", gateways)).toEqual({ answer: "blue:hello", certificate: "ended.test" });
  });

  it("share a port with HTTPS", async () => {
    expect(await say(port.shared, "own.test", backends)).toEqual({ answer: "own:hello", certificate: "own.test" });
    const received = await send({ port: port.shared, host: "https.test", tls: { ca: gateways.cert } });
    expect(echoOf(received).backend).toBe("web");
    expect(received.certificate).toBe("https.test");
  });

  it("leave a TLS listener to a TCPRoute, which gets what is inside", async () => {
    expect(await say(port.tcp, "ended.test", gateways)).toEqual({ answer: "blue:hello", certificate: "ended.test" });
  });
});

function listeners(port: Readonly<Record<(typeof names)[number], number>>) {
  const passthrough = { protocol: "TLS", tls: { mode: "Passthrough" } } as const;
  const terminate = { protocol: "TLS", tls: { mode: "Terminate", certificateRefs: [{ name: "ended" }] } } as const;
  return [
    { name: "passthrough", port: port.passthrough, ...passthrough },
    { name: "terminate", port: port.terminate, ...terminate },
    { name: "mixed-passthrough", port: port.mixed, hostname: "own.test", ...passthrough },
    { name: "mixed-terminate", port: port.mixed, hostname: "ended.test", ...terminate },
    { name: "shared-passthrough", port: port.shared, hostname: "own.test", ...passthrough },
    {
      name: "shared-https",
      port: port.shared,
      hostname: "https.test",
      protocol: "HTTPS",
      tls: { certificateRefs: [{ name: "https" }] },
    },
    { name: "tcp", port: port.tcp, ...terminate },
  ];
}

function on(sections: readonly string[], hostnames: TLSRoute["spec"]["hostnames"], backend: string): Manifest {
  return tlsRoute(`${backend}-${sections[0]}`, {
    parentRefs: sections.map((sectionName) => ({ name: "web", sectionName })),
    hostnames,
    rules: [{ backendRefs: [to(backend)] }],
  });
}

const routes = [
  on(["passthrough", "mixed-passthrough", "shared-passthrough"], ["own.test"], "own"),
  on(["passthrough"], ["*.wild.test"], "wild"),
  on(["terminate", "mixed-terminate"], ["ended.test", "*.ended.test"], "blue"),
  tcpRoute("inside", { parentRefs: [{ name: "web", sectionName: "tcp" }], rules: [{ backendRefs: [to("blue")] }] }),
  httpRoute("web", {
    parentRefs: [{ name: "web", sectionName: "shared-https" }],
    rules: [{ backendRefs: [to("web")] }],
  }),
];
