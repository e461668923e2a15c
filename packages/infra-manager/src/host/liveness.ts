import { setTimeout as wait } from "node:timers/promises";
import type { EnvoyProcess } from "./envoy-process.ts";

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
