import type { JsonObject, KindName } from "@sluice/resources";
import { type Observable, Subject } from "rxjs";

/** The status of an object as the API server last told it. */
export interface SeenStatus {
  readonly resourceVersion: string;
  /** JSON text, which takes a third of the memory; "" for none. */
  readonly status: string;
}

/** Statuses in the cluster: the provider fills it, the writer compares with it and needs no reads of its own. */
export interface SeenStatuses {
  get(key: string): SeenStatus | undefined;
  set(key: string, seen: SeenStatus): void;
  delete(key: string): void;
  entries(): Iterable<readonly [string, SeenStatus]>;
  /** The version of the API under which the cluster serves a kind. */
  servedVersion(kind: KindName): string | undefined;
  setServedVersion(kind: KindName, version: string): void;
  /** Keys (`<kind>/<namespace>/<name>`) whose status is new, different or gone. */
  readonly changed$: Observable<string>;
}

/** Makes an empty record of statuses. */
export function seenStatuses(): SeenStatuses {
  const known = new Map<string, SeenStatus>();
  const versions = new Map<KindName, string>();
  const changed = new Subject<string>();
  return {
    get: (key) => known.get(key),
    set(key, seen) {
      const before = known.get(key);
      known.set(key, seen);
      if (before?.status !== seen.status) changed.next(key);
    },
    delete(key) {
      if (known.delete(key)) changed.next(key);
    },
    entries: () => known.entries(),
    servedVersion: (kind) => versions.get(kind),
    setServedVersion(kind, version) {
      versions.set(kind, version);
    },
    changed$: changed,
  };
}

/** Reads the status that was seen. */
export function parseSeen(seen: SeenStatus): JsonObject {
  return seen.status === "" ? {} : (JSON.parse(seen.status) as JsonObject);
}
