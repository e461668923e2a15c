// Two kinds of change that go by way of secrets, over and over: the listener's certificate, and the policies that call backends over TLS.
import { X509Certificate } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "node:tls";
import { freePorts } from "@sluice/testkit/running-gateway";
import { WireChecker, type WireVerdict } from "../../../../packages/xds-server/test/wire/wire-checker.ts";
import { type Authority, makeAuthority } from "../traffic/certificates.ts";
import { ours } from "./control-plane.ts";
import { startDualBackend } from "./dual-backend.ts";
import type { LoadReport } from "./load.ts";
import {
  firstModel,
  type Model,
  type ModelPolicy,
  paths,
  randomFrom,
  render,
  type Setting,
  stableHosts,
} from "./model.ts";
import { Pipeline } from "./pipeline.ts";
import { type RunningProxy, startProxy, stateOf } from "./proxies.ts";
import { LoadProcess } from "./traffic.ts";

/** What a churn runs on. */
interface Stage {
  readonly setting: { -readonly [K in keyof Setting]: Setting[K] };
  readonly authority: Authority;
  readonly model: Model;
  readonly proxies: readonly RunningProxy[];
  readonly checker: WireChecker;
  /** Hands the model over. */
  write(): void;
  load(requestsPerConnection: number): Promise<LoadProcess>;
}

/** Runs on one real Envoy, and on one more behind a relay that delays what it says. */
async function onStage<T>(delayMs: number, play: (stage: Stage) => Promise<T>): Promise<T> {
  const endings: (() => unknown)[] = [];
  try {
    const authority = await makeAuthority("churn");
    const pair = await authority.issue("backend.test", "other.test");
    const backends = await Promise.all(["one", "two", "three", "four"].map((name) => startDualBackend(name, pair)));
    endings.push(() => backends.map((backend) => backend.close()));
    const [httpPort = 0, httpsPort = 0] = await freePorts(2);
    const setting = {
      httpPort,
      httpsPort,
      extraPorts: [],
      backendPorts: backends.map(({ port }) => port),
      certificates: [await authority.issue(...stableHosts)],
      second: await authority.issue("second.test"),
      backendTls: true,
      authority: authority.cert,
    };
    const model = firstModel(setting);
    const pipeline = new Pipeline("onDemand");
    const write = () => pipeline.write(render(model, setting));
    write();
    const plane = await ours(pipeline);
    endings.push(() => plane.close());
    const checker = new WireChecker();
    const chance = randomFrom(1);
    const proxies: RunningProxy[] = [];
    endings.push(() => {
      for (const { envoy, relay } of proxies) {
        envoy.stop();
        relay.close();
      }
    });
    for (const [name, most] of [
      ["near", 0],
      ["slow", delayMs],
    ] as const) {
      const own = await freePorts(2);
      const ports = new Map([httpPort, httpsPort].map((port, i) => [port, own[i]!]));
      const record = checker.take.bind(checker);
      proxies.push(await startProxy({ name, upstream: plane.address, ports, record, delayMs: () => chance(most + 1) }));
    }
    const load = async (requestsPerConnection: number) => {
      const targets = proxies.flatMap(({ name, portOf }) => [
        { proxy: name, port: portOf(httpPort), tls: false },
        { proxy: name, port: portOf(httpsPort), tls: true },
      ]);
      const order = { targets, hosts: stableHosts, paths, requestsPerConnection };
      for (const end = performance.now() + 60_000; ; ) {
        const probe = new LoadProcess({ ...order, connections: 1, pauseMs: 1 });
        await sleep(1000);
        const { failed, requests } = await probe.stop();
        if (failed === 0 && requests > 40) break;
        if (performance.now() > end) throw new Error("the proxies do not serve");
      }
      const running = new LoadProcess({ ...order, connections: 2, pauseMs: 20 });
      endings.push(() => running.kill());
      return running;
    };
    return await play({ setting, authority, model, proxies, checker, write, load });
  } finally {
    for (const end of endings.reverse()) await end();
  }
}

/** What the rotation of certificates showed. */
export interface RotationResult extends LoadReport {
  readonly rotations: number;
  /** Longest time until a new certificate was served, in milliseconds. */
  readonly slowestMs: number;
  /** `listener_modified` and `listener_in_place_updated` of all proxies. */
  readonly listenersModified: number;
}

/** Replaces the listener's certificate every `everyMs` while connections are made all the time. */
export function rotateCertificates(rotations: number, everyMs: number): Promise<RotationResult> {
  return onStage(0, async ({ setting, authority, proxies, write, load }) => {
    const running = await load(1);
    const changed = ["listener_manager.listener_modified", "listener_manager.listener_in_place_updated"];
    const count = async () => {
      const all = await Promise.all(proxies.map(({ envoy }) => envoy.stats("^listener_manager.listener_")));
      return all.reduce((sum, stats) => sum + changed.reduce((inner, name) => inner + (stats[name] ?? 0), 0), 0);
    };
    const before = await count();
    let slowestMs = 0;
    for (let i = 0; i < rotations; i++) {
      const start = performance.now();
      setting.certificates = [await authority.issue(...stableHosts)];
      write();
      const serial = new X509Certificate(setting.certificates[0]!.cert).serialNumber;
      for (const { portOf } of proxies) {
        while ((await servedSerial(portOf(setting.httpsPort))) !== serial) {
          if (performance.now() - start > 30_000) throw new Error("a new certificate is not served within 30 s");
          await sleep(10);
        }
      }
      slowestMs = Math.max(slowestMs, performance.now() - start);
      await sleep(Math.max(0, everyMs - (performance.now() - start)));
    }
    return { ...(await running.stop()), rotations, slowestMs, listenersModified: (await count()) - before };
  });
}

function servedSerial(port: number): Promise<string> {
  return new Promise((resolve) => {
    const options = { host: "127.0.0.1", port, servername: stableHosts[0]!, rejectUnauthorized: false };
    const socket = connect(options, () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.on("error", (error) => resolve(error.message));
  });
}

/** What the churn of backend TLS policies showed. */
export interface PolicyChurnResult extends LoadReport {
  readonly changes: number;
  /** Longest time that one cluster was seen warming on the near proxy, in milliseconds. */
  readonly longestWarmingMs: number;
  /** What is still warming when everything has settled. */
  readonly warming: readonly string[];
  readonly wire: WireVerdict;
}

/** Adds, changes and deletes backend TLS policies, and the authority that they trust, every `everyMs` for a time. */
export function churnPolicies(seconds: number, everyMs: number): Promise<PolicyChurnResult> {
  return onStage(1000, async ({ setting, model, proxies, checker, authority, write, load }) => {
    const running = await load(50);
    const random = randomFrom(3);
    const other = await makeAuthority("other");
    const trusted = [authority.cert, `${authority.cert}\n${other.cert}`];
    const policies: readonly (ModelPolicy | undefined)[] = [
      undefined,
      { hostname: "backend.test" },
      { hostname: "other.test" },
    ];
    const watch = watchWarming(proxies[0]!);
    const end = performance.now() + seconds * 1000;
    let changes = 0;
    for (; performance.now() < end; changes++) {
      const services = [...model.services.values()];
      const service = services[random(services.length)]!;
      const others = policies.filter((policy) => policy?.hostname !== service.tls?.hostname);
      model.services.set(service.name, { ...service, tls: others[random(others.length)] });
      if (random(10) === 0) setting.authority = trusted[random(2)]!;
      write();
      await sleep(everyMs);
    }
    for (const { relay } of proxies) relay.delays = false;
    let warming: readonly string[] = [];
    for (const settled = performance.now() + 20_000; performance.now() < settled; await sleep(200)) {
      warming = (await Promise.all(proxies.map(stateOf))).flatMap((state) => state.warming);
      if (warming.length === 0) break;
    }
    const longestWarmingMs = await watch.stop();
    return { ...(await running.stop()), changes, longestWarmingMs, warming, wire: checker.verdict() };
  });
}

/** Looks at what a proxy warms, ten times a second; a cluster that is replaced begins anew. */
function watchWarming(proxy: RunningProxy): { stop(): Promise<number> } {
  let running = true;
  let longest = 0;
  const since = new Map<string, number>();
  const done = (async () => {
    while (running) {
      const { warming } = await stateOf(proxy);
      const now = performance.now();
      for (const name of since.keys()) if (!warming.includes(name)) since.delete(name);
      for (const name of warming) {
        if (!since.has(name)) since.set(name, now);
        longest = Math.max(longest, now - (since.get(name) ?? now));
      }
      await sleep(100);
    }
  })();
  return {
    async stop() {
      running = false;
      await done;
      return longest;
    },
  };
}
