import { freePorts } from "@sluice/testkit/running-gateway";
import { beforeAll, expect, it } from "vitest";
import { echoOf, send } from "./client.ts";
import { startHttpBackend } from "./http-backend.ts";
import { backend, classOfSluice, gateway, httpRoute, service, tcpRoute, to, toBackend, udpRoute } from "./manifests.ts";
import { freeUdpPort, sayTcp, sayUdp, startTcpBackend, startUdpBackend } from "./sockets.ts";
import { describeTraffic } from "./traffic.ts";

const names = ["plain", "split", "half", "oldest", "missing", "routeless", "http"] as const;
const udpNames = ["datagrams", "missing-datagrams", "shared"] as const;

describeTraffic("TCPRoutes and UDPRoutes", (traffic) => {
  let port: Readonly<Record<(typeof names)[number] | (typeof udpNames)[number], number>>;

  beforeAll(async () => {
    const tcp = await freePorts(names.length);
    const udp = [await freeUdpPort(), await freeUdpPort(), tcp[0] ?? 0];
    port = Object.fromEntries([...names, ...udpNames].map((name, i) => [name, [...tcp, ...udp][i]])) as typeof port;
    const [blue, green, datagrams, web] = await Promise.all([
      traffic.run(startTcpBackend("blue")),
      traffic.run(startTcpBackend("green")),
      traffic.run(startUdpBackend("datagrams")),
      traffic.run(startHttpBackend("web")),
    ]);
    const listeners = [
      ...names.map((name) => ({ name, protocol: name === "http" ? "HTTP" : "TCP", port: port[name] })),
      ...udpNames.map((name) => ({ name, protocol: "UDP", port: port[name] })),
    ];
    await traffic.serve(
      [
        classOfSluice,
        gateway("web", listeners),
        ...service("blue", blue.port),
        ...service("web", web.port),
        ...service("datagrams", datagrams.port, { protocol: "UDP" }),
        backend("green", [green.port]),
        backend("datagrams", [datagrams.port]),
        ...routes,
        httpRoute("web", { parentRefs: [{ name: "web", sectionName: "http" }], rules: [{ backendRefs: [to("web")] }] }),
      ],
      tcp,
    );
  });

  /** Who answers 40 connections; `closed` for those that end without an answer. */
  const tally = async (at: number): Promise<Readonly<Record<string, number>>> => {
    const counts: Record<string, number> = {};
    for (let i = 0; i < 40; i++) {
      const name = (await sayTcp(at, "x"))?.split(":")[0] ?? "closed";
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  };

  it("forward connections to a Service", async () => {
    expect(await sayTcp(port.plain, "hello")).toBe("blue:hello");
  });

  it("split connections by weight, between a Service and a Backend", async () => {
    const { blue = 0, green = 0 } = await tally(port.split);
    expect(blue + green).toBe(40);
    expect(blue).toBeGreaterThan(5);
    expect(green).toBeGreaterThan(5);
  });

  it("refuse the share of a backend that does not exist", async () => {
    const { blue = 0, closed = 0 } = await tally(port.half);
    expect(blue + closed).toBe(40);
    expect(blue).toBeGreaterThan(5);
    expect(closed).toBeGreaterThan(5);
  });

  it("let the oldest route have a listener", async () => {
    expect(await tally(port.oldest)).toEqual({ green: 40 });
  });

  it("close connections where there is no backend, or no route", async () => {
    expect(await sayTcp(port.missing, "x")).toBeUndefined();
    expect(await sayTcp(port.routeless, "x")).toBeUndefined();
  });

  it("forward datagrams to a Service and to a Backend, also on a port that TCP has, too", async () => {
    expect(await sayUdp(port.datagrams, "hello")).toBe("datagrams:hello");
    expect(await sayUdp(port.shared, "hello")).toBe("datagrams:hello");
  });

  it("drop datagrams where there is no backend", async () => {
    expect(await sayUdp(port["missing-datagrams"], "x", 600)).toBeUndefined();
  });

  it("live beside HTTP listeners", async () => {
    expect(echoOf(await send({ port: port.http, host: "any.test" })).backend).toBe("web");
  });
});

const at = (sectionName: string) => ({ parentRefs: [{ name: "web", sectionName }] });

const routes = [
  tcpRoute("plain", { ...at("plain"), rules: [{ backendRefs: [to("blue")] }] }),
  tcpRoute("split", { ...at("split"), rules: [{ backendRefs: [to("blue"), toBackend("green")] }] }),
  tcpRoute("half", { ...at("half"), rules: [{ backendRefs: [to("blue"), to("nowhere")] }] }),
  tcpRoute(
    "a-younger",
    { ...at("oldest"), rules: [{ backendRefs: [to("blue")] }] },
    { creationTimestamp: "2024-02-01T00:00:00Z" },
  ),
  tcpRoute(
    "z-older",
    { ...at("oldest"), rules: [{ backendRefs: [toBackend("green")] }] },
    { creationTimestamp: "2024-01-01T00:00:00Z" },
  ),
  tcpRoute("missing", { ...at("missing"), rules: [{ backendRefs: [to("nowhere")] }] }),
  udpRoute("datagrams", { ...at("datagrams"), rules: [{ backendRefs: [to("datagrams")] }] }),
  udpRoute("missing-datagrams", { ...at("missing-datagrams"), rules: [{ backendRefs: [to("nowhere")] }] }),
  udpRoute("shared", { ...at("shared"), rules: [{ backendRefs: [toBackend("datagrams")] }] }),
];
