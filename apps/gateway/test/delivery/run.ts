import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "@sluice/testkit/running-gateway";
import { WireChecker, type WireVerdict } from "../../../../packages/xds-server/test/wire/wire-checker.ts";
import type { WireEntry } from "../../../../packages/xds-server/test/wire/wire-log.ts";
import { makeAuthority } from "../traffic/certificates.ts";
import type { ControlPlane } from "./control-plane.ts";
import { type DualBackend, startDualBackend } from "./dual-backend.ts";
import type { LoadReport } from "./load.ts";
import {
  change,
  fingerprint,
  firstModel,
  type Model,
  paths,
  randomFrom,
  render,
  type Setting,
  stableHosts,
} from "./model.ts";
import { Pipeline } from "./pipeline.ts";
import { type RunningProxy, startProxy, stateOf } from "./proxies.ts";
import { LoadProcess } from "./traffic.ts";

/** How long and how hard. */
export interface DeliveryOptions {
  readonly serve: (pipeline: Pipeline) => Promise<ControlPlane>;
  readonly virtualHosts: "inline" | "onDemand";
  /** Whether policies that call backends over TLS come and go, too. */
  readonly backendTls: boolean;
  readonly seed: number;
  readonly changes: number;
  /** Longest pause between changes; every fourth has none. */
  readonly pauseMs: number;
  /** Longest delay of what the slow proxy says. */
  readonly delayMs: number;
  /** Goes on without changes until there were so many requests. */
  readonly requests: number;
  /** Pause of each connection between requests. */
  readonly loadPauseMs: number;
  /** Keeps the wire log here, one JSON line per frame. */
  readonly log?: string;
  readonly progress?: (text: string) => void;
}

/** What a run showed. */
export interface DeliveryResult extends LoadReport {
  readonly changes: Readonly<Record<string, number>>;
  /** Names the last state of the model: equal for equal seeds. */
  readonly end: string;
  readonly seconds: number;
  readonly wire: WireVerdict;
  readonly held: number;
  /** Streams by proxy. */
  readonly streams: Readonly<Record<string, number>>;
  /** What does not agree at the end: proxies with the control plane, or with each other. */
  readonly differences: readonly string[];
}

const proxyNames = ["near", "far", "slow", "flapping"] as const;

/** Changes everything at random under traffic through four real Envoys, then compares what they have. */
export async function runDelivery(options: DeliveryOptions): Promise<DeliveryResult> {
  const endings: (() => unknown)[] = [];
  const end = async () => {
    for (const each of endings.splice(0).reverse()) await each();
  };
  // Envoys would outlive a run that is interrupted.
  const interrupted = () => void end().finally(() => process.exit(130));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, interrupted);
  try {
    return await run(options, endings);
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, interrupted);
    await end();
  }
}

async function run(options: DeliveryOptions, endings: (() => unknown)[]): Promise<DeliveryResult> {
  const { progress = () => {} } = options;
  const random = randomFrom(options.seed);
  const setting = await makeSetting(endings, options);
  const model = firstModel(setting);
  const pipeline = new Pipeline(options.virtualHosts);
  pipeline.write(render(model, setting));
  checkModel(pipeline);
  const plane = await options.serve(pipeline);
  endings.push(() => plane.close());
  const checker = new WireChecker();
  const record = (entry: WireEntry) => {
    checker.take(entry);
    if (options.log !== undefined) appendFileSync(options.log, `${JSON.stringify(entry)}\n`);
  };
  // Delays have a source of their own: they depend on time, and must not decide what changes.
  const chance = randomFrom(options.seed + 1);
  const proxies = await startProxies({ plane, setting, record, delayMs: () => chance(options.delayMs + 1) });
  endings.push(() => stopProxies(proxies));
  const load = await startLoad(options, proxies, setting);
  endings.push(() => load.kill());
  progress(`4 proxies serve; ${options.changes} changes …`);

  const start = performance.now();
  const counts: Record<string, number> = {};
  const flapping = proxies[3]!;
  for (let i = 1; i <= options.changes; i++) {
    const name = change(model, random, setting);
    counts[name] = (counts[name] ?? 0) + 1;
    pipeline.write(render(model, setting));
    checkModel(pipeline);
    await plane.apply();
    if (chance(40) === 0) flapping.relay.cut();
    // Everything else in this process gets its turn, also where there is no pause.
    await sleep(random(4) === 0 ? 0 : random(options.pauseMs + 1));
    if (i % 500 === 0) {
      const { violations, nacks } = checker.verdict();
      progress(`${i} changes, ${load.requests} requests, ${violations.length} violations, ${nacks.length} NACKs`);
    }
  }
  while (load.requests < options.requests) await sleep(100);
  for (const { relay } of proxies) relay.delays = false;
  const differences = await converge(plane, proxies, model);
  const report = await load.stop();
  return {
    ...report,
    changes: counts,
    end: fingerprint(model),
    seconds: (performance.now() - start) / 1000,
    wire: checker.verdict(),
    held: plane.held(),
    streams: Object.fromEntries(proxies.map(({ name, relay }) => [name, relay.streams])),
    differences,
  };
}

/** What users write has no mistakes, or failures would be theirs. */
function checkModel({ reports }: Pipeline): void {
  // What Sluice does not translate yet changes nothing.
  const errors = reports
    .list()
    .filter(({ severity, problem }) => severity === "error" && problem.kind !== "unsupported");
  if (errors.length > 0) throw new Error(`the model has mistakes: ${JSON.stringify(errors)}`);
}

async function makeSetting(endings: (() => unknown)[], { backendTls }: DeliveryOptions): Promise<Setting> {
  const authority = await makeAuthority("delivery");
  const pair = await authority.issue("backend.test", "other.test");
  const backends: DualBackend[] = [];
  for (const name of ["one", "two", "three", "four"]) backends.push(await startDualBackend(name, pair));
  endings.push(() => backends.map((backend) => backend.close()));
  const certificates = await Promise.all([1, 2, 3, 4].map(() => authority.issue(...stableHosts)));
  const [httpPort = 0, httpsPort = 0, ...extraPorts] = await freePorts(5);
  const backendPorts = backends.map(({ port }) => port);
  const second = await authority.issue("second.test");
  return { httpPort, httpsPort, extraPorts, backendPorts, certificates, second, backendTls, authority: authority.cert };
}

interface ProxiesNeed {
  readonly plane: ControlPlane;
  readonly setting: Setting;
  readonly record: (entry: WireEntry) => void;
  readonly delayMs: () => number;
}

async function startProxies({ plane, setting, record, delayMs }: ProxiesNeed): Promise<readonly RunningProxy[]> {
  const asked = [setting.httpPort, setting.httpsPort, ...setting.extraPorts];
  const own = await freePorts(asked.length * proxyNames.length);
  const proxies: RunningProxy[] = [];
  for (const [at, name] of proxyNames.entries()) {
    const ports = new Map(asked.map((port, i) => [port, own[at * asked.length + i]!]));
    const delays = name === "slow" ? { delayMs } : {};
    proxies.push(await startProxy({ name, upstream: plane.address, ports, record, ...delays }));
  }
  return proxies;
}

function stopProxies(proxies: readonly RunningProxy[]): void {
  for (const { envoy, relay } of proxies) {
    envoy.stop();
    relay.close();
  }
}

/** Starts traffic to all stable hosts of all proxies, once each has answered for all of them. */
async function startLoad(
  options: DeliveryOptions,
  proxies: readonly RunningProxy[],
  setting: Setting,
): Promise<LoadProcess> {
  const targets = proxies.flatMap(({ name, portOf }) => [
    { proxy: name, port: portOf(setting.httpPort), tls: false },
    { proxy: name, port: portOf(setting.httpsPort), tls: true },
  ]);
  const order = { targets, hosts: stableHosts, paths };
  for (const end = performance.now() + 90_000; ; ) {
    const probe = new LoadProcess({ ...order, connections: 1, pauseMs: 1 });
    await sleep(1000);
    const { failed, requests } = await probe.stop();
    if (failed === 0 && requests >= targets.length * stableHosts.length) break;
    if (performance.now() > end) throw new Error("the proxies do not serve");
  }
  return new LoadProcess({ ...order, connections: 2, pauseMs: options.loadPauseMs });
}

/** Waits until the proxies have what they should; returns what never came to be. */
async function converge(
  plane: ControlPlane,
  proxies: readonly RunningProxy[],
  model: Model,
): Promise<readonly string[]> {
  let found: readonly string[] = [];
  for (const end = performance.now() + 90_000; performance.now() < end; await sleep(250)) {
    const known = plane.settled(proxies.length);
    found = [...(known === false ? ["the control plane waits for proxies"] : []), ...(await compare(proxies, model))];
    if (found.length === 0) return [];
  }
  return found;
}

async function compare(proxies: readonly RunningProxy[], model: Model): Promise<readonly string[]> {
  const states = await Promise.all(proxies.map(stateOf));
  const [first] = states;
  const listeners = 2 + model.extraListeners.size;
  return states.flatMap((state, i) => {
    const { name } = proxies[i]!;
    const missing = first!.clusters.filter((cluster) => !state.clusters.includes(cluster)).length;
    const extra = state.clusters.filter((cluster) => !first!.clusters.includes(cluster)).length;
    return [
      ...(state.warming.length === 0 ? [] : [`${name}: warming: ${state.warming.join(", ")}`]),
      ...(state.listeners.length === listeners ? [] : [`${name}: ${state.listeners.length} of ${listeners} listeners`]),
      ...(missing + extra === 0 ? [] : [`${name}: ${missing} clusters missing, ${extra} too many`]),
    ];
  });
}
