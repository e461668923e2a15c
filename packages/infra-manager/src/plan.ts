import type { DesiredProxy } from "./desired/desired-proxy.ts";

/** What is known of a fleet's process; undefined in place of it: there is none, and none is due. */
export interface ObservedProxy {
  /** What it was started with. */
  readonly fingerprint: string;
  /** `waiting`: no process, a restart is due later. `starting`: a process that is not LIVE. `live`: it serves. */
  readonly phase: "waiting" | "starting" | "live";
  /** The newest fingerprint that Envoy refused while an older one serves on. */
  readonly refused?: string;
}

/** One step that brings a fleet nearer to what must be. */
export type Action =
  | { readonly kind: "start"; readonly proxy: DesiredProxy }
  /** A process that serves gives its sockets to a new one. */
  | { readonly kind: "replace"; readonly proxy: DesiredProxy }
  /** A process that serves nobody yet is ended and started anew. */
  | { readonly kind: "restart"; readonly proxy: DesiredProxy };

/** The next step from the observed to the desired process; undefined when there is nothing to do, or to wait for. */
export function plan(proxy: DesiredProxy, found: ObservedProxy | undefined): Action | undefined {
  if (found === undefined) return { kind: "start", proxy };
  if (proxy.fingerprint === found.fingerprint || proxy.fingerprint === found.refused) return undefined;
  switch (found.phase) {
    case "waiting":
      return { kind: "start", proxy };
    case "starting":
      return { kind: "restart", proxy };
    case "live":
      return { kind: "replace", proxy };
  }
}
