import type { JsonObject } from "@sluice/resources";
import type { Observable } from "rxjs";

/** The status of an object as the API server last told it. */
export interface SeenStatus {
  readonly resourceVersion: string;
  /** JSON text; "" for none. */
  readonly status: string;
}

/** Statuses in the cluster: the provider fills it, the writer compares with it and needs no reads of its own. */
export interface SeenStatuses {
  get(key: string): SeenStatus | undefined;
  set(key: string, seen: SeenStatus): void;
  delete(key: string): void;
  entries(): Iterable<readonly [string, SeenStatus]>;
  /** Keys (`<kind>/<namespace>/<name>`) whose status is new, different or gone. */
  readonly changed$: Observable<string>;
}

/** Reads the status that was seen. */
export function parseSeen(seen: SeenStatus): JsonObject {
  return seen.status === "" ? {} : (JSON.parse(seen.status) as JsonObject);
}

/** An empty record of statuses. */
export function seenStatuses(): SeenStatuses {
  throw new Error("in the making");
}
