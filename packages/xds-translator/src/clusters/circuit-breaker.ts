import type { CircuitBreaker } from "@sluice/ir";
import type { CircuitBreakers } from "@sluice/protos/envoy/config/cluster/v3/circuit_breaker";

/** Envoy's own limit of 3 parallel retries is too low for a gateway. */
const defaultMaxRetries = 1024;

/** Limits of a cluster; without a setting only the one on retries. */
export function toCircuitBreakers(limits: CircuitBreaker | undefined): CircuitBreakers {
  return {
    thresholds: [
      {
        maxRetries: limits?.maxParallelRetries ?? defaultMaxRetries,
        ...(limits?.maxConnections !== undefined ? { maxConnections: limits.maxConnections } : {}),
        ...(limits?.maxPendingRequests !== undefined ? { maxPendingRequests: limits.maxPendingRequests } : {}),
        ...(limits?.maxParallelRequests !== undefined ? { maxRequests: limits.maxParallelRequests } : {}),
      },
    ],
  };
}
