import type { Milliseconds } from "../duration.ts";

/** Repeats failed requests. Absent fields leave the defaults of Envoy Gateway: 2 tries on connection failures and 503. */
export interface Retry {
  readonly attempts?: number;
  readonly statusCodes?: readonly number[];
  readonly triggers?: readonly string[];
  readonly attemptsPerPriority?: number;
  readonly perTryTimeout?: Milliseconds;
  readonly backoff?: { readonly base?: Milliseconds; readonly max?: Milliseconds };
}
