import { once } from "node:events";
import { Client, credentials, Server, ServerCredentials, type ServerDuplexStream } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aggregatedDiscoveryService } from "./ads.ts";
import { pack } from "./any.ts";
import { Cluster } from "./gen/envoy/config/cluster/v3/cluster.ts";
import { AggregatedDiscoveryServiceClient } from "./gen/envoy/service/discovery/v3/ads.ts";
import type {
  DeltaDiscoveryRequest,
  DeltaDiscoveryResponse,
  DiscoveryRequest,
  DiscoveryResponse,
} from "./gen/envoy/service/discovery/v3/discovery.ts";
import { encodeDeltaDiscoveryResponse, encodeDiscoveryResponse } from "./responses.ts";

const cluster = pack(Cluster, { name: "a" });
const { typeUrl } = cluster;

// The server answers the first request with ready bytes and the second with a message.
const delta = { nonce: "1", systemVersionInfo: "", removedResources: ["gone"], typeUrl };
const server = new Server();
server.addService(aggregatedDiscoveryService, {
  deltaAggregatedResources(stream: ServerDuplexStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse | Uint8Array>) {
    stream.on("data", ({ responseNonce }: DeltaDiscoveryRequest) => {
      const resources = [{ name: "a", version: "v1", ...cluster }];
      if (responseNonce === "") stream.write(encodeDeltaDiscoveryResponse({ ...delta, resources }));
      else stream.write({ typeUrl, nonce: "2", resources: [{ name: "b", version: responseNonce }] });
    });
    stream.on("end", () => stream.end());
  },
  streamAggregatedResources(stream: ServerDuplexStream<DiscoveryRequest, DiscoveryResponse | Uint8Array>) {
    stream.on("data", ({ node, resourceNames }: DiscoveryRequest) => {
      const versionInfo = `${node?.id} ${resourceNames?.join()}`;
      stream.write(encodeDiscoveryResponse({ typeUrl, nonce: "1", versionInfo, resources: [cluster] }));
    });
    stream.on("end", () => stream.end());
  },
});
let client: AggregatedDiscoveryServiceClient;

beforeAll(async () => {
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  client = new AggregatedDiscoveryServiceClient(`127.0.0.1:${port}`, credentials.createInsecure());
});

afterAll(() => {
  client.close();
  server.forceShutdown();
});

describe("the aggregated discovery service over gRPC", () => {
  it("is a service that the generated client speaks to", () => {
    expect(client).toBeInstanceOf(Client);
  });

  it("sends ready bytes and messages: delta", async () => {
    const stream = client.deltaAggregatedResources();
    stream.write({ node: { id: "proxy" }, typeUrl, initialResourceVersions: { a: "v0" } });
    const [first]: DeltaDiscoveryResponse[] = await once(stream, "data");
    expect(first).toMatchObject({ typeUrl, nonce: "1", removedResources: ["gone"] });
    expect(first?.resources).toHaveLength(1);
    expect(first?.resources?.[0]).toMatchObject({ name: "a", version: "v1", resource: { typeUrl } });
    expect(Buffer.from(first?.resources?.[0]?.resource?.value ?? []).equals(cluster.value)).toBe(true);

    stream.write({ typeUrl, responseNonce: "1", errorDetail: { code: 3, message: "no" } });
    const [second]: DeltaDiscoveryResponse[] = await once(stream, "data");
    expect(second).toMatchObject({ nonce: "2", resources: [{ name: "b", version: "1" }] });
    stream.end();
    await once(stream.resume(), "end");
  });

  it("sends ready bytes: state of the world", async () => {
    const stream = client.streamAggregatedResources();
    stream.write({ node: { id: "proxy" }, typeUrl, resourceNames: ["a", "b"] });
    const [first]: DiscoveryResponse[] = await once(stream, "data");
    expect(first).toMatchObject({ versionInfo: "proxy a,b", nonce: "1", resources: [{ typeUrl }] });
    stream.end();
    await once(stream.resume(), "end");
  });

  it("does not copy ready bytes", () => {
    const bytes = new Uint8Array(new ArrayBuffer(100), 10, 20);
    const sent = aggregatedDiscoveryService.deltaAggregatedResources.responseSerialize(bytes);
    expect(sent.buffer).toBe(bytes.buffer);
    expect([sent.byteOffset, sent.byteLength]).toEqual([10, 20]);
  });
});
