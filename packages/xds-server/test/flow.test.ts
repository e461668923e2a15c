import { Client, type ClientDuplexStream, credentials, type MethodDefinition } from "@grpc/grpc-js";
import { createGraph } from "@sluice/collections";
import type { EncodedResource } from "@sluice/protos";
import { DeltaDiscoveryRequest, DeltaDiscoveryResponse } from "@sluice/protos/envoy/service/discovery/v3/discovery";
import { afterEach, expect, it } from "vitest";
import { serveXds, type XdsServer, xdsTypes } from "../src/index.ts";
import { eventually } from "./envoy.ts";
import { resource } from "./resources.ts";

const mebibyte = 1 << 20;
const method: MethodDefinition<DeltaDiscoveryRequest, DeltaDiscoveryResponse> = {
  path: "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources",
  requestStream: true,
  responseStream: true,
  requestSerialize: (request) => Buffer.from(DeltaDiscoveryRequest.encode(request).finish()),
  requestDeserialize: (bytes) => DeltaDiscoveryRequest.decode(bytes),
  responseSerialize: (response) => Buffer.from(DeltaDiscoveryResponse.encode(response).finish()),
  responseDeserialize: (bytes) => DeltaDiscoveryResponse.decode(bytes),
};

const servers: XdsServer[] = [];
const clients: Client[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const server of servers.splice(0)) await server.close();
});

type Call = ClientDuplexStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse>;

async function connect(server: XdsServer): Promise<Call> {
  const options = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
  const client = new Client(await server.address, credentials.createInsecure(), options);
  clients.push(client);
  const call = client.makeBidiStreamRequest(method.path, method.requestSerialize, method.responseDeserialize);
  call.on("error", () => undefined);
  return call;
}

function serve(resources: Parameters<typeof serveXds>[0]["resources"], responseBytes: number): XdsServer {
  const server = serveXds({ resources, address: "127.0.0.1:0", limits: { responseBytes } });
  servers.push(server);
  return server;
}

/** A resource of this size; its content differs by version. */
function large(name: string, version: number, bytes: number): EncodedResource {
  const value = new Uint8Array(bytes).fill(version % 256);
  return resource(xdsTypes.cluster, name, value, { needs: [] });
}

it("keeps little for a proxy that does not read, however much changes, and sends it the newest when it reads again", async () => {
  const source = createGraph().source<EncodedResource>("resources");
  const names = Array.from({ length: 32 }, (_, i) => `c${i}`);
  const put = (version: number) => source.replace(names.map((name) => large(name, version, mebibyte / 2)));
  put(0);
  source.markSynced();
  const server = serve(source, mebibyte);
  const call = await connect(server);
  const node = { id: "slow", cluster: "fleet" };
  // Asks for everything, and then for more and more, but reads nothing.
  call.pause();
  call.write({ node, typeUrl: xdsTypes.cluster, resourceNamesSubscribe: ["*"] });
  for (const name of names) call.write({ typeUrl: xdsTypes.cluster, resourceNamesSubscribe: [name] });
  await eventually(() => (server.snapshot()[0]?.unsentBytes ?? 0) > mebibyte || undefined);
  let most = 0;
  for (let version = 1; version <= 40; version++) {
    put(version);
    await new Promise(setImmediate);
    const [stream] = server.snapshot();
    most = Math.max(most, stream?.unsentBytes ?? 0);
    expect(stream?.lanes.map(({ outOfStep }) => outOfStep.length)).toEqual([names.length]);
  }
  // One response of a mebibyte that does not fit any more, and the one that filled the room.
  expect(most).toBeLessThanOrEqual(3 * mebibyte);

  const has = new Map<string, number>();
  let received = 0;
  call.on("data", ({ resources = [], nonce = "" }: DeltaDiscoveryResponse) => {
    for (const { name = "", resource: any } of resources) {
      has.set(name, any?.value?.[0] ?? -1);
      received++;
    }
    call.write({ typeUrl: xdsTypes.cluster, responseNonce: nonce });
  });
  call.resume();
  await eventually(
    () => server.snapshot()[0]?.lanes.every(({ outOfStep }) => outOfStep.length === 0) || undefined,
    30_000,
  );
  expect([...has.values()]).toEqual(names.map(() => 40));
  // Every version of everything would be 1,280.
  expect(received).toBeLessThan(names.length * 6);
});

it("takes a proxy back that has 50,000 resources, and sends it only the difference", { timeout: 120_000 }, async () => {
  const source = createGraph().source<EncodedResource>("resources");
  const resources = Array.from({ length: 50_000 }, (_, i) => {
    const name = `service/a-namespace-with-a-long-name/an-application-with-a-long-name-${i}/8080`;
    return resource(xdsTypes.cluster, name, Buffer.from(name), { needs: [] });
  });
  source.replace(resources);
  source.markSynced();
  const server = serve(source, 8 * mebibyte);
  const call = await connect(server);
  const received: string[][] = [];
  call.on("data", ({ resources: sent = [], removedResources = [], nonce = "" }: DeltaDiscoveryResponse) => {
    received.push([...sent.map(({ name = "" }) => name), ...removedResources.map((name) => `-${name}`)]);
    call.write({ typeUrl: xdsTypes.cluster, responseNonce: nonce });
  });
  const initialResourceVersions = Object.fromEntries(resources.map(({ name, version }) => [name, version]));
  const changed = resources[25_000]!.name;
  const request = {
    node: { id: "large", cluster: "fleet" },
    typeUrl: xdsTypes.cluster,
    initialResourceVersions: { ...initialResourceVersions, [changed]: "older", gone: "old" },
  };
  expect(DeltaDiscoveryRequest.encode(request).finish().length).toBeGreaterThan(4 * mebibyte);
  call.write(request);
  await eventually(() => received.flat().length >= 2 || undefined, 60_000);
  expect(received.flat().sort()).toEqual(["-gone", changed]);
});
