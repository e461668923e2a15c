import type { Milliseconds } from "../duration.ts";

/** Keeps a client on one endpoint by a cookie or a header. */
export type SessionPersistence =
  | { readonly kind: "cookie"; readonly name: string; readonly ttl?: Milliseconds; readonly path: string }
  | { readonly kind: "header"; readonly name: string };
