// Ours: a Node process that embeds the xDS server, with everything it serves in one source collection.
//   node --expose-gc sluice.mjs --resources FILE --fleets 1 [--server MODULE]
// Takes the orders of gcp/main.go and answers alike.
import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { createGraph } from "../../packages/collections/dist/index.js";

const { values } = parseArgs({
  options: {
    resources: { type: "string" },
    fleets: { type: "string", default: "1" },
    server: { type: "string" },
  },
});
const module = values.server
  ? pathToFileURL(values.server)
  : new URL("../../packages/xds-server/dist/index.js", import.meta.url);
const { serveXds, toResource } = await import(module.href);

const fleets = Array.from({ length: Number(values.fleets) }, (_, index) => `fleet-${index}`);
const graph = createGraph();
const source = graph.source("resources");

function set({ typeUrl, name, value, needs = [], brings = [] }) {
  // Of its own memory: a small Buffer would be a view of Node's pool.
  const bytes = new Uint8Array(Buffer.from(value, "base64"));
  const made = fleets.map((fleet) => toResource({ fleet, typeUrl, name, value: bytes, needs, brings }));
  return () => {
    for (const each of made) source.set(each);
  };
}

for (const line of readFileSync(values.resources, "utf8").split("\n")) if (line !== "") set(JSON.parse(line))();
source.markSynced();
graph.flush();

const server = serveXds({ resources: source, address: "127.0.0.1:0" });
const events = {};
server.events$.subscribe(({ kind }) => {
  events[kind] = (events[kind] ?? 0) + 1;
});

const resolution = 2;
const loop = monitorEventLoopDelay({ resolution });
loop.enable();

/** The most CPU time that passed on this thread between two timers: what is left of a delay when others on the machine are left out. */
const work = {
  maxMs: 0,
  last: threadMs(),
  look() {
    const now = threadMs();
    this.maxMs = Math.max(this.maxMs, now - this.last);
    this.last = now;
  },
};
setInterval(() => work.look(), resolution);

function threadMs() {
  return Number(readFileSync("/proc/self/schedstat", "utf8").split(" ")[0]) / 1e6;
}

const answer = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
answer({ address: await server.address });

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What C and C++ allocated in the main thread: HTTP/2 sessions and sockets, of which V8 does not know. */
function nativeBytes() {
  const heap = /\[heap\]\n(?:.*\n)*?Rss: +(\d+) kB/.exec(readFileSync("/proc/self/smaps", "utf8"));
  return Number(heap?.[1] ?? 0) * 1024;
}

/**
 * Collected and swept: what streams leave behind is freed in several steps. Then as V8 collects when memory is short, and its own memory reducer when a
 * program idles: an ordinary collection keeps all pages that V8 ever needed, full of garbage, for later. The peer gives memory back, too.
 */
async function collect() {
  for (let round = 0; round < 4; round++) {
    globalThis.gc();
    await sleep(20);
  }
  const kept = process.memoryUsage().rss;
  globalThis.gc({ type: "major", execution: "sync", flavor: "last-resort" });
  await sleep(20);
  loop.reset();
  work.look();
  work.maxMs = 0;
  const { rss, heapUsed, external } = process.memoryUsage();
  return { live: heapUsed + external + nativeBytes(), resident: rss, kept };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { change, collect: collects } = JSON.parse(line);
  if (change !== undefined) {
    const start = process.hrtime.bigint();
    const apply = set(change);
    const applied = process.hrtime.bigint();
    apply();
    graph.flush();
    answer({ appliedAt: Number(applied), preparedMs: Number(applied - start) / 1e6 });
  } else if (collects) answer(await collect());
  else {
    const { user, system } = process.cpuUsage();
    // The histogram holds times between two looks, which are never closer than its resolution.
    const loopMs = Math.max(0, loop.max / 1e6 - resolution);
    loop.reset();
    answer({ cpuMs: (user + system) / 1000, loopMs, loopCpuMs: work.maxMs, events });
    work.maxMs = 0;
  }
}
process.exit(0);
