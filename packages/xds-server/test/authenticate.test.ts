import { Client, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { createGraph } from "@sluice/collections";
import { aggregatedDiscoveryService, type EncodedResource } from "@sluice/protos";
import type {
  DeltaDiscoveryRequest,
  DeltaDiscoveryResponse,
} from "@sluice/protos/envoy/service/discovery/v3/discovery";
import { afterEach, expect, it } from "vitest";
import { serveXds, type XdsCall, type XdsEvent } from "../src/index.ts";
import { cluster } from "./resources.ts";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const ending of endings.splice(0).reverse()) await ending();
});

const clusterType = "type.googleapis.com/envoy.config.cluster.v3.Cluster";

/** A server that asks; a proxy that calls, with what it got or how it was turned away. */
async function call(token: string | undefined, authenticate: (call: XdsCall) => Promise<string | undefined>) {
  const resources = createGraph().source<EncodedResource>("resources");
  const one = cluster("one");
  resources.replace([one]);
  resources.markSynced();
  const server = serveXds({ resources, address: "127.0.0.1:0", authenticate });
  const events: XdsEvent[] = [];
  server.events$.subscribe((event) => events.push(event));
  const client = new Client(await server.address, credentials.createInsecure());
  endings.push(
    () => server.close(),
    () => client.close(),
  );
  const { path, requestSerialize, responseDeserialize } = aggregatedDiscoveryService.deltaAggregatedResources;
  const metadata = new Metadata();
  if (token !== undefined) metadata.set("authorization", token);
  const stream = client.makeBidiStreamRequest<DeltaDiscoveryRequest, DeltaDiscoveryResponse>(
    path,
    requestSerialize,
    responseDeserialize as (value: Buffer) => DeltaDiscoveryResponse,
    metadata,
  );
  const outcome = new Promise<readonly string[] | ServiceError>((resolve) => {
    stream.once("data", ({ resources }: DeltaDiscoveryResponse) =>
      resolve((resources ?? []).map(({ name }) => name ?? "")),
    );
    stream.once("error", (error) => resolve(error as ServiceError));
  });
  stream.write({ node: { id: "pod-1", cluster: one.fleet }, typeUrl: clusterType } as DeltaDiscoveryRequest);
  const answer = await outcome;
  stream.cancel();
  return { answer, events, fleet: one.fleet };
}

it("serves whom it knows, once it knows", async () => {
  const calls: XdsCall[] = [];
  const { answer, fleet } = await call("Bearer secret", async (one) => {
    calls.push(one);
    await new Promise((resolve) => setTimeout(resolve, 20));
    return undefined;
  });
  expect(answer).toEqual(["one"]);
  expect(calls).toEqual([
    { bearer: "secret", node: { id: "pod-1", cluster: fleet, metadata: {} }, peer: expect.stringMatching(/^127/) },
  ]);
});

it.each<[what: string, token: string | undefined, authenticate: (call: XdsCall) => Promise<string | undefined>]>([
  ["a token that is refused", "Bearer stolen", async ({ bearer }) => `not ${bearer}`],
  ["no token", undefined, async ({ bearer }) => (bearer === undefined ? "not without a token" : undefined)],
  ["another scheme", "Basic stolen", async ({ bearer }) => (bearer === undefined ? "not without a token" : undefined)],
  ["a judge that fails", "Bearer stolen", () => Promise.reject(new Error("not now"))],
])("turns away %s, and sends nothing", async (_, token, authenticate) => {
  const { answer, events } = await call(token, authenticate);
  expect(answer).toMatchObject({ code: status.UNAUTHENTICATED, details: expect.stringContaining("not ") });
  expect(events.map(({ kind }) => kind)).toEqual(["streamRejected"]);
});
