import type { MethodDefinition } from "@grpc/grpc-js";
import type { Codec } from "./codec.ts";
import { encode } from "./encode.ts";
import {
  DeltaDiscoveryRequest,
  DeltaDiscoveryResponse,
  DiscoveryRequest,
  DiscoveryResponse,
} from "./gen/envoy/service/discovery/v3/discovery.ts";

const service = "/envoy.service.discovery.v3.AggregatedDiscoveryService/";

/** A method whose server may write a message or its encoded bytes. */
export type AdsMethod<Request, Response> = MethodDefinition<Request, Response | Uint8Array>;

/**
 * The aggregated discovery service for `server.addService`, for servers that send ready bytes: a `Uint8Array` goes out as it is, without
 * encoding or copying, and a message is encoded. Requests come decoded. (Clients take the generated
 * `AggregatedDiscoveryServiceClient`.)
 */
export const aggregatedDiscoveryService: {
  readonly streamAggregatedResources: AdsMethod<DiscoveryRequest, DiscoveryResponse>;
  readonly deltaAggregatedResources: AdsMethod<DeltaDiscoveryRequest, DeltaDiscoveryResponse>;
} = {
  streamAggregatedResources: method("StreamAggregatedResources", DiscoveryRequest, DiscoveryResponse),
  deltaAggregatedResources: method("DeltaAggregatedResources", DeltaDiscoveryRequest, DeltaDiscoveryResponse),
};

interface Message<T> extends Codec<T> {
  decode(bytes: Uint8Array): T;
}

function method<Request, Response>(
  name: string,
  request: Message<Request>,
  response: Message<Response>,
): AdsMethod<Request, Response> {
  return {
    path: service + name,
    requestStream: true,
    responseStream: true,
    requestSerialize: (message) => asBuffer(encode(request, message)),
    requestDeserialize: (bytes) => request.decode(bytes),
    responseSerialize: (answer) => asBuffer(answer instanceof Uint8Array ? answer : encode(response, answer)),
    responseDeserialize: (bytes) => response.decode(bytes),
  };
}

/** The same memory, in the type that grpc-js asks for. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
