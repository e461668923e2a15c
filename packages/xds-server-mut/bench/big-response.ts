// What one change of a large resource costs the server: node --conditions=@sluice/source bench/big-response.ts [bytes] [tls]
import { fork } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGraph } from "@sluice/collections";
import type { EncodedResource } from "@sluice/protos";
import { serveXds, xdsTypes } from "../src/index.ts";
import { Authority } from "../test/certificates.ts";

const bytes = Number(process.argv[2] ?? 2_500_000);
const withTls = process.argv[3] === "tls";
const changes = 100;

const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
const authority = await Authority.create("bench");
const pair = await authority.issue("localhost");
writeFileSync(join(folder, "ca.pem"), authority.cert);
writeFileSync(join(folder, "cert.pem"), pair.cert);
writeFileSync(join(folder, "key.pem"), pair.key);

const graph = createGraph();
const source = graph.source<EncodedResource>("resources");
const value = Buffer.alloc(bytes, 7);
let version = 0;
function next(): EncodedResource {
  // A new buffer each time, as a translator makes one.
  const key = "f|l";
  const identity = { key, fleet: "f", typeUrl: xdsTypes.listener, name: "l", version: String(++version) };
  return { ...identity, value: Buffer.from(value), needs: [], brings: [], origins: [] };
}
source.replace([next()]);
source.markSynced();
const server = serveXds({
  resources: source,
  address: "127.0.0.1:0",
  ...(withTls ? { tls: { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") } } : {}),
});
const address = await server.address;
const client = fork(
  new URL("big-response-client.ts", import.meta.url),
  [address, withTls ? join(folder, "ca.pem") : ""],
  {
    execArgv: ["--conditions=@sluice/source"],
  },
);
let acked: () => void = () => undefined;
server.events$.subscribe((event) => {
  if (event.kind === "acked") acked();
});
await new Promise<void>((resolve) => {
  acked = resolve;
});
const latencies: number[] = [];
let before = process.cpuUsage();
for (let i = 0; i < changes + 20; i++) {
  if (i === 20) before = process.cpuUsage();
  const resource = next();
  const start = performance.now();
  source.set(resource);
  await new Promise<void>((resolve) => {
    acked = resolve;
  });
  if (i >= 20) latencies.push(performance.now() - start);
}
const { user, system } = process.cpuUsage(before);
latencies.sort((a, b) => a - b);
console.log(
  `${bytes} bytes${withTls ? ", TLS" : ""}: change to ACK p50 ${latencies[changes >> 1]!.toFixed(2)} ms, p95 ${latencies[Math.floor(changes * 0.95)]!.toFixed(2)} ms;`,
  `server CPU per change ${((user + system) / 1000 / changes).toFixed(2)} ms (user ${(user / 1000 / changes).toFixed(2)})`,
);
client.kill();
await server.close();
process.exit(0);
