import { fraction } from "../gateway-api/references.ts";
import { defaulted, integer, integer64, type ObjectSchema, object, required } from "../schema/dsl.ts";

export const perEndpointCircuitBreakers: ObjectSchema = object(
  { name: "PerEndpointCircuitBreakers", doc: "Limits for each endpoint." },
  {
    maxConnections: defaulted(integer64(0, 4294967295), 1024),
  },
);

export const retryBudget: ObjectSchema = object(
  { name: "RetryBudget", doc: "The share of requests that may be retries." },
  {
    percent: required(fraction),
    minRetryConcurrency: integer(),
  },
);

export const circuitBreaker: ObjectSchema = object(
  { name: "CircuitBreaker", doc: "How much traffic a backend takes at once; what exceeds it fails at once." },
  {
    maxConnections: defaulted(integer64(0, 4294967295), 1024),
    maxPendingRequests: defaulted(integer64(0, 4294967295), 1024),
    maxParallelRequests: defaulted(integer64(0, 4294967295), 1024),
    maxParallelRetries: defaulted(integer64(0, 4294967295), 1024),
    maxRequestsPerConnection: integer64(0, 4294967295),
    perEndpoint: perEndpointCircuitBreakers,
    retryBudget,
  },
);
