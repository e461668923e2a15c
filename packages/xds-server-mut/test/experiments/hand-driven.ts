// A delta ADS server that sends only what an experiment tells it to and prints every frame.

import { setTimeout as sleep } from "node:timers/promises";
import { Server, ServerCredentials, type ServerDuplexStream } from "@grpc/grpc-js";
import { aggregatedDiscoveryService, type EncodedResource, encodeDeltaDiscoveryResponse } from "@sluice/protos";
import type {
  DeltaDiscoveryRequest,
  DeltaDiscoveryResponse,
} from "@sluice/protos/envoy/service/discovery/v3/discovery";
import { Envoy, type EnvoySettings } from "../envoy.ts";

type Call = ServerDuplexStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse | Uint8Array>;

export interface Received {
  readonly at: number;
  readonly type: string;
  readonly nonce: string;
  readonly subscribe: readonly string[];
  readonly unsubscribe: readonly string[];
  readonly error: string | undefined;
  readonly initial: Readonly<Record<string, string>>;
  readonly stream: number;
}

export class HandDriven {
  readonly received: Received[] = [];
  readonly #server = new Server();
  #call: Call | undefined;
  #streams = 0;
  #nonce = 0;
  #start = performance.now();
  envoy!: Envoy;

  static async start(settings: EnvoySettings = {}): Promise<HandDriven> {
    const driver = new HandDriven();
    const port = await driver.#listen();
    driver.envoy = new Envoy(`127.0.0.1:${port}`, settings);
    await driver.until(({ type }) => type === "Cluster");
    return driver;
  }

  log(text: string): void {
    console.log(`${((performance.now() - this.#start) / 1000).toFixed(3).padStart(7)}  ${text}`);
  }

  send(
    resources: readonly EncodedResource[],
    removed: readonly string[] = [],
    typeUrl: string = resources[0]?.typeUrl ?? "",
  ): string {
    const nonce = String(++this.#nonce);
    this.log(
      `SEND ${short(typeUrl)} [${resources.map(({ name }) => name)}]${removed.length ? ` removed [${removed}]` : ""} nonce ${nonce}`,
    );
    this.#call?.write(
      encodeDeltaDiscoveryResponse({ typeUrl, nonce, resources, removedResources: removed, systemVersionInfo: "" }),
    );
    return nonce;
  }

  async until(wanted: (received: Received) => boolean, timeoutMs = 20_000): Promise<Received | undefined> {
    const end = performance.now() + timeoutMs;
    while (performance.now() < end) {
      const found = this.received.find(wanted);
      if (found !== undefined) return found;
      await sleep(1);
    }
    this.log(`(nothing within ${timeoutMs} ms)`);
    return undefined;
  }

  answered(nonce: string, timeoutMs?: number): Promise<Received | undefined> {
    return this.until((received) => received.nonce === nonce, timeoutMs);
  }

  /** Ends the stream, so that Envoy reconnects. */
  disconnect(): void {
    this.log("-- disconnect");
    this.#call?.end();
    this.#call = undefined;
  }

  stop(): void {
    this.envoy.stop();
    this.#server.forceShutdown();
  }

  #listen(): Promise<number> {
    this.#server.addService(aggregatedDiscoveryService, {
      deltaAggregatedResources: (call: Call) => {
        this.#call = call;
        const stream = ++this.#streams;
        call.on("error", () => undefined);
        call.on("data", (request: DeltaDiscoveryRequest) => this.#take(request, stream));
      },
    });
    return new Promise((resolve, reject) => {
      this.#server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
  }

  #take(request: DeltaDiscoveryRequest, stream: number): void {
    const received: Received = {
      at: performance.now(),
      type: short(request.typeUrl ?? ""),
      nonce: request.responseNonce ?? "",
      subscribe: request.resourceNamesSubscribe ?? [],
      unsubscribe: request.resourceNamesUnsubscribe ?? [],
      error: request.errorDetail?.message,
      initial: request.initialResourceVersions ?? {},
      stream,
    };
    this.received.push(received);
    const parts = [`recv ${received.type}`];
    if (received.nonce !== "")
      parts.push(received.error === undefined ? `ACK ${received.nonce}` : `NACK ${received.nonce}: ${received.error}`);
    if (received.subscribe.length > 0) parts.push(`subscribe [${received.subscribe}]`);
    if (received.unsubscribe.length > 0) parts.push(`unsubscribe [${received.unsubscribe}]`);
    if (Object.keys(received.initial).length > 0) parts.push(`initial ${JSON.stringify(received.initial)}`);
    if (received.nonce === "") parts.push(`(stream ${stream})`);
    this.log(parts.join(" "));
  }
}

function short(typeUrl: string): string {
  return typeUrl.slice(typeUrl.lastIndexOf(".") + 1);
}
