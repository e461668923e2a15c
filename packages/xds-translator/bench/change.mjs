// One changed route among N, hostname by hostname: CPU of the translator per change. Run after a build: node bench/change.mjs [N]
import { spawnSync } from "node:child_process";
import { createGraph } from "@sluice/collections";
import { translateXds } from "@sluice/xds-translator";

const n = Number(process.argv[2] ?? 5000);
const changes = 200;
const fleet = "default/eg";
const listener = `${fleet}/http`;
const origin = (kind, name) => ({ group: "", kind, namespace: "default", name });

function routeSet(i, path) {
  const name = `r-${i}`;
  const hostname = `h${i}.example.com`;
  return {
    key: `${fleet}|${listener}|${hostname}|httproute/default/${name}`,
    fleet,
    listener,
    hostname,
    origin: origin("HTTPRoute", name),
    age: String(i).padStart(6, "0"),
    grpc: false,
    routes: [
      {
        name: `httproute/default/${name}/rule/0/match/0/${hostname.replaceAll(".", "_")}`,
        origin: origin("HTTPRoute", name),
        match: { path: { kind: "prefix", value: path }, headers: [], queryParams: [], cookies: [] },
        action: {
          kind: "forward",
          backends: [{ kind: "destination", destination: `b-${i}`, weight: 1, origin: origin("Service", `b-${i}`) }],
        },
        features: {},
      },
    ],
  };
}

const modes = [
  ["inline", "always"],
  ["inline", "whenRead"],
  ["onDemand", "whenRead"],
];
// A process of its own for each mode, so that memory is comparable.
if (process.argv[3] === undefined)
  for (const mode of modes.keys())
    spawnSync(process.execPath, [...process.execArgv, process.argv[1], n, mode], { stdio: "inherit" });
else {
  const [virtualHosts, metadata] = modes[process.argv[3]];
  const graph = createGraph();
  const xds = {};
  for (const name of [
    "fleets",
    "listeners",
    "httpRoutes",
    "tcpRoutes",
    "udpRoutes",
    "destinations",
    "assignments",
    "clusterAliases",
    "secrets",
  ])
    xds[name] = graph.source(name);
  const { resources } = translateXds(xds, graph, { virtualHosts, metadata });
  let sent = 0;
  resources.changes$.subscribe((batch) => {
    for (const change of batch) sent += change.kind === "set" ? change.value.value.length : 0;
  });
  xds.fleets.set({ key: fleet, origin: origin("Gateway", "eg"), ipFamily: "IPv4", accessLogs: [] });
  xds.listeners.set({
    kind: "http",
    key: `${fleet}|${listener}`,
    fleet,
    name: listener,
    origin: origin("Gateway", "eg"),
    address: "0.0.0.0",
    port: 10080,
    externalPort: 80,
    order: "0",
    hostname: "*",
    tlsOverlaps: false,
    preserveRouteOrder: false,
    features: {},
  });
  for (let i = 0; i < n; i++) xds.httpRoutes.set(routeSet(i, `/p${i}`));
  for (let i = 0; i < n; i++)
    xds.destinations.set({
      key: `${fleet}|b-${i}`,
      fleet,
      name: `b-${i}`,
      origin: origin("Service", `b-${i}`),
      discovery: { kind: "endpoints" },
      protocol: "HTTP",
      features: {},
    });
  const begin = performance.now();
  for (const source of Object.values(xds)) source.markSynced();
  graph.flush();
  const cold = performance.now() - begin;
  globalThis.gc?.();
  const heap = process.memoryUsage();
  sent = 0;
  const times = [];
  const cpu = process.cpuUsage();
  for (let i = 0; i < changes; i++) {
    const set = routeSet((i * 37) % n, `/changed${i}`);
    const start = performance.now();
    xds.httpRoutes.set(set);
    graph.flush();
    times.push(performance.now() - start);
  }
  const used = process.cpuUsage(cpu);
  times.sort((a, b) => a - b);
  const at = (q) => Number(times[Math.floor(q * times.length)].toFixed(2));
  console.log(
    JSON.stringify({
      n,
      virtualHosts,
      metadata,
      coldMs: Math.round(cold),
      p50Ms: at(0.5),
      p95Ms: at(0.95),
      cpuMs: Number(((used.user + used.system) / 1000 / changes).toFixed(2)),
      bytesPerChange: Math.round(sent / changes),
      rssMiB: Math.round(heap.rss / 2 ** 20),
    }),
  );
}
