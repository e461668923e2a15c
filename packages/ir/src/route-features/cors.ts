import type { Milliseconds } from "../duration.ts";

/** Cross-origin resource sharing (Gateway API `HTTPCORSFilter`). */
export interface Cors {
  /** Origins as written by the user: `*`, `https://a.example`, `https://*.example`. */
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAge?: Milliseconds;
  readonly allowCredentials: boolean;
}
