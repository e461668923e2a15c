import { createGraph } from "@sluice/collections";
import type { EncodedResource } from "@sluice/protos";
import { afterEach, expect, it } from "vitest";
import { serveXds, type XdsEvent } from "../src/index.ts";
import { DeltaClient } from "./delta-client.ts";
import { eventually } from "./envoy.ts";
import { cluster } from "./resources.ts";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const ending of endings.splice(0).reverse()) await ending();
});

const one = cluster("one");
const typeUrl = one.typeUrl;

/** A proxy that comes with versions of some control plane. */
async function come(versions: Readonly<Record<string, string>>, strangerMs: number) {
  const resources = createGraph().source<EncodedResource>("resources");
  resources.replace([one]);
  resources.markSynced();
  const server = serveXds({ resources, address: "127.0.0.1:0", limits: { strangerMs } });
  const events: XdsEvent[] = [];
  server.events$.subscribe((event) => events.push(event));
  const client = new DeltaClient(await server.address);
  endings.push(
    () => server.close(),
    () => client.close(),
  );
  const came = performance.now();
  client.send({ node: { id: "pod-1", cluster: one.fleet }, typeUrl, initialResourceVersions: versions });
  return { client, events, came };
}

const foreign = { old: "0b1c9e0d64a4a3bf0e1c1f6f4f1d2c3b" };

it("leaves a proxy of another control plane as it is for a while, then changes it", async () => {
  const { client, events, came } = await come(foreign, 500);
  const { resources } = await client.take(typeUrl);
  expect(performance.now() - came).toBeGreaterThan(400);
  expect(resources?.map(({ name }) => name)).toEqual(["one"]);
  expect((await client.take(typeUrl)).removedResources).toEqual(["old"]);
  expect(events[0]).toMatchObject({ kind: "strangerLeft", waitMs: 500 });
});

it.each<[what: string, versions: Readonly<Record<string, string>>, strangerMs: number]>([
  ["a proxy that has nothing", {}, 600_000],
  ["a proxy of an earlier server of this kind", { one: "AbCdEfGhIjKlMn-_" }, 600_000],
  ["any proxy unless told otherwise", foreign, 0],
])("serves %s at once", async (_, versions, strangerMs) => {
  const { client, events } = await come(versions, strangerMs);
  await client.take(typeUrl);
  expect(events.map(({ kind }) => kind)).not.toContain("strangerLeft");
});

it("forgets a stranger that goes", async () => {
  const { client, events } = await come(foreign, 500);
  await eventually(() => events.length > 0 || undefined);
  client.close();
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(events.map(({ kind }) => kind)).toEqual(["strangerLeft"]);
});
