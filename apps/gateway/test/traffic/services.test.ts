import { networkInterfaces } from "node:os";
import { freePorts } from "@sluice/testkit/running-gateway";
import { beforeAll, expect, it } from "vitest";
import { echoOf, type Received, send } from "./client.ts";
import { startHttpBackend } from "./http-backend.ts";
import {
  backend,
  classOfSluice,
  gateway,
  httpRoute,
  type Manifest,
  namespace,
  referenceGrant,
  service,
  to,
  toBackend,
} from "./manifests.ts";
import { describeTraffic } from "./traffic.ts";

describeTraffic("Services and Backends", (traffic) => {
  let port = 0;
  let refused = 0;
  let manifests: readonly Manifest[] = [];
  let ports: Readonly<Record<"blue" | "green" | "open", number>>;

  beforeAll(async () => {
    [port = 0, refused = 0] = await freePorts(2);
    const [blue, green, open] = await Promise.all([
      traffic.run(startHttpBackend("blue")),
      traffic.run(startHttpBackend("green")),
      // A dynamic resolver reaches no loopback addresses.
      traffic.run(startHttpBackend("open", { address: "0.0.0.0" })),
    ]);
    ports = { blue: blue.port, green: green.port, open: open.port };
    const list = [{ name: "http", protocol: "HTTP", port }];
    manifests = [
      classOfSluice,
      gateway("web", list),
      ...services(ports, refused),
      ...backends(ports, refused),
      ...routes,
    ];
    await traffic.serve(manifests, [port]);
  });

  const ask = (host: string, path = "/"): Promise<Received> => send({ port, host, path });

  /** Who answers 20 requests. */
  const answerers = async (host: string): Promise<readonly string[]> => {
    const all = new Set<string>();
    for (let i = 0; i < 20; i++) {
      const answer = await ask(host);
      all.add(answer.status === 200 ? echoOf(answer).backend : String(answer.status));
    }
    return [...all].sort();
  };

  it.each<[string, string, readonly string[]]>([
    ["all endpoints that are ready", "both.test", ["blue", "green"]],
    ["no endpoint that is not ready", "one-ready.test", ["blue"]],
    ["no endpoint that is not ready, be they many", "many-not-ready.test", ["blue"]],
    ["no endpoint that is terminating", "terminating.test", ["blue"]],
    ["endpoints that are terminating where no others are left", "all-terminating.test", ["green"]],
    ["endpoints that say nothing of their condition", "unknown.test", ["blue"]],
    ["a Service of another namespace that grants it", "granted.test", ["green"]],
    ["a ServiceImport", "imported.test", ["green"]],
    ["a Backend by address", "backend.test", ["blue"]],
    ["a Backend by host name", "fqdn.test", ["blue"]],
    ["a Backend with several endpoints", "backends.test", ["blue", "green"]],
    ["the first choice, not the fallback", "fallback.test", ["blue"]],
    ["the fallback where the first choice has nothing that serves", "fallback-used.test", ["green"]],
  ])("are chosen: %s", async (_title, host, expected) => {
    expect(await answerers(host)).toEqual(expected);
  });

  it("are not reached: a Service of another namespace without a grant", async () => {
    expect((await ask("not-granted.test")).status).toBe(500);
  });

  it("resolve each request's host", async () => {
    const address = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
    // A machine without a network has no address that may be reached.
    expect(echoOf(await ask(`${address}:${ports.open}`, "/dynamic")).backend).toBe("open");
  });

  it.each(["127.0.0.1", "127.0.0.2", "0.0.0.0", "localhost", "LOCALHOST", "localhost.", "[::1]"])(
    "do not lead to the proxy itself as %s",
    async (host) => {
      expect((await ask(`${host}:${ports.open}`, "/dynamic")).status).toBe(403);
    },
  );

  it("follow endpoints that move", async () => {
    const { blue, green } = ports;
    const moved = service("moving", 1, { endpoints: [{ port: green }] });
    expect(await answerers("moving.test")).toEqual(["blue"]);
    traffic.write([...manifests.filter(({ metadata }) => !metadata.name.startsWith("moving-")), ...moved.slice(1)]);
    await traffic.until(async () => echoOf(await ask("moving.test")).backend === "green");
    expect(await answerers("moving.test")).toEqual(["green"]);
    expect(blue).not.toBe(green);
  });
});

const ready = { ready: true, serving: true, terminating: false };
const notReady = { ready: false, serving: false, terminating: false };
const terminating = { ready: false, serving: true, terminating: true };

function services({ blue, green }: { readonly blue: number; readonly green: number }, refused: number): Manifest[] {
  const bad = ["127.0.0.2", "127.0.0.3", "127.0.0.4"].map((address) => ({
    address,
    port: refused,
    conditions: notReady,
  }));
  return [
    ...service("both", blue, { endpoints: [{ conditions: ready }, { port: green, conditions: ready }] }),
    ...service("one-ready", blue, { endpoints: [{ conditions: ready }, { port: green, conditions: notReady }] }),
    ...service("many-not-ready", blue, { endpoints: [{ conditions: ready }, ...bad] }),
    ...service("terminating", blue, { endpoints: [{}, { port: green, conditions: terminating }] }),
    ...service("all-terminating", green, { endpoints: [{ conditions: terminating }] }),
    ...service("none-serving", blue, { endpoints: [{ conditions: notReady }] }),
    ...service("unknown", blue, { endpoints: [{ conditions: {} }] }),
    ...service("moving", blue),
    ...service("imported", green, { imported: true }),
    namespace("shop"),
    ...service("granted", green, { namespace: "shop" }),
    ...service("not-granted", green, { namespace: "shop" }),
    referenceGrant(
      "routes",
      {
        from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "default" }],
        to: [{ group: "", kind: "Service", name: "granted" }],
      },
      { namespace: "shop" },
    ),
  ];
}

function backends({ blue, green }: { readonly blue: number; readonly green: number }, refused: number): Manifest[] {
  return [
    backend("backend", [blue]),
    backend("fqdn", [{ fqdn: { hostname: "localhost", port: blue } }]),
    backend("backends", [blue, green]),
    backend("second", [refused], { fallback: true }),
    backend("spare", [green], { fallback: true }),
    backend("dynamic", [], { type: "DynamicResolver" }),
  ];
}

function only(name: string, ref = to(name)): Manifest {
  return httpRoute(name, { hostnames: [`${name}.test`], rules: [{ backendRefs: [ref] }] });
}

const routes = [
  ...["both", "one-ready", "many-not-ready", "terminating", "all-terminating", "unknown", "moving"].map((name) =>
    only(name),
  ),
  only("imported", to("imported", { group: "multicluster.x-k8s.io", kind: "ServiceImport" })),
  ...["granted", "not-granted"].map((name) => only(name, to(name, { namespace: "shop" }))),
  ...["backend", "fqdn", "backends"].map((name) => only(name, toBackend(name))),
  httpRoute("fallback", {
    hostnames: ["fallback.test"],
    rules: [{ backendRefs: [toBackend("backend"), toBackend("second")] }],
  }),
  httpRoute("fallback-used", {
    hostnames: ["fallback-used.test"],
    rules: [{ backendRefs: [to("none-serving"), toBackend("spare")] }],
  }),
  httpRoute("dynamic", {
    rules: [{ matches: [{ path: { type: "Exact", value: "/dynamic" } }], backendRefs: [toBackend("dynamic")] }],
  }),
];
