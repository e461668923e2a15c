import type { Milliseconds } from "../duration.ts";

/** Time limits of a request; 0 means no limit. */
export interface Timeout {
  /** From the whole request received to the whole response sent. */
  readonly request?: Milliseconds;
  /** For one try against one backend. */
  readonly backendRequest?: Milliseconds;
  readonly streamIdle?: Milliseconds;
  readonly maxStreamDuration?: Milliseconds;
}
