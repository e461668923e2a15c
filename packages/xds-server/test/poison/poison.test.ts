import { createGraph } from "@sluice/collections";
import type { EncodedResource } from "@sluice/protos";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveXds, type XdsEvent, type XdsServer } from "../../src/index.ts";
import { Backend, get, Load } from "../backend.ts";
import { Authority } from "../certificates.ts";
import { Envoy, eventually, hasEnvoy } from "../envoy.ts";
import { cluster, endpoints, listener, routes, tlsListener } from "../resources.ts";
import { encoded, goodMessage, type Kind, poisons, type Surroundings } from "./corpus.ts";

const [a, b] = [new Backend("a"), new Backend("b")];

interface Case {
  readonly title: string;
  readonly kind: Kind;
  readonly good: EncodedResource;
  readonly bad: EncodedResource;
  /** What Envoy needs to take an interest in it. */
  readonly company: readonly EncodedResource[];
}

describe.skipIf(!hasEnvoy)("resources that Envoy refuses", () => {
  const source = createGraph().source<EncodedResource>("resources");
  const nacked: Extract<XdsEvent, { kind: "nacked" }>[] = [];
  const hosts: Record<string, string> = { "*": "neighbour" };
  let cases: readonly Case[] = [];
  let newCases: readonly Case[] = [];
  let ports: readonly [number, number] = [0, 0];
  let server: XdsServer;
  let envoy: Envoy;
  let load: Load;
  let port = 0;

  beforeAll(async () => {
    ports = [await a.listen(), await b.listen()];
    const pem = await (await Authority.create("poison")).issue("localhost");
    const { key: otherKey } = await (await Authority.create("other")).issue("localhost");
    const around = { port: ports[0], pem, otherKey };
    cases = poisons.map((poison, i) => makeCase(poison, { ...around, name: `p${i}` }));
    newCases = poisons.map((poison, i) => makeCase(poison, { ...around, name: `n${i}` }));
    for (const { kind, good } of cases)
      if (kind === "cluster" || kind === "loadAssignment") hosts[good.name] = good.name;
    source.replace([...neighbours(0), ...cases.flatMap(({ good, company }) => [good, ...company])]);
    source.markSynced();
    server = serveXds({ resources: source, address: "127.0.0.1:0", limits: { unansweredMs: 500 } });
    server.events$.subscribe((event) => {
      if (event.kind === "nacked") nacked.push(event);
    });
    envoy = new Envoy(await server.address);
    port = await envoy.port("neighbours");
    await eventually(async () => (await get(port, "any")).status === 200 || undefined);
    load = new Load(port, ["any", ...Object.keys(hosts).slice(1)], 2);
  }, 60_000);

  afterAll(async () => {
    await load?.stop();
    envoy?.stop();
    await server?.close();
    a.close();
    b.close();
  });

  /** A neighbour whose change shows in traffic: its endpoints move, its routes and its own cluster change. */
  function neighbours(step: number): readonly EncodedResource[] {
    return [
      cluster("neighbour", 5 + (step % 7)),
      endpoints("neighbour", ports[step % 2]!),
      routes("neighbours", { ...hosts, [`step-${step}.test`]: "neighbour" }),
      listener("neighbours", "neighbours"),
    ];
  }

  async function settled(): Promise<void> {
    await eventually(() => isSettled() || undefined, 20_000);
  }

  function isSettled(): boolean {
    const streams = server.snapshot();
    return streams.every(({ lanes }) => lanes.every(({ unanswered, held }) => unanswered + held.length === 0));
  }

  it("come alone: neighbours go on changing, what was good stays, and each costs few refusals", {
    timeout: 60_000,
  }, async () => {
    await settled();
    expect(nacked).toEqual([]);
    for (const [i, { title, bad }] of cases.entries()) {
      nacked.length = 0;
      for (const resource of [...neighbours(i + 1), bad]) source.set(resource);
      const nack = await eventually(() => server.nacks.get(bad.key), 10_000).catch(() => undefined);
      expect([title, nack?.message === ""]).toEqual([title, false]);
      await eventually(async () => (await get(port, "any")).body === (i % 2 === 0 ? "b" : "a") || undefined, 10_000);
      await settled();
      const largest = Math.max(...nacked.map(({ resources }) => resources.length));
      expect([title, nacked.length]).toEqual([title, Math.min(nacked.length, Math.log2(largest) + 2)]);
      expect([title, nack?.proxies]).toEqual([title, ["proxy"]]);
    }
    expect(
      server.nacks
        .list()
        .map(({ key }) => key)
        .sort(),
    ).toEqual(cases.map(({ bad }) => bad.key).sort());
    expect(load.failures).toEqual([]);
  });

  it("are kept from a proxy that starts now: it serves the neighbours, and what was good", {
    timeout: 60_000,
  }, async () => {
    nacked.length = 0;
    const fresh = new Envoy(await server.address, { id: "fresh" });
    try {
      const freshPort = await fresh.port("neighbours");
      for (const host of ["any", ...Object.keys(hosts).slice(1)])
        await eventually(async () => (await get(freshPort, host)).status === 200 || undefined);
      await settled();
      expect(nacked).toEqual([]);
    } finally {
      fresh.stop();
    }
  });

  it("are taken back without a restart", { timeout: 60_000 }, async () => {
    for (const { good } of cases) source.set(good);
    await eventually(() => server.nacks.list().length === 0 || undefined);
    await settled();
    await eventually(() => server.snapshot()[0]?.lanes.every(({ outOfStep }) => outOfStep.length === 0) || undefined);
    expect(await envoy.stats("warming_clusters|total_listeners_warming")).toEqual({
      "cluster_manager.warming_clusters": 0,
      "listener_manager.total_listeners_warming": 0,
    });
    expect(load.failures).toEqual([]);
    expect(load.count).toBeGreaterThan(100);
  });

  it("come all at once, as new ones, among good ones", { timeout: 60_000 }, async () => {
    nacked.length = 0;
    const news = newCases.flatMap(({ bad, company }) => [bad, ...company]);
    const good = Array.from({ length: 20 }, (_, i) => [cluster(`good${i}`), endpoints(`good${i}`, ports[0])]).flat();
    for (const resource of [...neighbours(cases.length + 1), ...good, ...news]) source.set(resource);
    const bad = newCases.map((each) => each.bad.key).sort();
    await eventually(() => server.nacks.list().length >= bad.length || undefined, 30_000);
    await settled();
    expect(
      server.nacks
        .list()
        .map(({ key }) => key)
        .sort(),
    ).toEqual(bad);
    const members = await envoy.stats("^cluster.good[0-9]+.membership_total$");
    expect(Object.values(members)).toEqual(Array.from({ length: 20 }, () => 1));
    await eventually(async () => (await get(port, "any")).status === 200 || undefined);
    expect(load.failures).toEqual([]);
    expect(nacked.length).toBeLessThanOrEqual(cases.length * (Math.log2(news.length) + 2));
  });
});

function makeCase([title, kind, spoil]: (typeof poisons)[number], around: Surroundings): Case {
  const { name, port } = around;
  const message = goodMessage(kind, around);
  const company: EncodedResource[] = [];
  if (kind === "cluster") company.push(endpoints(name, port));
  if (kind === "loadAssignment") company.push(cluster(name));
  if (kind === "routeConfiguration") company.push(listener(name, name));
  if (kind === "secret") company.push(tlsListener(name, "neighbours", name));
  return { title, kind, good: encoded(kind, name, message), bad: encoded(kind, name, spoil(message, around)), company };
}
