import type { Retry } from "@sluice/ir";
import { toMilliseconds } from "../duration.ts";
import type { RouteFeature } from "./feature.ts";

/** Retries of a rule. With retries, the time for one backend request limits each try (GEP-1742). */
export const retry: RouteFeature<"retry"> = {
  fromRule: ({ retry: of, timeouts }): Retry | undefined => {
    if (of === undefined) return undefined;
    const base = of.backoff === undefined ? undefined : toMilliseconds(of.backoff);
    const perTryTimeout = timeouts?.backendRequest === undefined ? undefined : toMilliseconds(timeouts.backendRequest);
    return {
      ...(of.attempts === undefined ? {} : { attempts: of.attempts }),
      ...(of.codes === undefined || of.codes.length === 0 ? {} : { statusCodes: of.codes }),
      ...(base === undefined ? {} : { backoff: { base } }),
      ...(perTryTimeout === undefined ? {} : { perTryTimeout }),
    };
  },
};
