import { setTimeout as sleep } from "node:timers/promises";
import { createGraph } from "@sluice/collections";
import { type EncodedResource, fromJson, type Json, toJson } from "@sluice/protos";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveXds, type XdsEvent, xdsTypes } from "../src/index.ts";
import { Backend, get, Load } from "./backend.ts";
import { Envoy, eventually, hasEnvoy } from "./envoy.ts";
import { RandomWorld, randomFrom } from "./random-world.ts";
import { Relay } from "./relay.ts";
import { violations } from "./wire-log.ts";

const changes = Number(process.env.DELIVERY_CHANGES ?? 150);
const maxDelayMs = Number(process.env.DELIVERY_DELAY_MS ?? 200);
const backends = [new Backend("a"), new Backend("b"), new Backend("c")];
const ports: number[] = [];

beforeAll(async () => {
  for (const backend of backends) ports.push(await backend.listen());
});
afterAll(() => {
  for (const backend of backends) backend.close();
});

describe.skipIf(!hasEnvoy)("random changes under load, to a near, a slow and a flapping proxy", () => {
  it.each([
    ["routes in one piece", false],
    ["virtual hosts one by one", true],
  ])(
    "%s: no request fails, and no route names a cluster ahead of its ACK",
    { timeout: 120_000 },
    async (_, onDemand) => {
      const random = randomFrom(7);
      const hosts = ["h0", "h1", "h2", "h3"];
      const world = new RandomWorld(random, { hosts, ports, onDemand });
      const source = createGraph().source<EncodedResource>("resources");
      source.replace(world.resources());
      source.markSynced();
      const server = serveXds({ resources: source, address: "127.0.0.1:0" });
      const nacks: XdsEvent[] = [];
      server.events$.subscribe((event) => {
        if (event.kind === "nacked") nacks.push(event);
      });
      const address = await server.address;
      const relays = [new Relay(address), new Relay(address), new Relay(address)];
      relays[1]!.delayMs = () => random(maxDelayMs);
      const envoys: Envoy[] = [];
      const loads: Load[] = [];
      try {
        for (const relay of relays) envoys.push(new Envoy(await relay.listen(), { id: `proxy-${envoys.length}` }));
        for (const envoy of envoys) {
          const port = await envoy.port("web");
          await eventually(async () => (await get(port, "h0")).status === 200 || undefined);
          loads.push(new Load(port, hosts, 2));
        }
        for (let i = 0; i < changes; i++) {
          world.step();
          source.replace(world.resources());
          await sleep(random(20));
          if (random(15) === 0) relays[2]!.cut();
        }
        relays[1]!.delayMs = () => 0;
        await eventually(() => {
          const streams = server.snapshot();
          return (
            (streams.length === 3 &&
              streams.every(({ lanes }) => lanes.every((lane) => lane.outOfStep.length === 0))) ||
            undefined
          );
        }, 20_000);
        await sleep(100);
        await Promise.all(loads.map((load) => load.stop()));
        expect(loads.flatMap((load) => load.failures)).toEqual([]);
        expect(Math.min(...loads.map((load) => load.count))).toBeGreaterThan(changes);
        expect(nacks).toEqual([]);
        expect(relays.flatMap((relay) => violations(relay.frames))).toEqual([]);
        const wanted = contentOf(source.list().map(({ typeUrl, value }) => ({ typeUrl, value })));
        for (const envoy of envoys) {
          expect(await activeContent(envoy)).toEqual(wanted);
          const port = await envoy.port("web");
          for (const host of hosts) {
            expect((await get(port, host)).body).toBe(backends[ports.indexOf(world.portOf(host))]!.name);
          }
        }
      } finally {
        await Promise.all(loads.map((load) => load.stop()));
        for (const envoy of envoys) envoy.stop();
        for (const relay of relays) relay.close();
        await server.close();
      }
    },
  );
});

/** Clusters and listeners as JSON; routes are checked by requests, endpoints, too. */
function contentOf(resources: readonly { readonly typeUrl: string; readonly value: Uint8Array }[]): readonly unknown[] {
  return resources
    .filter(({ typeUrl }) => typeUrl === xdsTypes.cluster || typeUrl === xdsTypes.listener)
    .map(({ typeUrl, value }) => JSON.stringify(toJson(typeUrl, value)))
    .sort();
}

/** What Envoy says it runs. */
async function activeContent(envoy: Envoy): Promise<readonly unknown[]> {
  const { configs } = JSON.parse(await envoy.admin("/config_dump")) as { configs: Dump[] };
  const found = configs.flatMap(({ dynamic_active_clusters = [], dynamic_listeners = [] }) => [
    ...dynamic_active_clusters.map(({ cluster }) => cluster),
    ...dynamic_listeners.map(({ active_state }) => active_state.listener),
  ]);
  return contentOf(found.map((json) => fromJson(json)));
}

interface Dump {
  readonly dynamic_active_clusters?: { readonly cluster: Json }[];
  readonly dynamic_listeners?: { readonly active_state: { readonly listener: Json } }[];
}
