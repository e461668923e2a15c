import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

/** A request that did not end in 200. */
export interface Failure {
  readonly at: number;
  readonly url: string;
  readonly outcome: string;
}

/** What traffic saw until it was stopped. */
export interface TrafficResult {
  readonly requests: number;
  readonly failures: readonly Failure[];
}

/** Where to send requests. */
export interface Target {
  readonly port: number;
  readonly tls: boolean;
  readonly hosts: readonly string[];
}

/** Sends requests over `connections` keep-alive connections per target, one after another on each, until stopped. */
export function startTraffic(targets: readonly Target[], connections: number): { stop(): Promise<TrafficResult> } {
  let running = true;
  let requests = 0;
  const failures: Failure[] = [];
  const loop = async (target: Target, offset: number): Promise<void> => {
    // One socket per loop; every 200 requests a new one, so that new connections are tested, too.
    let agent = makeAgent(target);
    for (let i = offset; running; i++) {
      if (i % 200 === 199) {
        agent.destroy();
        agent = makeAgent(target);
      }
      const host = target.hosts[i % target.hosts.length] ?? "";
      const outcome = await ask({ target, host, agent });
      requests++;
      if (outcome !== "200")
        failures.push({ at: Date.now(), url: `${target.tls ? "https" : "http"}://${host}/`, outcome });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    agent.destroy();
  };
  const loops = targets.flatMap((target) => Array.from({ length: connections }, (_, i) => loop(target, i * 7)));
  return {
    async stop() {
      running = false;
      await Promise.all(loops);
      return { requests, failures };
    },
  };
}

function makeAgent(target: Target): HttpAgent | HttpsAgent {
  return target.tls
    ? new HttpsAgent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false })
    : new HttpAgent({ keepAlive: true, maxSockets: 1 });
}

/** The status code, or the error. */
export function ask({
  target,
  host,
  agent,
}: {
  target: Target;
  host: string;
  agent: HttpAgent | HttpsAgent;
}): Promise<string> {
  const send = target.tls ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const sent = send(
      {
        host: "127.0.0.1",
        port: target.port,
        path: "/",
        headers: { host },
        agent,
        timeout: 10_000,
        ...(target.tls ? { servername: host } : {}),
      },
      (response) => {
        let body = "";
        response.on("data", (chunk) => {
          body += chunk;
        });
        response.on("end", () =>
          resolve(response.statusCode === 200 ? "200" : `${response.statusCode} ${body.slice(0, 100)}`),
        );
        response.on("error", (error) => resolve(error.message));
      },
    );
    sent.on("timeout", () => sent.destroy(new Error("no answer within 10 s")));
    sent.on("error", (error) => resolve(error.message));
    sent.end();
  });
}
