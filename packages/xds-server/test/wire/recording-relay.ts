// A gRPC relay between one proxy and an xDS server: it delays what the proxy says, cuts streams, moves listeners to other ports, and tells every frame.
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
import { toRequestEntry, toResponseEntry, type WireEntry } from "./wire-log.ts";

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

/** How a relay treats its proxy. */
export interface RelaySettings {
  readonly proxy: string;
  /** Where the xDS server is. */
  readonly upstream: string;
  /** How long the next request is held back, in milliseconds. Requests stay in order. */
  readonly delayMs?: () => number;
  /** Takes each frame in the order in which the server saw or sent it. */
  readonly record: (entry: WireEntry) => void;
  /** Changes a response on its way, after it was recorded; undefined: as it is. */
  readonly rewrite?: (response: DeltaDiscoveryResponse) => DeltaDiscoveryResponse | undefined;
}

interface Pair {
  readonly down: ServerDuplexStream<Buffer, Buffer>;
  readonly up: ClientDuplexStream<Buffer, Buffer>;
}

export class RecordingRelay {
  readonly #settings: RelaySettings;
  readonly #client: Client;
  readonly #server = new Server(unlimited);
  readonly #open = new Set<Pair>();
  readonly #start = performance.now();
  #streams = 0;
  /** False from now on to let requests pass at once. */
  delays = true;

  constructor(settings: RelaySettings) {
    this.#settings = settings;
    this.#client = new Client(settings.upstream, credentials.createInsecure(), unlimited);
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

  /** Streams so far. */
  get streams(): number {
    return this.#streams;
  }

  /** Ends all streams; the proxy connects again. */
  cut(): void {
    for (const { down, up } of this.#open) {
      up.cancel();
      down.end();
    }
    this.#open.clear();
  }

  close(): void {
    this.cut();
    this.#client.close();
    this.#server.forceShutdown();
  }

  #relay(down: ServerDuplexStream<Buffer, Buffer>): void {
    const { proxy, record, rewrite, delayMs } = this.#settings;
    const stream = ++this.#streams;
    const up = this.#client.makeBidiStreamRequest(method.path, asIs, asIs);
    const pair: Pair = { down, up };
    this.#open.add(pair);
    const place = () => ({ proxy, stream, at: performance.now() - this.#start });
    let last = Promise.resolve();
    down.on("data", (bytes: Buffer) => {
      const due = performance.now() + (this.delays ? (delayMs?.() ?? 0) : 0);
      last = last.then(async () => {
        while (this.delays && due > performance.now())
          await new Promise((resolve) => setTimeout(resolve, Math.min(50, Math.max(1, due - performance.now()))));
        if (!this.#open.has(pair)) return;
        record(toRequestEntry(place(), DeltaDiscoveryRequest.decode(bytes)));
        up.write(bytes);
      });
    });
    up.on("data", (bytes: Buffer) => {
      if (!this.#open.has(pair)) return;
      const response = DeltaDiscoveryResponse.decode(bytes);
      record(toResponseEntry(place(), response));
      const changed = rewrite?.(response);
      down.write(changed === undefined ? bytes : Buffer.from(DeltaDiscoveryResponse.encode(changed).finish()));
    });
    const end = () => {
      this.#open.delete(pair);
      up.cancel();
      down.end();
    };
    for (const event of ["end", "cancelled", "error"]) down.on(event, end);
    for (const event of ["end", "error"]) up.on(event, end);
  }
}
