import { type ChannelCredentials, Client, type ClientDuplexStream, credentials, Metadata } from "@grpc/grpc-js";
import { DeltaDiscoveryRequest, DeltaDiscoveryResponse } from "@sluice/protos/envoy/service/discovery/v3/discovery";
import { eventually } from "./envoy.ts";

const path = "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources";

/** How a client calls. */
export interface DeltaClientSettings {
  readonly credentials?: ChannelCredentials;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What a stream ended with. */
export interface Ended {
  readonly code: number;
  readonly details: string;
}

/** A delta ADS client without a mind of its own: sends what a test says, keeps what comes. */
export class DeltaClient {
  readonly responses: DeltaDiscoveryResponse[] = [];
  readonly ended: Promise<Ended>;
  readonly #client: Client;
  readonly #call: ClientDuplexStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse>;

  constructor(address: string, settings: DeltaClientSettings = {}) {
    this.#client = new Client(address, settings.credentials ?? credentials.createInsecure(), {
      // The certificates of tests are for addresses and for names that no DNS knows.
      "grpc.use_local_subchannel_pool": 1,
    });
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(settings.metadata ?? {})) metadata.set(name, value);
    this.#call = this.#client.makeBidiStreamRequest(
      path,
      (request: DeltaDiscoveryRequest) => Buffer.from(DeltaDiscoveryRequest.encode(request).finish()),
      (bytes: Buffer) => DeltaDiscoveryResponse.decode(bytes),
      metadata,
    );
    this.#call.on("data", (response: DeltaDiscoveryResponse) => this.responses.push(response));
    this.#call.on("error", () => {});
    this.ended = new Promise((resolve) => {
      this.#call.on("status", ({ code, details }) => resolve({ code, details }));
    });
  }

  send(request: DeltaDiscoveryRequest): void {
    this.#call.write(request);
  }

  /** The next response of a type, which it ACKs. */
  async take(typeUrl: string): Promise<DeltaDiscoveryResponse> {
    const response = await eventually(() => this.responses.find((each) => each.typeUrl === typeUrl));
    this.responses.splice(this.responses.indexOf(response), 1);
    this.send({ typeUrl, responseNonce: response.nonce ?? "" });
    return response;
  }

  close(): void {
    this.#call.cancel();
    this.#client.close();
  }
}
