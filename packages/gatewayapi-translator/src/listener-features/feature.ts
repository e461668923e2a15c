import type { DownstreamTls, ListenerFeatures } from "@sluice/ir";
import type { ClientTrafficPolicySpec } from "@sluice/resources";
import type { PolicyWarning } from "../status/conditions.ts";

/** What a room may ask and tell while it reads a policy for one listener. */
export interface ListenerScope {
  /** What clients connect to. */
  readonly port: number;
  /** TLS that the listener terminates; absent for clear text. */
  readonly tls?: DownstreamTls;
  /** Tells the user that a part of the policy has no effect on this listener. */
  warn(kind: PolicyWarning): void;
}

/** One feature of listeners: what a ClientTrafficPolicy says about it. */
export interface ListenerFeature<K extends keyof ListenerFeatures> {
  /** Fields of the policy's spec that the room reads. */
  readonly fields: readonly (keyof ClientTrafficPolicySpec)[];
  readonly fromPolicy: (spec: ClientTrafficPolicySpec, scope: ListenerScope) => ListenerFeatures[K] | undefined;
}

/** Every feature of the IR has a room; a missing or swapped one does not compile. */
export type ListenerFeatureTable = { readonly [K in keyof Required<ListenerFeatures>]: ListenerFeature<K> };
