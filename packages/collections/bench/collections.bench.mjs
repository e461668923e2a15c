// One change among 100,000 items through three derivations with tracked reads: what it costs here, what a hand-written
// update of the same Maps costs (the floor), and what computing everything again costs. Memory: per item, over the data.
import { createGraph } from "@sluice/collections";

const items = Number(process.env.ITEMS ?? 100_000);
const services = items / 2;
const gateways = 100;
const groupSize = 5_000;
const rounds = 20_000;

const route = (i, version) => ({
  key: `default/route-${i}`,
  namespace: `ns-${i % 1_000}`,
  gateway: `default/gateway-${i % gateways}`,
  service: `default/service-${i % services}`,
  path: `/v${version}/${i}`,
});
const service = (i, version) => ({ key: `default/service-${i}`, port: 8080 + (version % 1_000) });
const gateway = (i, version) => ({ key: `default/gateway-${i}`, address: `10.0.${version % 256}.${i}` });
const grant = (i) => ({ key: `grant-${i}`, from: `ns-${i}` });

// The three pure stages, the same for all contenders.
const bind = (r, g, grants) => ({
  key: r.key,
  host: g?.address,
  allowed: grants.length > 0,
  service: r.service,
  path: r.path,
});
const resolve = (b, s) => ({ key: b.key, host: b.host, allowed: b.allowed, path: b.path, port: s?.port });
const encode = (r) => ({ key: r.key, text: `${r.host}${r.path}:${r.port}` });

const range = (n, make) => Array.from({ length: n }, (_, i) => make(i, 0));

function heap() {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

// Goes on from one measurement to the next: a repeated value would be silent.
let n = 1;

/** Microseconds per call: the median of some blocks, since a machine shared with others has slow moments. */
function measure(times, step) {
  const blocks = 10;
  const each = Math.max(1, Math.floor(times / blocks));
  const found = [];
  for (let block = 0; block < blocks; block++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < each; i++) step(n++);
    found.push(Number(process.hrtime.bigint() - start) / 1e3 / each);
  }
  return found.sort((a, b) => a - b)[blocks / 2];
}

const data = {
  routes: range(items, route),
  services: range(services, service),
  gateways: range(gateways, gateway),
  grants: range(1_000, grant),
};
// Spreads the changes over the items as i * prime does: no cache stays warm by chance.
const pick = (n, among) => (n * 7_919) % among;

function buildGraph() {
  const graph = createGraph();
  const sources = {};
  for (const [name, values] of Object.entries(data)) {
    sources[name] = graph.source(name);
    sources[name].replace(values);
    sources[name].markSynced();
  }
  graph.flush();
  const before = heap();
  const start = performance.now();
  const grantsFrom = graph.index(sources.grants, "from", (g) => [g.from]);
  const bound = graph.derive({
    name: "bound",
    from: sources.routes,
    to: (r, read) => bind(r, read.get(sources.gateways, r.gateway), read.by(grantsFrom, r.namespace)),
  });
  const resolved = graph.derive({
    name: "resolved",
    from: bound,
    to: (b, read) => resolve(b, read.get(sources.services, b.service)),
  });
  const encoded = graph.derive({ name: "encoded", from: resolved, to: encode });
  graph.flush();
  const millis = performance.now() - start;
  return { graph, sources, encoded, millis, bytes: heap() - before };
}

/** The floor: the same Maps, kept up to date by code written for exactly this shape. */
function buildByHand() {
  const routes = new Map(data.routes.map((r) => [r.key, r]));
  const maps = {
    services: new Map(data.services.map((s) => [s.key, s])),
    gateways: new Map(data.gateways.map((g) => [g.key, g])),
  };
  const grants = new Map(data.grants.map((g) => [g.from, [g]]));
  const before = heap();
  const [bound, resolved, encoded] = [new Map(), new Map(), new Map()];
  const none = [];
  const update = (r) => {
    routes.set(r.key, r);
    const b = bind(r, maps.gateways.get(r.gateway), grants.get(r.namespace) ?? none);
    bound.set(r.key, b);
    const v = resolve(b, maps.services.get(b.service));
    resolved.set(r.key, v);
    encoded.set(r.key, encode(v));
  };
  for (const r of data.routes) update(r);
  return { update, encoded, bytes: heap() - before };
}

function recompute() {
  const hand = {
    gateways: new Map(data.gateways.map((g) => [g.key, g])),
    services: new Map(data.services.map((s) => [s.key, s])),
  };
  const grants = new Map(data.grants.map((g) => [g.from, [g]]));
  const out = new Map();
  for (const r of data.routes) {
    const v = resolve(
      bind(r, hand.gateways.get(r.gateway), grants.get(r.namespace) ?? []),
      hand.services.get(r.service),
    );
    out.set(r.key, encode(v));
  }
  return out;
}

const line = (what, value, unit, note = "") =>
  console.log(
    `${what.padEnd(52)} ${value.toFixed(value < 100 ? 2 : 0).padStart(10)} ${unit.padEnd(10)} ${note}`.trimEnd(),
  );

const built = buildGraph();
const { graph, sources } = built;
const hand = buildByHand();

const change = (n) => {
  sources.routes.set(route(pick(n, items), n));
  graph.flush();
};
const changeByHand = (n) => hand.update(route(pick(n, items), n));
measure(2_000, change);
measure(2_000, changeByHand);
const mine = measure(rounds, change);
const floor = measure(rounds, changeByHand);
const naive = measure(10, recompute);

line(`one change among ${items}, 3 derivations`, mine, "us");
line("  the same by hand-written Map updates (floor)", floor, "us", `ratio ${(mine / floor).toFixed(1)}`);
line("  the same by computing everything again", naive, "us", `ratio 1/${Math.round(naive / mine)}`);

const silent = measure(rounds, (n) => {
  sources.services.set(service(pick(n, services), 0));
  graph.flush();
});
line("an equal write (silence at the source)", silent, "us");
const shared = measure(rounds, (n) => {
  sources.services.set(service(pick(n, services), n));
  graph.flush();
});
line("a change read by 2 others, 2 derivations", shared, "us");
const hot = measure(20, (n) => {
  sources.gateways.set(gateway(n % gateways, n));
  graph.flush();
});
line(
  `a change read by ${items / gateways} others, 3 derivations`,
  hot,
  "us",
  `${(hot / (items / gateways)).toFixed(2)} us per reader`,
);
let extra = items;
const addAndDelete = measure(rounds, () => {
  const added = route(extra++, 0);
  sources.routes.set(added);
  graph.flush();
  sources.routes.delete(added.key);
  graph.flush();
});
line("one added, then deleted again", addAndDelete, "us");

let heard = 0;
const subscription = built.encoded.changes$.subscribe((batch) => {
  heard += batch.length;
});
line("one change, with a subscriber", measure(rounds, change), "us");
subscription.unsubscribe();
if (heard < items + rounds) throw new Error(`the subscriber heard ${heard} changes`);
const list = measure(200, (n) => {
  change(n);
  built.encoded.list();
});
line(`one change, and the sorted list of ${items}`, list, "us");

{
  const graph = createGraph();
  const hosts = graph.source("hosts");
  const make = (i, version) => ({ key: `host-${String(i).padStart(5, "0")}`, config: "route-config", version });
  hosts.replace(range(groupSize, make));
  hosts.markSynced();
  const byConfig = graph.index(hosts, "config", (host) => [host.config]);
  const encodedHosts = new WeakMap();
  let encodings = 0;
  const encodeHost = (host) => {
    let bytes = encodedHosts.get(host);
    if (bytes === undefined) {
      encodings++;
      bytes = { length: host.key.length + host.version };
      encodedHosts.set(host, bytes);
    }
    return bytes.length;
  };
  graph.derive({
    name: "route-configs",
    from: byConfig.groups,
    to: (group) => ({ key: group.key, length: group.items.reduce((sum, host) => sum + encodeHost(host), 0) }),
  });
  graph.flush();
  const before = encodings;
  const times = 1_000;
  const cost = measure(times, (n) => {
    hosts.set(make(pick(n, groupSize), n));
    graph.flush();
  });
  line(
    `one change in a group of ${groupSize}, assembled again`,
    cost,
    "us",
    `${((encodings - before) / times).toFixed(1)} items encoded per change`,
  );
}

line(`first run of ${items} x 3`, built.millis, "ms");
line(
  "memory per item and derivation",
  built.bytes / items / 3,
  "bytes",
  `with the values; by hand ${(hand.bytes / items / 3).toFixed(0)}`,
);
