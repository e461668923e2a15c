import { createGraph } from "@sluice/collections";
import type { EncodedResource } from "@sluice/protos";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { serveXds, type XdsEvent, type XdsServer } from "../src/index.ts";
import { Backend, get, Load } from "./backend.ts";
import { Envoy, eventually, hasEnvoy } from "./envoy.ts";
import { cluster, endpoints, listener, routes } from "./resources.ts";

const [a, b] = [new Backend("a"), new Backend("b")];
let portA = 0;
let portB = 0;

beforeAll(async () => {
  portA = await a.listen();
  portB = await b.listen();
});
afterAll(() => {
  a.close();
  b.close();
});

describe.skipIf(!hasEnvoy)("a real Envoy", () => {
  const graph = createGraph();
  const source = graph.source<EncodedResource>("resources");
  const events: XdsEvent[] = [];
  let server: XdsServer | undefined;
  let envoy: Envoy | undefined;

  afterEach(async () => {
    envoy?.stop();
    await server?.close();
  });

  it("gets routes, and follows changes of routes, clusters and endpoints without a failed request", async () => {
    server = serveXds({ resources: source, address: "127.0.0.1:0" });
    server.events$.subscribe((event) => events.push(event));
    envoy = new Envoy(await server.address);
    source.replace([cluster("one"), endpoints("one", portA), routes("web", { "*": "one" }), listener("web", "web")]);
    source.markSynced();
    const port = await envoy.port("web");
    // The port is bound before the listener is warm.
    await eventually(async () => (await get(port, "any")).status === 200 || undefined);

    const load = new Load(port, ["x", "y"]);
    for (let i = 0; i < 30; i++) {
      const [old, next] = i % 2 === 0 ? ["one", "two"] : ["two", "one"];
      source.set(cluster(next, 5 + i));
      source.set(endpoints(next, i % 2 === 0 ? portB : portA));
      source.set(routes("web", { "*": next }));
      source.delete(cluster(old).key);
      source.delete(endpoints(old).key);
      await eventually(async () => (await get(port, "any")).body === (i % 2 === 0 ? "b" : "a") || undefined);
    }
    await load.stop();
    expect(load.count).toBeGreaterThan(100);
    expect(load.failures).toEqual([]);
    expect(events.filter(({ kind }) => kind === "nacked")).toEqual([]);
    await eventually(() => server?.snapshot()[0]?.lanes.every((lane) => lane.outOfStep.length === 0) || undefined);
  });
});
