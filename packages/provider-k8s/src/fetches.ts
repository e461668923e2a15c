import { type Json, kinds, type ResourceId } from "@sluice/resources";
import { pathOf } from "./api-path.ts";
import { delayOf } from "./backoff.ts";
import type { KubernetesCluster } from "./cluster.ts";
import type { KindCache } from "./kind-cache.ts";
import type { Reachability } from "./reachability.ts";
import { sleep } from "./sleep.ts";
import type { Timing } from "./timing.ts";

/** Objects that are asked for by themselves, since a list that came before has left them out. */
export interface Fetches {
  /** Changes wait for objects that were asked for a moment ago. */
  readonly holding: boolean;
  /** Asks for one object until it is known, or not wanted any more. */
  object(cache: KindCache, id: ResourceId, wanted: () => boolean): void;
  /** Asks for all objects of a namespace. */
  namespace(cache: KindCache, namespace: string): void;
}

interface FetchesOptions {
  readonly cluster: KubernetesCluster;
  readonly reachability: Reachability;
  readonly timing: Timing;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Nothing is waited for any more. */
  readonly done: () => void;
}

/** Requests at a time. */
const parallel = 16;

/** Makes a set of fetches that is empty. */
export function createFetches(options: FetchesOptions): Fetches {
  const { cluster, reachability, timing, random, signal, done } = options;
  const queue: (() => Promise<void>)[] = [];
  let running = 0;
  let holding = 0;

  const work = (): void => {
    while (running < parallel) {
      const task = queue.shift();
      if (task === undefined) return;
      running++;
      void task().finally(() => {
        running--;
        work();
      });
    }
  };

  /** The objects; undefined when the server has to be asked again. The version that is served need not be the first. */
  const askAll = async (paths: readonly string[]): Promise<readonly Json[] | undefined> => {
    for (const path of paths) {
      const items = await ask(path);
      if (items === undefined || items.length > 0) return items;
    }
    return [];
  };

  const ask = async (path: string): Promise<readonly Json[] | undefined> => {
    const items: Json[] = [];
    let next: string | undefined;
    do {
      try {
        const query = { limit: 500, continue: next };
        const { status, body } = await cluster.request({ method: "GET", path, query, signal });
        if (status === 404) return items;
        if (status !== 200) return undefined;
        if (!Array.isArray(body.items)) return [body];
        items.push(...(body.items as readonly Json[]));
        const more = (body.metadata as { readonly continue?: unknown } | undefined)?.continue;
        next = typeof more === "string" && more !== "" ? more : undefined;
      } catch {
        reachability.suspect();
        return undefined;
      }
    } while (next !== undefined);
    return items;
  };

  const fetch = (cache: KindCache, paths: readonly string[], wanted: () => boolean): void => {
    cache.fetching();
    let held = true;
    holding++;
    const release = (): void => {
      if (!held) return;
      held = false;
      holding--;
      if (holding === 0) done();
    };
    // A change that waits for an object that cannot be had is better than none.
    const timer = setTimeout(release, timing.holdMs);
    queue.push(async () => {
      let items: readonly Json[] | undefined;
      for (let failures = 1; !signal.aborted && wanted(); failures++) {
        items = await askAll(paths);
        if (items !== undefined) break;
        await sleep(delayOf(timing.retry, failures, random()), signal);
        await reachability.whenUp();
      }
      clearTimeout(timer);
      if (!signal.aborted) cache.fetched(items ?? []);
      release();
    });
    work();
  };

  return {
    get holding() {
      return holding > 0;
    },
    object: (cache, id, wanted) => fetch(cache, [pathOf(id.kind, id)], wanted),
    namespace: (cache, namespace) => {
      const paths = kinds[cache.kind].versions.map((version) => pathOf(cache.kind, { version, namespace }));
      fetch(cache, paths, () => true);
    },
  };
}
