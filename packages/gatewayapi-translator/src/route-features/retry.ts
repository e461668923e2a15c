import type { Retry } from "@sluice/ir";
import { toMilliseconds } from "../duration.ts";
import type { RouteFeature } from "./feature.ts";

// Besides the codes of a rule, connections that fail and tries that time out are to be repeated, too (GEP-1731). In Envoy's terms
// a try that times out is reset.
const triggers = [
  "connect-failure",
  "refused-stream",
  "reset",
  "unavailable",
  "cancelled",
  "retriable-status-codes",
] as const;

/** Retries of a rule. With retries, the time for one backend request limits each try (GEP-1742). */
export const retry: RouteFeature<"retry"> = {
  fromRule: ({ retry: of, timeouts }): Retry | undefined => {
    if (of === undefined) return undefined;
    const base = of.backoff === undefined ? undefined : toMilliseconds(of.backoff);
    const perTryTimeout = timeouts?.backendRequest === undefined ? undefined : toMilliseconds(timeouts.backendRequest);
    return {
      triggers,
      ...(of.attempts === undefined ? {} : { attempts: of.attempts }),
      ...(of.codes === undefined || of.codes.length === 0 ? {} : { statusCodes: of.codes }),
      ...(base === undefined ? {} : { backoff: { base } }),
      ...(perTryTimeout === undefined ? {} : { perTryTimeout }),
    };
  },
};
