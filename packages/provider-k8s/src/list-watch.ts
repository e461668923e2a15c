import type { Json, JsonObject } from "@sluice/resources";
import { delayOf } from "./backoff.ts";
import type { ApiAnswer, KubernetesCluster } from "./cluster.ts";
import { type Ask, isServed, metadataOf, presenceOf, statusMessage } from "./presence.ts";
import type { Reachability } from "./reachability.ts";
import { type Alarm, sleep } from "./sleep.ts";
import type { Timing } from "./timing.ts";

/** What one list and watch tells. */
export interface ListWatchSink {
  /** A new list begins; what is in none of its pages is gone. */
  beginList(): void;
  page(items: readonly Json[]): void;
  /** `path` is the one that is served. */
  endList(path: string): void;
  /** A change that the watch told. */
  event(type: "ADDED" | "MODIFIED" | "DELETED", object: JsonObject): void;
  /** The cluster certainly does not have the kind. */
  absent(): void;
  /** Why the objects cannot be read now; undefined when they can. */
  lost(message: string | undefined): void;
}

/** What is listed and watched, and how. */
export interface ListWatchOptions {
  readonly cluster: KubernetesCluster;
  /** Paths by version of the kind, in the order in which they are tried. */
  readonly paths: readonly string[];
  readonly fieldSelector?: string;
  /** Only names and the like are of interest. */
  readonly metadataOnly?: boolean;
  /** Name of the CRD that brings the kind. */
  readonly crd?: string;
  readonly sink: ListWatchSink;
  readonly reachability: Reachability;
  readonly timing: Timing;
  readonly random: () => number;
  /** Rings when the CRD may have come or gone: rests end. */
  readonly alarm: Alarm;
  /** Rest between looks for a kind that is not there. */
  readonly absentMs: () => number;
  readonly signal: AbortSignal;
}

/** The largest page: some megabytes of objects at most are in memory twice. */
const pageSize = 500;

/** How long a CRD that is there may take until its kind is served. */
const establishMs = 10_000;

/** Objects of one path, followed until the signal. */
export async function listAndWatch(options: ListWatchOptions): Promise<void> {
  await new ListWatch(options).run();
}

type Position = { readonly path: string; resourceVersion: string };

type Listed =
  | { readonly kind: "listed"; readonly position: Position }
  | { readonly kind: "absent" }
  | { readonly kind: "failed"; readonly message: string; readonly retryAfterMs?: number };

type Watched =
  | { readonly kind: "closed" }
  | { readonly kind: "expired" }
  | { readonly kind: "failed"; readonly message: string; readonly retryAfterMs?: number };

class ListWatch {
  readonly #options: ListWatchOptions;
  #position: Position | undefined;
  /** The path that worked last is tried first. */
  #lastPath: string | undefined;
  #failures = 0;
  #expiries = 0;

  constructor(options: ListWatchOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { reachability, signal, alarm } = this.#options;
    // What failed during an outage need not wait any longer after it.
    const forget = reachability.onReturn(() => alarm.ring());
    while (!signal.aborted) {
      await reachability.whenUp();
      if (signal.aborted) break;
      if (this.#position === undefined) await this.#listOnce();
      else await this.#watchOnce(this.#position);
    }
    forget();
  }

  async #listOnce(): Promise<void> {
    const { sink, signal, alarm } = this.#options;
    const listed = await this.#list();
    if (signal.aborted) return;
    switch (listed.kind) {
      case "listed":
        this.#position = listed.position;
        this.#lastPath = listed.position.path;
        this.#failures = 0;
        sink.lost(undefined);
        return;
      case "absent":
        this.#failures = 0;
        sink.absent();
        sink.lost(undefined);
        await alarm.sleep(this.#options.absentMs(), signal);
        return;
      case "failed":
        await this.#fail(listed.message, listed.retryAfterMs);
    }
  }

  async #watchOnce(position: Position): Promise<void> {
    const began = performance.now();
    const watched = await this.#watch(position);
    if (this.#options.signal.aborted) return;
    const lasted = performance.now() - began > 1000;
    if (lasted) {
      this.#failures = 0;
      this.#expiries = 0;
    }
    switch (watched.kind) {
      case "closed":
        // Servers close watches now and then; one that always does so at once must not be asked without rest.
        if (!lasted) await this.#rest(undefined);
        return;
      case "expired":
        this.#position = undefined;
        if (this.#expiries++ > 0) await this.#rest(undefined);
        return;
      case "failed":
        await this.#fail(watched.message, watched.retryAfterMs);
    }
  }

  async #fail(message: string, retryAfterMs: number | undefined): Promise<void> {
    // A single failure is usually over at the next try.
    if (this.#failures >= 1) this.#options.sink.lost(message);
    await this.#rest(retryAfterMs);
  }

  async #rest(retryAfterMs: number | undefined): Promise<void> {
    const { timing, random, signal, alarm } = this.#options;
    this.#failures++;
    const delay = delayOf(timing.retry, this.#failures, random());
    await alarm.sleep(Math.max(delay, Math.min(retryAfterMs ?? 0, timing.retry.longestMs)), signal);
  }

  async #list(): Promise<Listed> {
    const { paths, crd, signal, random } = this.#options;
    const last = this.#lastPath;
    const ordered = last === undefined ? paths : [last, ...paths.filter((path) => path !== last)];
    const began = performance.now();
    for (let tries = 1; ; tries++) {
      for (const path of ordered) {
        const listed = await this.#listPath(path, pageSize);
        if (listed !== undefined) return listed;
      }
      const presence = await presenceOf({ paths, crd }, this.#ask);
      if (presence.kind === "unknown") return { kind: "failed", message: presence.message };
      // Objects that were there must not go by a misunderstanding: without the CRD's word two looks have to agree.
      if (presence.kind === "absent" && (presence.seen || last === undefined || tries > 1)) return { kind: "absent" };
      if (presence.kind === "coming" && performance.now() - began > establishMs) {
        if (last === undefined) return { kind: "absent" };
        return { kind: "failed", message: `CRD ${crd} is there, but no version of it that is known is served` };
      }
      await sleep(delayOf({ firstMs: 50, longestMs: 1000 }, tries, random()), signal);
      if (signal.aborted) return { kind: "failed", message: "stopped" };
    }
  }

  /** Undefined: this path is not served. */
  async #listPath(path: string, limit: number): Promise<Listed | undefined> {
    const { cluster, sink, fieldSelector, metadataOnly } = this.#options;
    let next: string | undefined;
    for (let pages = 0; ; pages++) {
      const answer = await this.#ask({
        method: "GET",
        path,
        query: { ...(limit === 0 ? {} : { limit }), continue: next, fieldSelector },
        ...(metadataOnly === true ? { accept: metadataOf("PartialObjectMetadataList") } : {}),
      });
      if (typeof answer === "string") return { kind: "failed", message: answer };
      if (answer.status === 404 && pages === 0) return undefined;
      if (answer.status === 403 && pages === 0 && !(await isServed(path, this.#ask))) return undefined;
      // Pages belong to one instant, which etcd may have forgotten: then everything is asked for at once.
      if (answer.status === 410 && limit > 0) return this.#listPath(path, 0);
      if (answer.status !== 200) return failed(`list of ${path}`, answer);
      const { items, metadata } = answer.body as { items?: readonly Json[] | null; metadata?: JsonObject };
      if (items === undefined || typeof metadata?.resourceVersion !== "string")
        return { kind: "failed", message: `list of ${path}: ${cluster.url} does not answer as an API server does` };
      if (pages === 0) sink.beginList();
      // Go writes an empty list as null.
      sink.page(items ?? []);
      next = typeof metadata.continue === "string" && metadata.continue !== "" ? metadata.continue : undefined;
      if (next !== undefined) continue;
      sink.endList(path);
      return { kind: "listed", position: { path, resourceVersion: metadata.resourceVersion } };
    }
  }

  async #watch(position: Position): Promise<Watched> {
    const { cluster, sink, reachability, timing, random, signal, fieldSelector, metadataOnly } = this.#options;
    const ending = new AbortController();
    const end = (): void => ending.abort();
    let heard = performance.now();
    let outcome: Watched | undefined;
    const stale = setInterval(() => {
      if (performance.now() - heard > timing.staleMs) end();
    }, timing.staleMs / 4);
    let returning: NodeJS.Timeout | undefined;
    const forget = reachability.onReturn((silentSince) => {
      // The network was away: a watch that nothing came through since then may be dead without knowing.
      if (heard <= silentSince) returning = setTimeout(end, random() * timing.spreadMs);
    });
    signal.addEventListener("abort", end);
    const take = (line: string): void => {
      const { type, object } = JSON.parse(line) as { type: string; object: JsonObject };
      if (type === "ERROR") {
        outcome = object.code === 410 ? { kind: "expired" } : { kind: "failed", message: statusMessage(object) };
        return;
      }
      const version = (object.metadata as JsonObject | undefined)?.resourceVersion;
      if (type === "ADDED" || type === "MODIFIED" || type === "DELETED") sink.event(type, object);
      if (typeof version === "string") position.resourceVersion = version;
    };
    try {
      const stream = await cluster.stream({
        path: position.path,
        query: {
          watch: true,
          allowWatchBookmarks: true,
          resourceVersion: position.resourceVersion,
          timeoutSeconds: Math.round(300 + random() * 300),
          fieldSelector,
        },
        ...(metadataOnly === true ? { accept: metadataOf("PartialObjectMetadata") } : {}),
        signal: ending.signal,
        onOpen: () => {
          heard = performance.now();
          reachability.heard();
          sink.lost(undefined);
        },
        onLines: (lines) => {
          heard = performance.now();
          reachability.heard();
          try {
            for (const line of lines) take(line);
          } catch (error) {
            if (!(error instanceof SyntaxError)) throw error;
            outcome = { kind: "failed", message: `watch of ${position.path}: ${error.message}` };
          }
          if (outcome !== undefined) end();
        },
      });
      if (outcome !== undefined) return outcome;
      if (stream.kind === "closed") return stream;
      if (stream.kind === "broken") {
        reachability.suspect();
        return { kind: "failed", message: `watch of ${position.path}: ${stream.message}` };
      }
      // A version that is no longer served, or a position that the server has forgotten: the list tells.
      if (stream.answer.status === 404 || stream.answer.status === 410) return { kind: "expired" };
      return failed(`watch of ${position.path}`, stream.answer);
    } finally {
      clearInterval(stale);
      clearTimeout(returning);
      forget();
      signal.removeEventListener("abort", end);
    }
  }

  readonly #ask: Ask = async (request) => {
    const { cluster, reachability, signal } = this.#options;
    try {
      const answer = await cluster.request({ ...request, signal });
      reachability.heard();
      return answer;
    } catch (error) {
      if (!signal.aborted) reachability.suspect();
      return error instanceof Error ? error.message : String(error);
    }
  };
}

function failed(what: string, answer: ApiAnswer): Extract<Listed, { kind: "failed" }> {
  const message = `${what}: ${statusMessage(answer.body)} (status ${answer.status})`;
  return {
    kind: "failed",
    message,
    ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
  };
}
