import type { Collection } from "@sluice/collections";
import type { Observable } from "rxjs";
import type { KubernetesCluster } from "./cluster.ts";
import type { Leadership } from "./lead.ts";
import type { SeenStatuses } from "./seen-statuses.ts";

/** An object and its whole status as Kubernetes spells it, without times. */
export interface WrittenStatus {
  /** `<Kind>/<namespace>/<name>`, or `<Kind>/<name>` */
  readonly key: string;
  readonly kind: string;
  /** "" for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
  readonly status: Readonly<Record<string, unknown>>;
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
}

/** What happened to statuses, for logs and metrics. */
export type StatusEvent =
  /** A status was written. */
  | { readonly kind: "written"; readonly key: string; readonly attempts: number; readonly milliseconds: number }
  /** The object is gone, and its status with it. */
  | { readonly kind: "dropped"; readonly key: string }
  /** A status could not be written; it is tried again in `retryMs`. */
  | { readonly kind: "failed"; readonly key: string; readonly message: string; readonly retryMs: number }
  /** Statuses waiting to be written: told when the queue runs empty, and when this process begins or ends to lead. */
  | { readonly kind: "idle"; readonly written: number };

/** Writes statuses to a cluster as long as somebody listens. */
export function writeStatuses<T extends WrittenStatus>(
  _statuses: Collection<T>,
  _options: WriteStatusesOptions,
): Observable<StatusEvent> {
  throw new Error("in the making");
}
