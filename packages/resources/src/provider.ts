import type { Report } from "@sluice/ir";
import type { Observable } from "rxjs";
import type { KindName, Resource } from "./kinds.ts";

/**
 * A source of resources: a cluster, a folder, a config centre. All speak this one contract, checked by `providerContract`.
 *
 * `watch()` is cold: nothing happens until it is subscribed, and unsubscribing takes everything down.
 */
export interface Provider {
  readonly name: string;
  watch(): Observable<ProviderEvent>;
}

/** What a provider says. Each event is one consistent change. */
export type ProviderEvent =
  /** Objects that are new or different, and objects that are gone. */
  | { readonly kind: "changed"; readonly upserts: readonly Resource[]; readonly deletes: readonly ResourceId[] }
  /** Everything that exists has been delivered once. */
  | { readonly kind: "synced" }
  /** The source cannot be read now; the last good state stays in force. Lost is not empty. */
  | { readonly kind: "lost"; readonly message: string }
  /** All problems with the source's objects as they are now; replaces the previous list. */
  | { readonly kind: "reports"; readonly reports: readonly Report[] };

/** Names one object of a watched kind; `namespace` is "" for cluster-scoped kinds. */
export interface ResourceId {
  readonly kind: KindName;
  readonly namespace: string;
  readonly name: string;
}
