// Traffic, in a process of its own: node load.ts, told by messages what to ask.
import { Agent, type RequestOptions, request } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";

/** One listener of one proxy. */
export interface LoadTarget {
  readonly proxy: string;
  readonly port: number;
  readonly tls: boolean;
}

export interface LoadOrder {
  readonly targets: readonly LoadTarget[];
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
  /** Connections to each target, and the pause on each between requests, in milliseconds. */
  readonly connections: number;
  readonly pauseMs: number;
  /** A connection is given up after so many requests, so that new ones are made all the time; default: 50. */
  readonly requestsPerConnection?: number;
}

/** A request that did not end in 200. */
export interface LoadFailure {
  readonly proxy: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly what: string;
}

/** What a load process says: now and then, and last when it is told to stop. */
export interface LoadReport {
  readonly requests: number;
  readonly handshakes: number;
  readonly failures: readonly LoadFailure[];
  readonly failed: number;
}

/** Failures that are kept in words; all are counted. */
const maxFailures = 2000;

const totals = { requests: 0, handshakes: 0, failed: 0 };
const failures: LoadFailure[] = [];
let running = true;

async function loop(order: LoadOrder, target: LoadTarget, offset: number): Promise<void> {
  const { hosts, paths, pauseMs, requestsPerConnection = 50 } = order;
  const makeAgent = () =>
    target.tls
      ? new SecureAgent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false })
      : new Agent({ keepAlive: true, maxSockets: 1 });
  let agent = makeAgent();
  for (let i = offset; running; i++) {
    if (i % requestsPerConnection === requestsPerConnection - 1) {
      agent.destroy();
      agent = makeAgent();
    }
    const host = hosts[i % hosts.length]!;
    const path = paths[Math.floor(i / hosts.length) % paths.length]!;
    const { outcome, isNew } = await ask(target, { host, path, agent });
    totals.requests++;
    if (target.tls && isNew) totals.handshakes++;
    if (outcome !== "200") {
      totals.failed++;
      if (failures.length < maxFailures)
        failures.push({
          proxy: target.proxy,
          at: Date.now(),
          what: `${target.tls ? "https" : "http"}://${host}${path}: ${outcome}`,
        });
    }
    await sleep(pauseMs);
  }
  agent.destroy();
}

interface Ask {
  readonly host: string;
  readonly path: string;
  readonly agent: Agent;
}

function ask({ port, tls }: LoadTarget, { host, path, agent }: Ask): Promise<{ outcome: string; isNew: boolean }> {
  return new Promise((resolve) => {
    const options: RequestOptions = { host: "127.0.0.1", port, path, agent, headers: { host }, timeout: 20_000 };
    const sent = (tls ? secureRequest : request)(tls ? { ...options, servername: host } : options, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      const done = (error?: string) => {
        const { statusCode = 0, headers } = response;
        const words = `${statusCode} ${headers["x-envoy-response-flags"] ?? ""} ${body.slice(0, 300)}`.trim();
        resolve({ outcome: error ?? (statusCode === 200 ? "200" : words), isNew: !sent.reusedSocket });
      };
      response.on("end", () => done());
      response.on("error", (error) => done(`broken answer: ${error.message}`));
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer within 20 s")));
    sent.on("error", (error) => resolve({ outcome: error.message, isNew: !sent.reusedSocket }));
    sent.end();
  });
}

const report = (): LoadReport => ({ ...totals, failures });

process.on("message", async (order: LoadOrder | "stop") => {
  if (order === "stop") {
    running = false;
    return;
  }
  const loops = order.targets.flatMap((target, at) =>
    Array.from({ length: order.connections }, (_, i) => loop(order, target, at * 7 + i * 13)),
  );
  const ticker = setInterval(() => process.send?.({ ...totals, failures: [] } satisfies LoadReport), 500);
  await Promise.all(loops);
  clearInterval(ticker);
  process.send?.(report(), () => process.exit());
});
process.on("disconnect", () => process.exit());
