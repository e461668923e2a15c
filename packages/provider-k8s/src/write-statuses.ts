import type { Collection } from "@sluice/collections";
import type { JsonObject } from "@sluice/resources";
import { Observable } from "rxjs";
import { delayOf } from "./backoff.ts";
import type { KubernetesCluster } from "./cluster.ts";
import type { Leadership } from "./lead.ts";
import { dueAt, isOver, type Pace, paceAfter } from "./pace.ts";
import type { SeenStatuses } from "./seen-statuses.ts";
import { type Target, type Written, writeStatus } from "./write-status.ts";

/** An object and its whole status as Kubernetes spells it, without times. */
export interface WrittenStatus {
  /** `<Kind>/<namespace>/<name>`, or `<Kind>/<name>` */
  readonly key: string;
  readonly kind: string;
  /** "" for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
  readonly status: object;
}

/** How statuses are written. */
export interface WriteStatusesOptions {
  readonly cluster: KubernetesCluster;
  /** Whose entries are ours in lists of parents and ancestors. */
  readonly controllerName: string;
  /** From `lead`; without it this process always writes. */
  readonly leadership$?: Observable<Leadership>;
  /** Filled by `kubernetesProvider`; without it each object is read before it is written. */
  readonly seen?: SeenStatuses;
  /** Writes at a time; default 16. */
  readonly parallel?: number;
  /** Spreads retries; a number in [0, 1). */
  readonly random?: () => number;
  /** The time of conditions that change. */
  readonly now?: () => Date;
}

/** What happened to statuses, for logs and metrics. */
export type StatusEvent =
  /** A status was written; more than one attempt means that others changed the object meanwhile. */
  | { readonly kind: "written"; readonly key: string; readonly attempts: number; readonly milliseconds: number }
  /** The object is gone, and its status with it. */
  | { readonly kind: "dropped"; readonly key: string }
  /** A status could not be written; it is tried again in `retryMs`. */
  | { readonly kind: "failed"; readonly key: string; readonly message: string; readonly retryMs: number }
  /** Nothing waits to be written any more; `written` counts since the last time. */
  | { readonly kind: "idle"; readonly written: number };

/** Writes statuses to a cluster as long as somebody listens. */
export function writeStatuses<T extends WrittenStatus>(
  statuses: Collection<T>,
  options: WriteStatusesOptions,
): Observable<StatusEvent> {
  return new Observable((subscriber) => {
    const writer = new StatusWriter(statuses, options, (event) => subscriber.next(event));
    return () => writer.stop();
  });
}

/** Rest after failures of one object. */
const retry = { firstMs: 500, longestMs: 60_000 };

class StatusWriter {
  readonly #statuses: Collection<WrittenStatus>;
  readonly #options: WriteStatusesOptions;
  readonly #tell: (event: StatusEvent) => void;
  readonly #stops: (() => void)[] = [];
  /** Objects to look at, in the order in which they were named. */
  readonly #queue = new Set<string>();
  readonly #running = new Set<string>();
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  readonly #paces = new Map<string, Pace>();
  readonly #failures = new Map<string, { readonly count: number; readonly refused: boolean }>();
  /** Objects that were seen to change while they were written. */
  readonly #edited = new Set<string>();
  /** The status that was last written, and what the server made of it where that is spelt otherwise. */
  readonly #last = new Map<string, { readonly status: object | undefined; readonly settled?: string }>();
  #leadership: Pick<Leadership, "leading" | "holds"> | undefined;
  /** Ends the writes of one term. */
  #term = new AbortController();
  #ready = false;
  #written = 0;

  constructor(statuses: Collection<WrittenStatus>, options: WriteStatusesOptions, tell: (event: StatusEvent) => void) {
    this.#statuses = statuses;
    this.#options = options;
    this.#tell = tell;
    const { leadership$, seen } = options;
    if (leadership$ === undefined) this.#leadership = { leading: true, holds: () => true };
    const changes = statuses.changes$.subscribe((batch) => {
      if (this.#ready) for (const { key } of batch) this.#enqueueNew(key);
      else {
        this.#ready = true;
        this.#enqueueAll();
      }
      this.#work();
    });
    const leading = leadership$?.subscribe((leadership) => this.#follow(leadership));
    const edits = seen?.changed$.subscribe((key) => {
      if (!this.#ready || seen.get(key) === undefined) return;
      if (this.#running.has(key)) this.#edited.add(key);
      else if (this.#concerns(key)) this.#enqueue(key);
      this.#work();
    });
    this.#stops.push(
      () => changes.unsubscribe(),
      () => leading?.unsubscribe(),
      () => edits?.unsubscribe(),
    );
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#dismiss();
  }

  #follow(leadership: Leadership): void {
    const led = this.#leadership?.leading === true;
    this.#leadership = leadership;
    if (leadership.leading && !led) {
      this.#term = new AbortController();
      // Others have written since we last did.
      this.#last.clear();
      if (this.#ready) this.#enqueueAll();
      this.#work();
    }
    if (!leadership.leading) this.#dismiss();
  }

  /** Forgets all work: whoever leads now does it. */
  #dismiss(): void {
    this.#term.abort();
    this.#queue.clear();
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
    this.#failures.clear();
  }

  #mayWrite(): boolean {
    return this.#leadership?.leading === true && this.#leadership.holds();
  }

  #enqueueAll(): void {
    for (const { key } of this.#statuses.list()) this.#enqueue(key);
    // Entries of ours from an earlier life that nothing stands for any more.
    for (const [key] of this.#options.seen?.entries() ?? []) if (this.#concerns(key)) this.#enqueue(key);
  }

  /** Whether an object has, or should have, anything of ours. */
  #concerns(key: string): boolean {
    if (this.#statuses.get(key) !== undefined) return true;
    const status = this.#options.seen?.get(key)?.status ?? "";
    return status.includes(JSON.stringify(this.#options.controllerName));
  }

  /** A status that is new need not wait because another one was refused. */
  #enqueueNew(key: string): void {
    if (this.#failures.get(key)?.refused === true) {
      clearTimeout(this.#waiting.get(key));
      this.#waiting.delete(key);
    }
    this.#enqueue(key);
  }

  #enqueue(key: string): void {
    if (this.#leadership?.leading === true && !this.#waiting.has(key)) this.#queue.add(key);
  }

  #work(): void {
    const parallel = this.#options.parallel ?? 16;
    const now = performance.now();
    for (const key of this.#queue) {
      if (this.#running.size >= parallel) return;
      // What changes while it is written is looked at again afterwards.
      if (this.#running.has(key)) continue;
      this.#queue.delete(key);
      const wait = dueAt(this.#paces.get(key)) - now;
      if (wait > 0) this.#wait(key, wait);
      else void this.#write(key);
    }
    if (this.#running.size === 0 && this.#waiting.size === 0 && this.#written > 0) this.#rest();
  }

  #wait(key: string, milliseconds: number): void {
    this.#waiting.set(
      key,
      setTimeout(() => {
        this.#waiting.delete(key);
        this.#queue.add(key);
        this.#work();
      }, milliseconds),
    );
  }

  #rest(): void {
    const written = this.#written;
    this.#written = 0;
    const now = performance.now();
    for (const [key, pace] of this.#paces) if (isOver(pace, now)) this.#paces.delete(key);
    this.#tell({ kind: "idle", written });
  }

  async #write(key: string): Promise<void> {
    const target = this.#targetOf(key);
    if (target === undefined) return;
    const { cluster, controllerName, seen, now = () => new Date() } = this.#options;
    const last = this.#last.get(key);
    const repeats = last !== undefined && last.status === target.status;
    const term = this.#term;
    const began = performance.now();
    this.#running.add(key);
    this.#edited.delete(key);
    const written = await writeStatus(target, repeats ? last.settled : undefined, {
      cluster,
      controllerName,
      seen,
      mayWrite: () => this.#term === term && this.#mayWrite(),
      now,
      signal: term.signal,
    });
    this.#running.delete(key);
    if (this.#term !== term || term.signal.aborted) return;
    this.#settle(target, written, { repeats, began });
    this.#work();
  }

  #settle(target: Target, written: Written, of: { readonly repeats: boolean; readonly began: number }): void {
    const { key, status } = target;
    if (written.kind !== "failed") this.#failures.delete(key);
    switch (written.kind) {
      case "written": {
        const now = performance.now();
        this.#written++;
        this.#paces.set(key, paceAfter(this.#paces.get(key), now, of.repeats));
        this.#last.set(key, { status, ...(written.stable ? {} : { settled: written.held }) });
        this.#tell({ kind: "written", key, attempts: written.attempts, milliseconds: Math.round(now - of.began) });
        const edited = this.#edited.has(key) && this.#options.seen?.get(key)?.status !== written.held;
        if (edited || this.#statuses.get(key)?.status !== status) this.#enqueue(key);
        return;
      }
      case "gone":
        this.#paces.delete(key);
        this.#last.delete(key);
        this.#tell({ kind: "dropped", key });
        return;
      case "failed": {
        const count = (this.#failures.get(key)?.count ?? 0) + 1;
        this.#failures.set(key, { count, refused: written.refused });
        const delay = delayOf(retry, count, (this.#options.random ?? Math.random)());
        const retryMs = Math.max(delay, written.retryAfterMs ?? 0);
        this.#tell({ kind: "failed", key, message: written.message, retryMs });
        this.#queue.delete(key);
        this.#wait(key, retryMs);
        return;
      }
      case "stopped":
        // Paused, or the lease could not be renewed: it will be, or the term ends.
        this.#queue.delete(key);
        this.#wait(key, retry.firstMs);
        return;
      case "same":
        return;
    }
  }

  #targetOf(key: string): Target | undefined {
    const desired = this.#statuses.get(key);
    if (desired !== undefined) {
      const { kind, namespace, name, status } = desired;
      return { key, kind, namespace, name, status: status as JsonObject };
    }
    const [kind = "", namespace = "", name] = key.split("/");
    return name === undefined
      ? { key, kind, namespace: "", name: namespace, status: undefined }
      : { key, kind, namespace, name, status: undefined };
  }
}
