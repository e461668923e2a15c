import { writeFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { AdminClient } from "../host/admin.ts";
import { readyFile, type Say } from "./place.ts";

/** How a proxy is drained before its pod ends. */
export interface PodDrain {
  /** Time in which load balancers may take the proxy out before its health checks fail. */
  readonly healthCheckFailureDelayMs: number;
  /** The longest that clients may take. */
  readonly timeoutMs: number;
  /** The shortest, so that the news that the pod ends can spread. */
  readonly minMs: number;
  /** So few connections need not be waited for. */
  readonly exitAtConnections: number;
  /** Envoy's admin interface; `localhost:19000` unless given. */
  readonly admin?: string;
  /** What is written when all is done; the file that `serveShutdown` waits for unless given. */
  readonly file?: string;
  readonly say: Say;
}

/** What is asked of `sluice envoy shutdown` unless its flags say otherwise. */
export const usualDrain: Omit<PodDrain, "admin" | "file" | "say"> = {
  healthCheckFailureDelayMs: 0,
  timeoutMs: 60_000,
  minMs: 10_000,
  exitAtConnections: 0,
};

/** Ports of the pod whose clients come again and again: Prometheus and the kubelet. */
const ownPorts = [19001, 19003];
/** An Envoy that says nothing for so long has ended. */
const patienceMs = 10_000;

/** Lets Envoy's clients finish, then says that the pod may end. Never rejects but for a file that cannot be written. */
export async function drainPod(drain: PodDrain): Promise<void> {
  const { timeoutMs, minMs, healthCheckFailureDelayMs, exitAtConnections, say, file = readyFile } = drain;
  const admin = new AdminClient(drain.admin ?? "localhost:19000");
  const begun = performance.now();
  const elapsed = (): number => performance.now() - begun;
  const ask = async <T>(what: string, question: Promise<T>): Promise<T | undefined> => {
    try {
      return await question;
    } catch (error) {
      say(`${what}: ${(error as Error).message}`);
      return undefined;
    }
  };
  say(`draining for at least ${minMs / 1000} s and at most ${timeoutMs / 1000} s`);
  let healthy = true;
  let answered = 0;
  let known = -1;
  if (healthCheckFailureDelayMs > 0) say(`health checks fail in ${healthCheckFailureDelayMs / 1000} s`);
  await ask("listeners cannot be drained", admin.drain());
  for (let step = 20; ; step = Math.min(step * 1.5, 1000)) {
    if (healthy && elapsed() >= healthCheckFailureDelayMs) {
      healthy = false;
      await ask("health checks cannot be failed", admin.failHealthChecks());
    }
    const connections = await ask("connections cannot be counted", admin.connections(ownPorts));
    if (connections !== undefined) answered = elapsed();
    if (connections !== undefined && connections !== known) say(`${connections} open connections`);
    known = connections ?? known;
    if (connections !== undefined && connections <= exitAtConnections && elapsed() >= minMs) {
      say("drained");
      break;
    }
    if (elapsed() >= timeoutMs) {
      say(`not drained in time, ${known} connections are cut`);
      break;
    }
    if (elapsed() - answered > patienceMs) {
      say("Envoy does not answer any more");
      break;
    }
    const next = [step, timeoutMs - elapsed(), healthy ? healthCheckFailureDelayMs - elapsed() : step];
    await wait(Math.max(1, Math.min(...next)));
  }
  await writeFile(file, "");
}
