import type { CircuitBreaker } from "@sluice/ir";
import { CircuitBreakers } from "@sluice/protos/envoy/config/cluster/v3/circuit_breaker";
import { expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { toCircuitBreakers } from "./circuit-breaker.ts";

it.each<[string, CircuitBreaker | undefined, object]>([
  ["nothing but retries unless told otherwise", undefined, { maxRetries: 1024 }],
  ["nothing but retries", {}, { maxRetries: 1024 }],
  ["connections", { maxConnections: 0 }, { maxRetries: 1024, maxConnections: 0 }],
  ["requests that wait", { maxPendingRequests: 0 }, { maxRetries: 1024, maxPendingRequests: 0 }],
  ["requests", { maxParallelRequests: 1 }, { maxRetries: 1024, maxRequests: 1 }],
  ["retries", { maxParallelRetries: 0 }, { maxRetries: 0 }],
])("limits %s", (_title, limits, threshold) => {
  expect(checkedJson(CircuitBreakers, toCircuitBreakers(limits))).toEqual({ thresholds: [threshold] });
});
