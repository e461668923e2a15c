import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { createGraph, type Source } from "@sluice/collections";
import type { EncodedResource } from "@sluice/protos";
import type { DeltaDiscoveryResponse } from "@sluice/protos/envoy/service/discovery/v3/discovery";
import { afterEach, describe, expect, it } from "vitest";
import { serveXds, type XdsServer, xdsTypes } from "../src/index.ts";
import { Backend, get, Load } from "./backend.ts";
import { DeltaClient } from "./delta-client.ts";
import { Envoy, eventually, hasEnvoy } from "./envoy.ts";
import { cluster, endpoints, listener, routes, secret } from "./resources.ts";
import { TcpRelay } from "./tcp-relay.ts";

const {
  cluster: clusterType,
  loadAssignment,
  secret: secretType,
  listener: listenerType,
  routeConfiguration,
} = xdsTypes;
const world = (): EncodedResource[] => [
  ...["one", "two", "three"].flatMap((name) => [cluster(name), endpoints(name, 1, 2)]),
  secret("s", { cert: "c", key: "k" }),
  routes("web", { a: "one", b: "two", c: "three" }),
  listener("web", "web"),
];
/** What each type is asked for by name; nothing: all. */
const subscriptions: readonly (readonly [string, readonly string[]])[] = [
  [clusterType, []],
  [loadAssignment, ["one", "two", "three"]],
  [secretType, ["s"]],
  [listenerType, []],
  [routeConfiguration, ["web"]],
];

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

interface Served {
  readonly source: Source<EncodedResource>;
  readonly server: XdsServer;
  readonly address: string;
}

async function serve(resources: readonly EncodedResource[] | undefined): Promise<Served> {
  const source = createGraph().source<EncodedResource>("resources");
  if (resources !== undefined) {
    for (const resource of resources) source.set(resource);
    source.markSynced();
  }
  const server = serveXds({ resources: source, address: "127.0.0.1:0" });
  endings.push(() => server.close());
  return { source, server, address: await server.address };
}

type Versions = Map<string, Record<string, string>>;

/** Connects as a proxy that has these versions, and asks for everything. */
function connect({ address }: Served, versions: Versions = new Map()): DeltaClient {
  const client = new DeltaClient(address);
  endings.push(() => client.close());
  for (const [typeUrl, names] of subscriptions) {
    client.send({
      typeUrl,
      node: { id: "proxy", cluster: "fleet" },
      resourceNamesSubscribe: [...names],
      initialResourceVersions: versions.get(typeUrl) ?? {},
    });
  }
  return client;
}

/** Takes one response of every type; returns them and the versions that a proxy has then. */
async function takeAll(
  client: DeltaClient,
): Promise<{ readonly responses: DeltaDiscoveryResponse[]; readonly versions: Versions }> {
  const responses: DeltaDiscoveryResponse[] = [];
  const versions: Versions = new Map();
  for (const [typeUrl] of subscriptions) {
    const response = await client.take(typeUrl);
    responses.push(response);
    versions.set(
      typeUrl,
      Object.fromEntries((response.resources ?? []).map(({ name = "", version = "" }) => [name, version])),
    );
  }
  return { responses, versions };
}

const inStep = ({ server }: Served) =>
  eventually(() => {
    const [stream] = server.snapshot();
    const settled =
      stream?.lanes.length === subscriptions.length && stream.lanes.every((lane) => lane.outOfStep.length === 0);
    return settled || undefined;
  });

const contents = (responses: readonly DeltaDiscoveryResponse[]) =>
  responses.map(({ typeUrl, resources = [], removedResources = [] }) => ({
    type: typeUrl?.split(".").at(-1),
    set: resources.map(({ name }) => name),
    removed: removedResources,
  }));

describe("restarts and replicas", () => {
  it("send the same bytes and versions, in whatever order the resources came", async () => {
    const [one, two] = [await serve(world()), await serve(world().reverse())];
    const [first, second] = [await takeAll(connect(one)), await takeAll(connect(two))];
    const bytes = ({ responses }: typeof first) =>
      responses.map(({ resources = [] }) =>
        resources.map(({ name, version, resource }) => [
          name,
          version,
          Buffer.from(resource?.value ?? []).toString("hex"),
        ]),
      );
    expect(bytes(first).flat().length).toBe(world().length);
    expect(bytes(second)).toEqual(bytes(first));
  });

  it("send nothing to a proxy that has everything, but follow the next change", async () => {
    const { versions } = await takeAll(connect(await serve(world())));
    const replica = await serve(world().reverse());
    const client = connect(replica, versions);
    await inStep(replica);
    replica.source.set(endpoints("two", 3));
    const response = await client.take(loadAssignment);
    expect(contents([response])).toEqual([{ type: "ClusterLoadAssignment", set: ["two"], removed: [] }]);
    expect(client.responses).toEqual([]);
    // The first response of the stream: none was lost on the way here.
    expect(response.nonce).toBe("1");
  });

  it("send a reconnecting proxy the difference only", async () => {
    const { versions } = await takeAll(connect(await serve(world())));
    const changed = world().filter(({ name }) => name !== "three");
    const next = [...changed, cluster("four"), endpoints("four", 4), endpoints("one", 9), routes("web", { a: "one" })];
    const replica = await serve(next);
    const client = connect(replica, versions);
    const sent = [
      await client.take(clusterType),
      await client.take(loadAssignment),
      await client.take(routeConfiguration),
      // The cluster goes after the routes that used it.
      await client.take(clusterType),
    ];
    expect(contents(sent)).toEqual([
      { type: "Cluster", set: ["four"], removed: [] },
      { type: "ClusterLoadAssignment", set: ["four", "one"], removed: [] },
      { type: "RouteConfiguration", set: ["web"], removed: [] },
      { type: "Cluster", set: [], removed: ["three"] },
    ]);
    expect(client.responses).toEqual([]);
  });
});

describe("before everything has been read", () => {
  it("serves nothing, turns nobody away, and answers all once it has", async () => {
    const graph = createGraph();
    const [early, late] = [graph.source<EncodedResource>("early"), graph.source<EncodedResource>("late")];
    const resources = graph.join<EncodedResource>("all", [early, late]);
    const server = serveXds({ resources, address: "127.0.0.1:0", graph });
    endings.push(() => server.close());
    const rejected: unknown[] = [];
    server.events$.subscribe((event) => event.kind === "streamRejected" && rejected.push(event));
    early.replace([cluster("one"), endpoints("one", 1)]);
    early.markSynced();
    graph.flush();
    const served = { source: early, server, address: await server.address };
    const [lost, client] = [connect(served), connect(served)];
    // A connection that goes while it waits leaves nothing behind.
    lost.close();
    const other = await serve(world());
    await takeAll(connect(other));
    expect([server.snapshot(), client.responses, rejected]).toEqual([[], [], []]);
    late.replace(world().filter(({ name }) => name !== "one"));
    late.markSynced();
    const { responses } = await takeAll(client);
    expect(contents(responses)[0]).toEqual({ type: "Cluster", set: ["one", "three", "two"], removed: [] });
    expect(server.snapshot().length).toBe(1);
  });
});

describe.skipIf(!hasEnvoy)("real Envoys", () => {
  it("notice nothing of a control plane that is killed and restarted, or replaced by its replica, under traffic", {
    timeout: 150_000,
  }, async () => {
    const backend = new Backend("here");
    endings.push(() => backend.close());
    const port = await backend.listen();
    const relay = new TcpRelay();
    endings.push(() => relay.close());
    const xds = await relay.listen();
    const first = await start(port);
    relay.target = first.address;
    const envoys = ["proxy-1", "proxy-2"].map((id) => new Envoy(xds, { id }));
    endings.push(() => envoys.map((envoy) => envoy.stop()));
    const loads: Load[] = [];
    for (const envoy of envoys) {
      const web = await envoy.port("web");
      await eventually(async () => (await get(web, "b")).status === 200 || undefined, 30_000);
      loads.push(new Load(web, ["a", "b"], 2));
    }
    endings.push(() => Promise.all(loads.map((load) => load.stop())));
    const counters = () => Promise.all(envoys.map((envoy) => envoy.stats(counted)));
    const before = await counters();
    expect(Object.keys(before[0] ?? {}).sort()).toEqual(
      expect.arrayContaining(["cluster_manager.cds.update_success", "listener_manager.listener_modified"]),
    );

    // Killed, and away for a while.
    first.process.kill("SIGKILL");
    relay.cut();
    const second = await start(port);
    relay.target = second.address;
    await eventually(() => second.opened.size === 2 || undefined, 60_000);
    // Both replicas run; proxies are moved from one to the other.
    const third = await start(port);
    relay.target = third.address;
    relay.cut();
    await eventually(() => third.opened.size === 2 || undefined, 60_000);
    // One that has a change: its arrival shows that all before it has been handled.
    const fourth = await start(port, 7);
    relay.target = fourth.address;
    relay.cut();
    const moved = async () =>
      (await counters()).map((after, i) =>
        Object.keys(after)
          .filter((name) => after[name] !== before[i]?.[name])
          .sort(),
      );
    // The changed cluster, and its endpoints, which travel with it.
    const last = "cluster.two.update_success";
    await eventually(async () => (await moved()).every((names) => names.includes(last)) || undefined, 60_000);
    expect([second.sent, third.sent]).toEqual([[], []]);
    expect(fourth.sent.filter((name) => name !== "two")).toEqual([]);

    await Promise.all(loads.map((load) => load.stop()));
    expect(loads.flatMap(({ failures }) => failures)).toEqual([]);
    expect(Math.min(...loads.map(({ count }) => count))).toBeGreaterThan(100);
    const expected = [last, "cluster_manager.cds.update_success", "cluster_manager.cluster_modified"];
    expect(await moved()).toEqual([expected, expected]);
  });
});

const counted =
  "(update_success|listener_modified|listener_added|listener_removed|cluster_modified|cluster_added|cluster_removed|listener_in_place_updated)$";

interface Running {
  readonly process: ChildProcess;
  readonly address: string;
  /** Nodes that opened a stream. */
  readonly opened: Set<string>;
  /** Names of resources that were sent. */
  readonly sent: string[];
}

async function start(port: number, timeout = 5): Promise<Running> {
  const program = join(import.meta.dirname, "restart-program.ts");
  const child = fork(program, [String(port), String(timeout)], { execArgv: ["--conditions=@sluice/source"] });
  endings.push(() => child.kill("SIGKILL"));
  const opened = new Set<string>();
  const sent: string[] = [];
  const address = await new Promise<string>((resolve, reject) => {
    child.once("exit", () => reject(new Error("the control plane ended")));
    child.on("message", (message: { address?: string; opened?: string; sent?: string[] }) => {
      if (message.address !== undefined) resolve(message.address);
      if (message.opened !== undefined) opened.add(message.opened);
      sent.push(...(message.sent ?? []));
    });
  });
  return { process: child, address, opened, sent };
}
