// A gRPC relay between a proxy and an xDS server: it delays requests, cuts streams, and records every frame.
import {
  Client,
  type ClientDuplexStream,
  credentials,
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
} from "@grpc/grpc-js";
import { DeltaDiscoveryRequest, DeltaDiscoveryResponse } from "@sluice/protos/envoy/service/discovery/v3/discovery";

/** One frame of a stream, in the order in which the server saw or sent it. */
export type Frame =
  | { readonly stream: number; readonly kind: "request"; readonly request: DeltaDiscoveryRequest }
  | { readonly stream: number; readonly kind: "response"; readonly response: DeltaDiscoveryResponse };

const asIs = (bytes: Buffer): Buffer => bytes;
const method: MethodDefinition<Buffer, Buffer> = {
  path: "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources",
  requestStream: true,
  responseStream: true,
  requestSerialize: asIs,
  requestDeserialize: asIs,
  responseSerialize: asIs,
  responseDeserialize: asIs,
};
const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

export class Relay {
  readonly frames: Frame[] = [];
  /** How long the next request is held back, in milliseconds. Requests stay in order. */
  delayMs: () => number = () => 0;
  readonly #client: Client;
  readonly #server = new Server(unlimited);
  readonly #open = new Set<{
    readonly down: ServerDuplexStream<Buffer, Buffer>;
    readonly up: ClientDuplexStream<Buffer, Buffer>;
  }>();
  #streams = 0;

  constructor(upstream: string) {
    this.#client = new Client(upstream, credentials.createInsecure(), unlimited);
    this.#server.addService(
      { delta: method },
      { delta: (down: ServerDuplexStream<Buffer, Buffer>) => this.#relay(down) },
    );
  }

  async listen(): Promise<string> {
    const port = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    return `127.0.0.1:${port}`;
  }

  /** Ends all streams; proxies connect again. */
  cut(): void {
    for (const { down, up } of this.#open) {
      up.cancel();
      down.end();
    }
  }

  close(): void {
    this.cut();
    this.#client.close();
    this.#server.forceShutdown();
  }

  #relay(down: ServerDuplexStream<Buffer, Buffer>): void {
    const stream = ++this.#streams;
    const up = this.#client.makeBidiStreamRequest(method.path, asIs, asIs);
    const pair = { down, up };
    this.#open.add(pair);
    let last = Promise.resolve();
    down.on("data", (bytes: Buffer) => {
      const due = performance.now() + this.delayMs();
      last = last.then(async () => {
        const wait = due - performance.now();
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        if (!this.#open.has(pair)) return;
        this.frames.push({ stream, kind: "request", request: DeltaDiscoveryRequest.decode(bytes) });
        up.write(bytes);
      });
    });
    up.on("data", (bytes: Buffer) => {
      this.frames.push({ stream, kind: "response", response: DeltaDiscoveryResponse.decode(bytes) });
      down.write(bytes);
    });
    const end = () => {
      this.#open.delete(pair);
      up.cancel();
      down.end();
    };
    down.on("end", end);
    down.on("cancelled", end);
    down.on("error", end);
    up.on("end", end);
    up.on("error", end);
  }
}
