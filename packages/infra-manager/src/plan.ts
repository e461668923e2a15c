import type { DesiredProxy } from "./desired/desired-proxy.ts";

/** What is known of a fleet's process. */
export interface ObservedProxy {
  readonly key: string;
  /** What it was started with. */
  readonly fingerprint: string;
  /**
   * `waiting`: no process, a restart is due later. `starting`: a process that is not LIVE. `live`: serves.
   * `ending`: drains before it ends.
   */
  readonly phase: "waiting" | "starting" | "live" | "ending";
  /** The newest fingerprint that Envoy refused while an older one serves on. */
  readonly refused?: string;
}

/** One step that brings the fleet nearer to what must be. */
export type Action =
  | { readonly kind: "start"; readonly key: string; readonly proxy: DesiredProxy }
  /** A process that serves gives its sockets to a new one. */
  | { readonly kind: "replace"; readonly key: string; readonly proxy: DesiredProxy }
  /** A process that serves nobody yet is ended and started anew. */
  | { readonly kind: "restart"; readonly key: string; readonly proxy: DesiredProxy }
  | { readonly kind: "end"; readonly key: string };

/** The actions that lead from the observed to the desired processes, sorted by key; nothing to do is an empty list. */
export function plan(desired: readonly DesiredProxy[], observed: readonly ObservedProxy[]): readonly Action[] {
  const wanted = new Map(desired.map((proxy) => [proxy.key, proxy]));
  const found = new Map(observed.map((proxy) => [proxy.key, proxy]));
  const keys = [...new Set([...wanted.keys(), ...found.keys()])].sort();
  return keys.flatMap((key) => planOne(wanted.get(key), found.get(key)) ?? []);
}

function planOne(proxy: DesiredProxy | undefined, found: ObservedProxy | undefined): Action | undefined {
  if (found === undefined) return proxy && { kind: "start", key: proxy.key, proxy };
  if (found.phase === "ending") return undefined;
  if (proxy === undefined) return { kind: "end", key: found.key };
  if (proxy.fingerprint === found.fingerprint || proxy.fingerprint === found.refused) return undefined;
  switch (found.phase) {
    case "waiting":
      return { kind: "start", key: proxy.key, proxy };
    case "starting":
      return { kind: "restart", key: proxy.key, proxy };
    case "live":
      return { kind: "replace", key: proxy.key, proxy };
  }
}
