// node bench/xds-scale/run.mjs [--clients 1000 --clusters 5000 --rounds 10 --fleets 1,10]
//
//   clients ──delta ADS──> gcp         a Go server on go-control-plane's snapshot cache
//   clients ──delta ADS──> sluice.mjs  a Node process that embeds packages/xds-server
//
// Many proxies on one process; both servers are up all the time. In each round one endpoint changes, first on one server and then on the other,
// and must reach all proxies. `--fleets 1,10` runs it twice: all proxies in one fleet, and split over ten that each have all clusters. Prints the
// measurements with ratios (ours / peer) and ends with 1 when a bound is missed. Needs Go and Linux; seven minutes, `--clients 200 --clusters 1000
// --rounds 5` half a minute. Absolute numbers mean little on a shared machine, ratios do.
//
//   --at-once N      how many proxies connect at a time
//   --only ours      without the peer, or without us (`peer`): no ratios, no verdicts
//   --server MODULE  another build of packages/xds-server, such as its src/index.ts
//   --prof DIR       leaves a CPU profile of our server there
//
// Latency: from the call that hands the change over (source.set, SetSnapshot) until a client has decoded it. CPU: of the server's process until it is
// quiet, ACKs included. Memory of an idle stream: live is what is in use after a garbage collection (JavaScript's heap, Buffers and C's heap; Go's
// heap and stacks); resident is what the system has given, after unused memory was given back; kept is what it is before that: V8 keeps the pages that it
// needed while clients connected, and their number depends on how much garbage that made, not on how many streams there are.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { changedEndpoints, writeResources } from "./resources.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== "--"),
  options: {
    clients: { type: "string", default: "1000" },
    clusters: { type: "string", default: "5000" },
    rounds: { type: "string", default: "10" },
    fleets: { type: "string", default: "1,10" },
    "at-once": { type: "string", default: "4" },
    only: { type: "string" },
    server: { type: "string" },
    prof: { type: "string" },
  },
});
const [clients, clusters, rounds, atOnce] = [values.clients, values.clusters, values.rounds, values["at-once"]].map(
  Number,
);
const bounds = { idleBytes: 64 << 10, loopMs: 50 };
/** Connecting takes longest: 5,000 clusters for each client. */
const patienceMs = 10 * 60_000;
/** A ratio that counts as level. */
const level = 1.05;

const work = mkdtempSync(join(tmpdir(), "sluice-xds-scale-"));
const resources = join(work, "resources.jsonl");

/** A program that answers each order (a JSON line) with a JSON line. */
class Program {
  #answers;
  #child;
  #stopping = false;

  constructor(command, args) {
    // Large blocks go back to the system at once, so that what is left of C's heap is what small ones take.
    const env = { ...process.env, MALLOC_MMAP_THRESHOLD_: "131072" };
    this.#child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"], env });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.gone = new Promise((resolve) =>
      this.#child.once("exit", (code, signal) => {
        if (code !== 0 && !this.#stopping) console.error(`${command} ended: ${signal ?? code}`);
        resolve();
      }),
    );
  }

  async answer() {
    const late = new AbortController();
    const tooLate = sleep(patienceMs, undefined, { signal: late.signal, ref: false }).then(
      () => {
        throw new Error(`${this.#child.spawnargs[0]} gives no answer: a change or a connection was lost`);
      },
      () => new Promise(() => {}),
    );
    const { value, done } = await Promise.race([this.#answers.next(), tooLate]);
    late.abort();
    if (done) throw new Error(`${this.#child.spawnargs[0]} ended`);
    return JSON.parse(value);
  }

  ask(order) {
    this.#child.stdin.write(`${JSON.stringify(order)}\n`);
    return this.answer();
  }

  async stop() {
    this.#stopping = true;
    this.#child.stdin.end();
    await Promise.race([this.gone, sleep(3000)]);
    this.#child.kill("SIGKILL");
    await this.gone;
  }
}

/** One server with its clients. */
class Side {
  constructor(name, server, fleets) {
    this.name = name;
    this.server = server;
    this.fleets = fleets;
    this.changes = { latencies: [], cpuMs: [], preparedMs: [], bytesOut: 0, bytesIn: 0, loopMs: 0, loopCpuMs: 0 };
  }

  /** Connects all clients; the memory of a stream is how much more it is with all than with a tenth of them. */
  async connect() {
    const { address } = await this.server.answer();
    this.clients = new Program(join(work, "clients"), ["-address", address, "-fleets", String(this.fleets)]);
    const few = Math.max(1, Math.round(clients / 10));
    await this.clients.ask({ open: few, atOnce });
    const first = await this.quiet();
    const before = await this.server.ask({ collect: true });
    const start = await this.quiet();
    const opened = await this.clients.ask({ open: clients - few, atOnce });
    const end = await this.quiet();
    const after = await this.server.ask({ collect: true });
    const more = clients - few;
    this.connected = {
      tookMs: opened.tookMs / more,
      cpuMs: (end.cpuMs - start.cpuMs) / more,
      bytes: opened.bytesIn / more,
      loopMs: Math.max(first.loopMs, end.loopMs),
      loopCpuMs: Math.max(first.loopCpuMs, end.loopCpuMs),
      liveBytes: (after.live - before.live) / more,
      residentBytes: (after.resident - before.resident) / more,
      keptBytes: ((after.kept ?? after.resident) - (before.kept ?? before.resident)) / more,
      resident: after.resident,
    };
  }

  /** Waits until the server has nothing to do; returns its CPU time and how long its event loop was blocked at most since the last time. */
  async quiet() {
    let last = await this.server.ask({ measure: true });
    let { loopMs, loopCpuMs } = last;
    for (;;) {
      await sleep(200);
      const next = await this.server.ask({ measure: true });
      loopMs = Math.max(loopMs, next.loopMs);
      loopCpuMs = Math.max(loopCpuMs, next.loopCpuMs);
      if (next.cpuMs - last.cpuMs < 10) return { ...next, loopMs, loopCpuMs };
      last = next;
    }
  }

  async round(index) {
    const port = 20_000 + index;
    const change = changedEndpoints((index * 997) % clusters, port);
    await this.clients.ask({ expect: { name: change.name, port } });
    const before = await this.quiet();
    const received = this.clients.answer();
    const { appliedAt, preparedMs } = await this.server.ask({ change });
    const { receivedAt, bytesIn, bytesOut } = await received;
    const after = await this.quiet();
    const { changes } = this;
    changes.latencies.push(...receivedAt.map((at) => (at - appliedAt) / 1e6));
    changes.cpuMs.push(after.cpuMs - before.cpuMs);
    changes.preparedMs.push(preparedMs);
    changes.bytesOut += bytesIn / rounds;
    changes.bytesIn += bytesOut / rounds;
    changes.loopMs = Math.max(changes.loopMs, after.loopMs);
    changes.loopCpuMs = Math.max(changes.loopCpuMs, after.loopCpuMs);
  }

  async stop() {
    await this.clients?.stop();
    await this.server.stop();
  }
}

function quantile(numbers, share) {
  const sorted = [...numbers].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function summary({ connected, changes }) {
  return {
    p50: quantile(changes.latencies, 0.5),
    p99: quantile(changes.latencies, 0.99),
    slowest: quantile(changes.latencies, 1),
    cpuMs: quantile(changes.cpuMs, 0.5),
    preparedMs: quantile(changes.preparedMs, 0.5),
    bytesOut: changes.bytesOut,
    bytesIn: changes.bytesIn,
    loopMs: changes.loopMs,
    loopCpuMs: changes.loopCpuMs,
    connected,
  };
}

function block({ loopMs, loopCpuMs }) {
  return `${loopMs.toFixed(0)} ms (${Math.min(loopMs, loopCpuMs).toFixed(0)} ms)`;
}

function print(ours, peer, noiseMs) {
  const rows = [
    ["change -> client, p50", "ms", (one) => one.p50],
    ["change -> client, p99", "ms", (one) => one.p99],
    ["change -> client, slowest", "ms", (one) => one.slowest],
    ["server CPU per change", "ms", (one) => one.cpuMs],
    ["making the change, before that", "ms", (one) => one.preparedMs],
    ["bytes sent per change", "KiB", (one) => one.bytesOut / 1024],
    ["bytes received per change", "KiB", (one) => one.bytesIn / 1024],
    ["memory per idle stream, live", "KiB", (one) => one.connected.liveBytes / 1024],
    ["memory per idle stream, resident", "KiB", (one) => one.connected.residentBytes / 1024],
    ["the same, with what was kept", "KiB", (one) => one.connected.keptBytes / 1024],
    ["resident in all", "MiB", (one) => one.connected.resident / (1 << 20)],
    ["connecting, per client", "ms", (one) => one.connected.tookMs],
    ["connecting, server CPU per client", "ms", (one) => one.connected.cpuMs],
    ["connecting, bytes sent per client", "KiB", (one) => one.connected.bytes / 1024],
  ];
  const width = Math.max(...rows.map(([title]) => title.length));
  const number = (value) => (value === undefined ? "" : value.toFixed(2)).padStart(11);
  console.log(`  ${"".padEnd(width)}       ${"peer".padStart(11)}${"ours".padStart(11)}${"ratio".padStart(11)}`);
  for (const [title, unit, of] of rows) {
    const [left, right] = [peer && of(peer), ours && of(ours)];
    console.log(
      `  ${title.padEnd(width)} ${unit.padEnd(5)} ${number(left)}${number(right)}${number(left && right && right / left)}`,
    );
  }
  if (ours) {
    console.log(
      "  our event loop, longest block (and how much of it was our own CPU time, for the machine may be busy):",
    );
    console.log(
      `    while clients connect ${block(ours.connected)}, during changes ${block(ours)}; an idle process beside it ${noiseMs.toFixed(0)} ms`,
    );
  }
}

/** What is promised; each with whether it holds. */
function verdicts(ours, peer) {
  const ratio = (of) => of(ours) / of(peer);
  const bytes = ratio((one) => one.bytesOut + one.bytesIn);
  const cpu = ratio((one) => one.cpuMs);
  const isShort = ({ loopMs, loopCpuMs }) => Math.min(loopMs, loopCpuMs) <= bounds.loopMs;
  return [
    ["p50 at least level with the peer", ratio((one) => one.p50) <= level],
    ["p99 at least level with the peer", ratio((one) => one.p99) <= level],
    ["ahead in CPU or bytes", cpu < 1 || bytes < 1],
    ["memory per idle stream under 64 KiB, live", ours.connected.liveBytes < bounds.idleBytes],
    ["memory per idle stream under 64 KiB, resident", ours.connected.residentBytes < bounds.idleBytes],
    ["event loop never blocked longer than 50 ms during changes", isShort(ours)],
    ["event loop never blocked longer than 50 ms while clients connect", isShort(ours.connected)],
  ];
}

async function measure(fleets) {
  const common = ["--resources", resources, "--fleets", String(fleets)];
  const flags = ["--expose-gc"];
  if (values.server?.endsWith(".ts")) flags.push("--conditions=@sluice/source");
  if (values.prof) flags.push("--cpu-prof", `--cpu-prof-dir=${values.prof}`);
  const script = [join(here, "sluice.mjs"), ...common, ...(values.server ? ["--server", values.server] : [])];
  const sides = [];
  if (values.only !== "ours") sides.push(new Side("peer", new Program(join(work, "gcp"), common), fleets));
  if (values.only !== "peer")
    sides.push(new Side("ours", new Program(process.execPath, [...flags, ...script]), fleets));
  const idle = monitorEventLoopDelay({ resolution: 2 });
  try {
    for (const side of sides) await side.connect();
    idle.enable();
    for (let index = 1; index <= rounds; index++) {
      for (const side of index % 2 === 0 ? sides : sides.toReversed()) await side.round(index);
    }
  } finally {
    for (const side of sides) await side.stop();
  }
  const [peer, ours] = ["peer", "ours"]
    .map((name) => sides.find((side) => side.name === name))
    .map((side) => side && summary(side));
  print(ours, peer, idle.max / 1e6 - 2);
  return ours && peer ? verdicts(ours, peer) : [];
}

let misses = 0;
try {
  console.log("> Building clients and peer …");
  execFileSync("go", ["build", "-o", `${work}/`, "./clients", "./gcp"], { cwd: here, stdio: "inherit" });
  writeResources(resources, clusters);
  for (const fleets of values.fleets.split(",").map(Number)) {
    console.log(
      `> ${clients} clients, ${clusters} clusters, ${fleets === 1 ? "one fleet" : `${fleets} fleets`}, ${rounds} changes …`,
    );
    for (const [promise, kept] of await measure(fleets)) {
      console.log(`  ${kept ? "kept  " : "MISSED"} ${promise}`);
      if (!kept) misses++;
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(misses > 0 ? `${misses} bounds missed` : "no bound missed");
process.exit(misses > 0 ? 1 : 0);
