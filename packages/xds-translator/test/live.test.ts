// A real Envoy serves what the translator made, in both ways of delivering virtual hosts.
import { collect } from "@sluice/collections";
import type { HttpRoute, Xds } from "@sluice/ir";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { XdsOptions } from "../src/options.ts";
import { translateXds } from "../src/translate.ts";
import { freePort, get, hasEnvoy, LiveEnvoy, startBackend } from "./envoy.ts";
import { assignment, backend, destination, httpListener, origin, route, routeSet, xds } from "./values.ts";

async function until(act: () => Promise<string>, expected: string): Promise<void> {
  await expect.poll(act, { timeout: 10_000, interval: 10 }).toBe(expected);
}

describe.runIf(hasEnvoy).each<XdsOptions["virtualHosts"]>(["inline", "onDemand"])(
  "virtual hosts %s",
  (virtualHosts) => {
    const envoy = new LiveEnvoy();
    const stops: (() => void)[] = [];
    let port = 0;
    let ports: readonly [number, number] = [0, 0];

    const to = (name: string): HttpRoute["action"] => ({ kind: "forward", backends: [backend(name)] });
    const values = (more: Partial<Xds> = {}): Xds =>
      xds({
        listeners: [
          httpListener("http", { address: "127.0.0.1", port }),
          httpListener("second", { address: "127.0.0.1", port, order: "1", hostname: "*.second.test" }),
        ],
        destinations: [destination("one"), destination("two")],
        assignments: [assignment("one", ["127.0.0.1"], ports[0]), assignment("two", ["127.0.0.1"], ports[1])],
        httpRoutes: [
          routeSet("a", { hostname: "a.test" }, [route("a", "/a", { action: to("one") })]),
          routeSet("s", { hostname: "x.second.test", listener: "second" }, [route("s", "/", { action: to("two") })]),
        ],
        ...more,
      });
    const encode = (input: Xds) => {
      const { graph, collections } = collect({ ...input });
      const { resources } = translateXds(collections, graph, { virtualHosts, metadata: "whenRead" });
      graph.flush();
      return resources.list();
    };

    beforeAll(async () => {
      port = await freePort();
      const [one, two] = [await startBackend("one"), await startBackend("two")];
      stops.push(one.stop, two.stop);
      ports = [one.port, two.port];
      await envoy.start(encode(values()));
    });
    afterAll(async () => {
      await envoy.stop();
      for (const stop of stops) stop();
    });

    it("serve their routes, those of a second listener on the port as well", async () => {
      await until(() => get(port, "a.test", "/a/b"), "200 one /a/b");
      expect(await get(port, "x.second.test:8080", "/")).toBe("200 two /");
      expect(await get(port, "a.test", "/other")).toBe("404");
      expect(await get(port, "unknown.test", "/a")).toBe("404");
    });

    it("change, come and go", async () => {
      const set = (name: string, action: HttpRoute["action"]) =>
        routeSet(name, { hostname: `${name}.test` }, [route(name, "/a", { action })]);
      envoy.update(encode(values({ httpRoutes: [set("a", to("two")), set("b", to("one"))] })));
      await until(() => get(port, "a.test", "/a"), "200 two /a");
      await until(() => get(port, "b.test", "/a"), "200 one /a");
      envoy.update(encode(values({ httpRoutes: [set("b", to("one"))] })));
      await until(() => get(port, "a.test", "/a"), "404");
      expect(await get(port, "b.test", "/a")).toBe("200 one /a");
      envoy.update(encode(values({ httpRoutes: [] })));
      await until(() => get(port, "b.test", "/a"), "404");
      envoy.update(encode(values({ httpRoutes: [set("a", to("one"))] })));
      await until(() => get(port, "a.test", "/a"), "200 one /a");
    });

    it("answer the shares of broken backends with their code", async () => {
      const broken = (kind: "invalid" | "unavailable"): HttpRoute["action"] => ({
        kind: "forward",
        backends: [{ kind, weight: 1, reason: "test", origin: origin("Service", "one") }],
      });
      const sets = (["invalid", "unavailable"] as const).map((kind) =>
        routeSet(kind, { hostname: `${kind}.test` }, [route(kind, "/", { action: broken(kind) })]),
      );
      envoy.update(encode(values({ httpRoutes: sets })));
      await until(() => get(port, "invalid.test", "/"), "500");
      await until(() => get(port, "unavailable.test", "/"), "503");
    });

    it("are accepted without an objection", () => expect([envoy.refusals, envoy.log()]).toEqual([[], ""]));
  },
);
