import { createGraph, type Source } from "@sluice/collections";
import type { EncodedResource } from "@sluice/protos";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, it } from "vitest";
import { serveXds, type XdsEvent, type XdsServer, xdsTypes } from "../src/index.ts";
import { recordMetrics } from "../src/metrics.ts";
import { DeltaClient } from "./delta-client.ts";
import { eventually } from "./envoy.ts";
import { cluster, endpoints, listener, routes } from "./resources.ts";

let source: Source<EncodedResource>;
let server: XdsServer;
let client: DeltaClient;
let registry: Registry;
let stopMetrics: () => void;
let events: XdsEvent[];

beforeEach(async () => {
  source = createGraph().source<EncodedResource>("resources");
  source.replace([cluster("one"), endpoints("one", 1), routes("web", { "*": "one" }), listener("web", "web")]);
  source.markSynced();
  server = serveXds({ resources: source, address: "127.0.0.1:0" });
  events = [];
  server.events$.subscribe((event) => events.push(event));
  registry = new Registry();
  stopMetrics = recordMetrics(server, registry);
  client = new DeltaClient(await server.address);
});
afterEach(async () => {
  client.close();
  await server.close();
});

/** Asks for everything, as Envoy does, without answering. */
function subscribe(): void {
  client.send({ typeUrl: xdsTypes.cluster, node: { id: "proxy-1", cluster: "fleet" } });
  client.send({ typeUrl: xdsTypes.loadAssignment, resourceNamesSubscribe: ["one"] });
  client.send({ typeUrl: xdsTypes.routeConfiguration, resourceNamesSubscribe: ["web"] });
}

/** Samples of a metric, without its help. */
async function samples(name: string): Promise<readonly string[]> {
  const text = await registry.getSingleMetricAsString(name);
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

it("tells what a proxy has, what is held and what it waits for", async () => {
  subscribe();
  await eventually(() => server.snapshot()[0]?.lanes.some(({ held }) => held.length > 0) || undefined);
  const [stream] = server.snapshot();
  expect(stream).toMatchObject({ fleet: "fleet", node: { id: "proxy-1", cluster: "fleet" } });
  const needed = [{ typeUrl: xdsTypes.cluster, name: "one" }];
  expect(stream?.lanes).toMatchObject([
    { typeUrl: xdsTypes.cluster, wildcard: true, subscribed: 0, outOfStep: ["one"], unanswered: 1, held: [] },
    { typeUrl: xdsTypes.loadAssignment, subscribed: 1, outOfStep: ["one"], unanswered: 1 },
    {
      typeUrl: xdsTypes.routeConfiguration,
      outOfStep: ["web"],
      unanswered: 0,
      held: [{ name: "web", waitingFor: needed }],
    },
  ]);
  const { version } = cluster("one");
  expect(server.inspect(stream?.stream ?? 0)).toMatchObject([
    { typeUrl: xdsTypes.cluster, name: "one", wanted: version, acked: undefined, unanswered: [version] },
    { typeUrl: xdsTypes.loadAssignment, name: "one", acked: undefined },
    { typeUrl: xdsTypes.routeConfiguration, name: "web", acked: undefined, unanswered: [], waitingFor: needed },
  ]);
  expect(await samples("xds_resources_held")).toEqual([
    'xds_resources_held{fleet="fleet",type="RouteConfiguration",waiting_for="Cluster"} 1',
  ]);

  await client.take(xdsTypes.cluster);
  await client.take(xdsTypes.loadAssignment);
  await client.take(xdsTypes.routeConfiguration);
  await eventually(() => server.snapshot()[0]?.lanes.every(({ outOfStep }) => outOfStep.length === 0) || undefined);
  expect(server.inspect(stream?.stream ?? 0)).toMatchObject([{ acked: version }, { name: "one" }, { name: "web" }]);
  expect(await samples("xds_resources_held")).toEqual([]);
  expect(server.inspect(999)).toBeUndefined();
});

it("counts what was sent, answered and refused, and what is open", async () => {
  subscribe();
  for (const type of [xdsTypes.cluster, xdsTypes.loadAssignment, xdsTypes.routeConfiguration]) await client.take(type);
  await eventually(() => events.filter(({ kind }) => kind === "acked").length === 3 || undefined);
  source.set(cluster("one", 77));
  const response = await eventually(() => client.responses.find(({ typeUrl }) => typeUrl === xdsTypes.cluster));
  client.send({
    typeUrl: xdsTypes.cluster,
    responseNonce: response.nonce ?? "",
    errorDetail: { code: 13, message: "no such cluster, please" },
  });
  await eventually(() => server.nacks.list().length > 0 || undefined);
  expect(server.nacks.list()).toMatchObject([
    { message: "no such cluster, please", instead: cluster("one").version, proxies: ["proxy-1"] },
  ]);
  expect(await samples("xds_streams")).toEqual(['xds_streams{fleet="fleet"} 1']);
  expect(await samples("xds_streams_opened_total")).toEqual(['xds_streams_opened_total{fleet="fleet"} 1']);
  expect(await samples("xds_nack_total")).toEqual(['xds_nack_total{type="Cluster"} 1']);
  expect(await samples("xds_resources_refused_total")).toEqual(['xds_resources_refused_total{type="Cluster"} 1']);
  expect(await samples("xds_resources_quarantined")).toEqual([
    'xds_resources_quarantined{fleet="fleet",type="Cluster",served="last_good"} 1',
  ]);
  const sent = events.filter((event) => event.kind === "sent");
  const clusters = sent.filter(({ typeUrl }) => typeUrl === xdsTypes.cluster);
  const bytes = clusters.reduce((sum, each) => sum + each.bytes, 0);
  expect(await samples("xds_sent_bytes_total")).toContain(`xds_sent_bytes_total{type="Cluster"} ${bytes}`);
  expect(await samples("xds_responses_sent_total")).toContain(
    `xds_responses_sent_total{type="Cluster"} ${clusters.length}`,
  );
  const answers = await samples("xds_ack_duration_seconds");
  expect(answers).toContain('xds_ack_duration_seconds_count{type="Cluster",answer="nack"} 1');
  expect(answers).toContain('xds_ack_duration_seconds_count{type="RouteConfiguration",answer="ack"} 1');

  client.close();
  await eventually(() => server.snapshot().length === 0 || undefined);
  expect(await samples("xds_streams")).toEqual([]);
  expect(await samples("xds_stream_duration_seconds")).toContain("xds_stream_duration_seconds_count 1");
  expect(new Set(events.map(({ kind }) => kind))).toEqual(
    new Set(["streamOpened", "sent", "held", "acked", "nacked", "refused", "streamClosed"]),
  );
  stopMetrics();
  expect(registry.getMetricsAsArray()).toEqual([]);
});

it("counts who was turned away", async () => {
  client.send({ typeUrl: xdsTypes.cluster, node: {} });
  expect(await client.ended).toMatchObject({ details: "node  of cluster  belongs to no fleet" });
  expect(await samples("xds_streams_rejected_total")).toEqual(["xds_streams_rejected_total 1"]);
});
