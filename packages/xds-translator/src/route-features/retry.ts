import type { Retry } from "@sluice/ir";
import { pack } from "@sluice/protos";
import type { RetryPolicy } from "@sluice/protos/envoy/config/route/v3/route_components";
import { PreviousHostsPredicate } from "@sluice/protos/envoy/extensions/retry/host/previous_hosts/v3/previous_hosts";
import { PreviousPrioritiesConfig } from "@sluice/protos/envoy/extensions/retry/priority/previous_priorities/v3/previous_priorities_config";
import { toDuration } from "../envoy/duration.ts";
import type { RouteFeature } from "./feature.ts";

const defaultTriggers = ["connect-failure", "refused-stream", "unavailable", "cancelled", "retriable-status-codes"];

/** Tries again on failures, on another host if there is one. */
export const retry: RouteFeature<"retry"> = {
  toRoute: (value) => ({ action: { retryPolicy: toRetryPolicy(value) } }),
};

function toRetryPolicy(retry: Retry): RetryPolicy {
  return {
    retryOn: (retry.triggers ?? defaultTriggers).join(","),
    retriableStatusCodes: [...(retry.statusCodes ?? [503])],
    numRetries: retry.attempts ?? 2,
    ...(retry.perTryTimeout === undefined ? {} : { perTryTimeout: toDuration(retry.perTryTimeout) }),
    ...(retry.attemptsPerPriority
      ? {
          retryPriority: {
            name: "envoy.retry_priorities.previous_priorities",
            configType: {
              $case: "typedConfig",
              value: pack(PreviousPrioritiesConfig, { updateFrequency: retry.attemptsPerPriority }),
            },
          },
        }
      : {}),
    retryHostPredicate: [
      {
        name: "envoy.retry_host_predicates.previous_hosts",
        configType: { $case: "typedConfig", value: pack(PreviousHostsPredicate, {}) },
      },
    ],
    hostSelectionRetryMaxAttempts: 5,
    ...toBackOff(retry.backoff),
  };
}

function toBackOff(backoff: Retry["backoff"]): Pick<RetryPolicy, "retryBackOff"> {
  if (backoff?.base === undefined && backoff?.max === undefined) return {};
  return {
    retryBackOff: {
      ...(backoff.base === undefined ? {} : { baseInterval: toDuration(backoff.base) }),
      ...(backoff.max === undefined ? {} : { maxInterval: toDuration(backoff.max) }),
    },
  };
}
