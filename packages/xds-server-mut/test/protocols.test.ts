import { createGraph, type Source } from "@sluice/collections";
import type { EncodedResource } from "@sluice/protos";
import type { ConfigSource } from "@sluice/protos/envoy/config/core/v3/config_source";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { serveXds, type XdsEvent, type XdsServer } from "../src/index.ts";
import { Backend, get, Load } from "./backend.ts";
import { Authority } from "./certificates.ts";
import { Envoy, eventually, hasEnvoy } from "./envoy.ts";
import { cluster, edsClusterFrom, endpoints, listener, routes, secret, tlsCluster } from "./resources.ts";

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
  const events: XdsEvent[] = [];
  const servers: XdsServer[] = [];
  const envoys: Envoy[] = [];

  const serve = (source: Source<EncodedResource>, address = "127.0.0.1:0") => {
    const server = serveXds({ resources: source, address });
    server.events$.subscribe((event) => events.push(event));
    servers.push(server);
    return server;
  };
  const start = async (server: XdsServer, settings: ConstructorParameters<typeof Envoy>[1]) => {
    const envoy = new Envoy(await server.address, settings);
    envoys.push(envoy);
    return envoy;
  };

  afterEach(async () => {
    for (const envoy of envoys.splice(0)) envoy.stop();
    for (const server of servers.splice(0)) await server.close();
    events.length = 0;
  });

  it("follows changes by state of the world, and survives a restart of the server, without a failed request", async () => {
    const pair = await (await Authority.create("test")).issue("localhost");
    const source = createGraph().source<EncodedResource>("resources");
    const unused = [tlsCluster("tls", "s"), endpoints("tls", portA), secret("s", pair)];
    source.replace([
      ...unused,
      cluster("one"),
      endpoints("one", portA),
      routes("web", { "*": "one" }),
      listener("web", "web"),
    ]);
    source.markSynced();
    const server = serve(source);
    const envoy = await start(server, { protocol: "GRPC" });
    const port = await envoy.port("web");
    await eventually(async () => (await get(port, "any")).status === 200 || undefined);

    const load = new Load(port, ["x", "y"]);
    for (let i = 0; i < 30; i++) {
      const [old, next] = i % 2 === 0 ? ["one", "two"] : ["two", "one"];
      source.set(cluster(next, 5 + i));
      source.set(endpoints(next, i % 2 === 0 ? portB : portA));
      source.set(routes("web", { "*": next }));
      source.delete(cluster(old).key);
      source.delete(endpoints(old).key);
      if (i % 10 === 9) source.set(listener("web", "web", `http${i}`));
      await eventually(async () => (await get(port, "any")).body === (i % 2 === 0 ? "b" : "a") || undefined);
    }
    await eventually(() => server.snapshot()[0]?.lanes.every((lane) => lane.outOfStep.length === 0) || undefined);

    const counters = () =>
      envoy.stats("listener_(added|modified|removed)|cluster_(added|modified|removed)|(cds|lds).update_success");
    const before = await counters();
    const address = await server.address;
    await server.close();
    const restarted = serve(source, address);
    await restarted.address;
    await eventually(
      () => restarted.snapshot()[0]?.lanes.some(({ typeUrl }) => typeUrl.endsWith(".RouteConfiguration")) || undefined,
      30_000,
    );
    await eventually(() => restarted.snapshot()[0]?.lanes.every((lane) => lane.outOfStep.length === 0) || undefined);
    expect(await counters()).toEqual(before);

    source.set(routes("web", { "*": "one", "other.test": "tls" }));
    await eventually(() => restarted.snapshot()[0]?.lanes.every((lane) => lane.outOfStep.length === 0) || undefined);
    await load.stop();
    expect(load.count).toBeGreaterThan(100);
    expect(load.failures).toEqual([]);
    expect(events.filter(({ kind }) => kind === "nacked")).toEqual([]);
  });

  it.each(["GRPC", "DELTA_GRPC"] as const)("gets every type from a stream of its own, by %s", async (protocol) => {
    const services = [{ targetSpecifier: { $case: "envoyGrpc", value: { clusterName: "xds" } } }] as const;
    const from: ConfigSource = {
      configSourceSpecifier: {
        $case: "apiConfigSource",
        value: { apiType: protocol === "GRPC" ? 2 : 3, transportApiVersion: 2, grpcServices: [...services] },
      },
      resourceApiVersion: 2,
    };
    const source = createGraph().source<EncodedResource>("resources");
    const all = (to: string) => [
      edsClusterFrom("one", from),
      endpoints("one", portA),
      edsClusterFrom("two", from),
      endpoints("two", portB),
      routes("web", { "*": to }),
      listener("web", "web", "http", { source: from }),
    ];
    source.replace(all("one"));
    source.markSynced();
    const server = serve(source);
    const envoy = await start(server, { protocol, byType: true });
    const port = await envoy.port("web");
    await eventually(async () => (await get(port, "any")).body === "a" || undefined);
    source.replace(all("two"));
    await eventually(async () => (await get(port, "any")).body === "b" || undefined);
    source.set(endpoints("two", portA));
    await eventually(async () => (await get(port, "any")).body === "a" || undefined);
    const types = new Set(server.snapshot().map(({ typeUrl, variant }) => `${variant} ${typeUrl?.split(".").at(-1)}`));
    const variant = protocol === "GRPC" ? "sotw" : "delta";
    const expected = ["Cluster", "ClusterLoadAssignment", "Listener", "RouteConfiguration"];
    expect([...types].sort()).toEqual(expected.map((type) => `${variant} ${type}`));
    expect(events.filter(({ kind }) => kind === "nacked")).toEqual([]);
  });
});
