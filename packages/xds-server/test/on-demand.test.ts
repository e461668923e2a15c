import { createGraph } from "@sluice/collections";
import type { EncodedResource } from "@sluice/protos";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveXds } from "../src/index.ts";
import { Backend, get } from "./backend.ts";
import { Envoy, eventually, hasEnvoy } from "./envoy.ts";
import { cluster, endpoints, listener, routes, routesOnDemand, virtualHost } from "./resources.ts";

const backend = new Backend("up");
let to = 0;

beforeAll(async () => {
  to = await backend.listen();
});
afterAll(() => backend.close());

describe.skipIf(!hasEnvoy)("virtual hosts that are resources of their own, on a real Envoy", () => {
  it("do not come back when they were the last and others come", async () => {
    const source = createGraph().source<EncodedResource>("resources");
    const always = [cluster("c"), endpoints("c", to), listener("l", "r")];
    const none = routes("r", { "none.test": "c" });
    const host = (name: string) => virtualHost("r", `${name}.test`, "c");
    source.replace([...always, routesOnDemand("r"), host("old")]);
    source.markSynced();
    const server = serveXds({ resources: source, address: "127.0.0.1:0" });
    const envoy = new Envoy(await server.address);
    try {
      const port = await envoy.port("l");
      const answers = (name: string, status: number) =>
        eventually(async () => (await get(port, `${name}.test`)).status === status || undefined);
      await answers("old", 200);
      for (let turn = 0; turn < 3; turn++) {
        source.replace([...always, none]);
        await answers("none", 200);
        source.replace([...always, routesOnDemand("r"), host(`new-${turn}`)]);
        await answers(`new-${turn}`, 200);
        expect((await get(port, "old.test")).status).toBe(404);
        if (turn > 0) expect((await get(port, `new-${turn - 1}.test`)).status).toBe(404);
      }
      await eventually(() => server.snapshot()[0]?.lanes.every((lane) => lane.outOfStep.length === 0) || undefined);
    } finally {
      envoy.stop();
      await server.close();
    }
  });
});
