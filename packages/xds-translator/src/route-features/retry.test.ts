import type { Retry } from "@sluice/ir";
import { expect, it } from "vitest";
import { featureJson } from "../../test/feature-json.ts";

const defaults = {
  retryOn: "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes",
  retriableStatusCodes: [503],
  numRetries: 2,
  retryHostPredicate: [
    {
      name: "envoy.retry_host_predicates.previous_hosts",
      typedConfig: {
        "@type": "type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate",
      },
    },
  ],
  hostSelectionRetryMaxAttempts: "5",
};

it.each<[string, Retry, object]>([
  ["as the gateway does unless told otherwise", {}, {}],
  ["so many times", { attempts: 5 }, { numRetries: 5 }],
  ["never", { attempts: 0 }, { numRetries: 0 }],
  ["on these answers", { statusCodes: [500, 502] }, { retriableStatusCodes: [500, 502] }],
  ["on no answer", { statusCodes: [] }, { retriableStatusCodes: undefined }],
  ["on these events", { triggers: ["5xx", "reset"] }, { retryOn: "5xx,reset" }],
  ["with a limit for each try", { perTryTimeout: 250 }, { perTryTimeout: "0.250s" }],
  ["without a limit for each try", { perTryTimeout: 0 }, { perTryTimeout: "0s" }],
  [
    "in other priorities after some tries",
    { attemptsPerPriority: 2 },
    {
      retryPriority: {
        name: "envoy.retry_priorities.previous_priorities",
        typedConfig: {
          "@type":
            "type.googleapis.com/envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig",
          updateFrequency: 2,
        },
      },
    },
  ],
  ["in the same priority", { attemptsPerPriority: 0 }, {}],
  [
    "after a while",
    { backoff: { base: 100, max: 1000 } },
    { retryBackOff: { baseInterval: "0.100s", maxInterval: "1s" } },
  ],
  ["after a first while", { backoff: { base: 100 } }, { retryBackOff: { baseInterval: "0.100s" } }],
  ["after as good as no while", { backoff: {} }, {}],
])("tries again %s", (_title, retry, expected) => {
  const { action } = featureJson({ retry });
  expect(action).toEqual({ retryPolicy: { ...defaults, ...expected } });
});
