import type { CircuitBreaker } from "./circuit-breaker.ts";
import type { LoadBalancing } from "./load-balancing.ts";

/** What can be said about the way to a backend: one line and one file per feature. Absent means Sluice's default. */
export interface BackendFeatures {
  readonly circuitBreaker?: CircuitBreaker;
  readonly loadBalancing?: LoadBalancing;
  /** Milliseconds; absent: 10 s. */
  readonly connectTimeout?: number;
}
