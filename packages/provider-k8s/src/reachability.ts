import { delayOf } from "./backoff.ts";
import type { KubernetesCluster } from "./cluster.ts";
import { createAlarm, sleep } from "./sleep.ts";
import type { Timing } from "./timing.ts";

/** Whether the API server answers. One prober asks for all watches, so that an outage does not mean a flood of attempts. */
export interface Reachability {
  /** Something arrived from the server. */
  heard(): void;
  /** A request or watch broke: the server is asked at once. */
  suspect(): void;
  /** Waits until the server answers, and a little longer if it did not, so that not everybody comes at once. */
  whenUp(): Promise<void>;
  /** Calls back each time that the server answers again, with the instant at which it had fallen silent. */
  onReturn(listener: (silentSince: number) => void): () => void;
}

interface ReachabilityOptions {
  readonly cluster: KubernetesCluster;
  readonly timing: Timing;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Called when the server stops answering, with the reason, and with undefined when it answers again. */
  readonly onChange: (message: string | undefined) => void;
}

/** Starts to look after the connection to a server, until the signal. */
export function watchReachability(options: ReachabilityOptions): Reachability {
  const { cluster, timing, random, signal, onChange } = options;
  const alarm = createAlarm();
  const listeners = new Set<(silentSince: number) => void>();
  let lastHeard = performance.now();
  let down = false;
  let returned: (() => void)[] = [];

  const probe = async (): Promise<string | undefined> => {
    try {
      const { status } = await cluster.request({ method: "GET", path: "/version", timeoutMs: timing.answerMs, signal });
      // Whoever answers is there, even if it refuses.
      return status < 500 ? undefined : `the API server answers with status ${status}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };

  const outage = async (first: string): Promise<void> => {
    down = true;
    const since = Math.min(lastHeard, performance.now());
    onChange(first);
    for (let failures = 1; !signal.aborted; failures++) {
      await sleep(delayOf(timing.probe, failures, random()), signal);
      if ((await probe()) === undefined) break;
    }
    if (signal.aborted) return;
    down = false;
    lastHeard = performance.now();
    onChange(undefined);
    for (const listener of listeners) listener(since);
    for (const resume of returned.splice(0)) resume();
  };

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await alarm.sleep(Math.max(0, lastHeard + timing.silenceMs - performance.now()), signal);
      if (signal.aborted) break;
      const asked = performance.now();
      const message = await probe();
      if (signal.aborted) break;
      // What was heard while the question was under way counts more than a question that was lost.
      if (message === undefined) lastHeard = performance.now();
      else if (lastHeard <= asked) await outage(message);
    }
    for (const resume of returned.splice(0)) resume();
    returned = [];
  };
  void run();

  return {
    heard() {
      lastHeard = performance.now();
    },
    suspect: () => alarm.ring(),
    async whenUp() {
      if (!down || signal.aborted) return;
      await new Promise<void>((resolve) => returned.push(resolve));
      await sleep(random() * timing.spreadMs, signal);
    },
    onReturn(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
