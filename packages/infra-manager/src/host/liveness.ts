import { setTimeout as wait } from "node:timers/promises";
import type { EnvoyProcess } from "./envoy-process.ts";
import { clientsOf } from "./tcp-table.ts";

/** Waits until a process is LIVE; false when it ends first, or `signal` fires. Asks less often as time goes by. */
export async function becomesLive(envoy: EnvoyProcess, signal: AbortSignal): Promise<boolean> {
  let pause = 10;
  while (!envoy.ended && !signal.aborted) {
    const admin = await envoy.admin();
    if (admin !== undefined && (await admin.state()) === "LIVE") {
      envoy.liveAt = Date.now();
      return true;
    }
    await Promise.race([wait(pause, undefined, { signal }).catch(() => {}), envoy.exited]);
    // A control plane that is away may stay away for hours.
    pause = Math.min(pause * 1.2, Date.now() - envoy.startedAt < 10_000 ? 100 : 1_000);
  }
  return false;
}

/** How a process is drained, in milliseconds. */
export interface Drain {
  readonly timeoutMs: number;
  readonly minMs: number;
  readonly healthCheckFailureDelayMs: number;
  readonly onConnections: (count: number) => void;
  /** Cuts the drain short. */
  readonly signal: AbortSignal;
}

/** Lets a process finish its connections, then ends it. */
export async function drainAndEnd(envoy: EnvoyProcess, drain: Drain): Promise<void> {
  envoy.leaving = true;
  const admin = await envoy.admin();
  if (admin !== undefined && envoy.liveAt !== undefined && !envoy.ended && !drain.signal.aborted) {
    try {
      const begun = Date.now();
      await admin.failHealthChecks();
      const pause = (ms: number): Promise<unknown> =>
        Promise.race([wait(ms, undefined, { signal: drain.signal }).catch(() => {}), envoy.exited]);
      if (drain.healthCheckFailureDelayMs > 0) await pause(drain.healthCheckFailureDelayMs);
      await admin.drain();
      let known = -1;
      let step = 20;
      while (!envoy.ended && !drain.signal.aborted) {
        const connections = await admin.connections();
        if (connections !== known) drain.onConnections(connections);
        known = connections;
        const elapsed = Date.now() - begun;
        if (elapsed >= drain.timeoutMs || (connections === 0 && elapsed >= drain.minMs)) break;
        await pause(Math.min(step, drain.timeoutMs - elapsed));
        step = Math.min(step * 1.3, 250);
      }
    } catch {
      // An admin interface that does not answer cannot drain; what is left is to end the process.
    }
  }
  await envoy.terminate();
}

/** How long a process that has given its sockets away may go on. */
export interface Afterlife {
  /** Ports of its clients; with none, they cannot be counted. */
  readonly ports: readonly number[];
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

/**
 * Waits until a process that accepts no more connections has no more clients, ends by itself, or time is up. It has no
 * admin interface any more: its successor has it.
 */
export async function outlived(envoy: EnvoyProcess, { ports, patienceMs, signal }: Afterlife): Promise<void> {
  const deadline = Date.now() + patienceMs;
  let idle = 0;
  while (!envoy.ended && !signal.aborted && Date.now() < deadline) {
    // Once is not enough: what was accepted last may not be counted yet.
    idle = ports.length > 0 && (await clientsOf(envoy.pid, ports)) === 0 ? idle + 1 : 0;
    if (idle === 3) return;
    await Promise.race([envoy.exited, aborted(signal, Math.min(200, deadline - Date.now()))]);
  }
}

/** Settles after a time, if one is given, or when the signal fires. */
export function aborted(signal: AbortSignal, afterMs?: number): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const stop = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      resolve();
    };
    const timer = afterMs === undefined ? undefined : setTimeout(stop, afterMs);
    signal.addEventListener("abort", stop, { once: true });
  });
}
