import { readFileSync } from "node:fs";
import { connect } from "node:http2";
import { DeltaDiscoveryRequest, DeltaDiscoveryResponse } from "@sluice/protos/envoy/service/discovery/v3/discovery";
import { xdsTypes } from "../src/index.ts";

// Bare HTTP/2, with large windows as Envoy has them.
const [address = "", ca = ""] = process.argv.slice(2);
const session = connect(`${ca === "" ? "http" : "https"}://${address.replace("127.0.0.1", "localhost")}`, {
  settings: { initialWindowSize: 16 << 20 },
  ...(ca === "" ? {} : { ca: readFileSync(ca), servername: "localhost" }),
});
session.on("connect", () => session.setLocalWindowSize(24 << 20));
const stream = session.request({
  ":method": "POST",
  ":path": "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources",
  "content-type": "application/grpc",
  te: "trailers",
});
function send(request: DeltaDiscoveryRequest): void {
  const message = DeltaDiscoveryRequest.encode(request).finish();
  const frame = Buffer.alloc(5 + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, 5);
  stream.write(frame);
}
send({ typeUrl: xdsTypes.listener, node: { id: "n", cluster: "f" } });
let chunks: Buffer[] = [];
let size = 0;
stream.on("data", (chunk: Buffer) => {
  chunks.push(chunk);
  size += chunk.length;
  if (size < 5) return;
  const first = chunks[0]!.length >= 5 ? chunks[0]! : Buffer.concat(chunks);
  const length = first.readUInt32BE(1);
  if (size < length + 5) return;
  const { nonce = "" } = DeltaDiscoveryResponse.decode(Buffer.concat(chunks).subarray(5, 5 + length));
  chunks = [];
  size = 0;
  send({ typeUrl: xdsTypes.listener, responseNonce: nonce });
});
