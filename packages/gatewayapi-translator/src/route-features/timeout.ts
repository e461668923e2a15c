import { toMilliseconds } from "../duration.ts";
import type { RouteFeature } from "./feature.ts";

/** Time limits of a rule. With retries, the limit of a backend request belongs to each try: see `retry`. */
export const timeout: RouteFeature<"timeout"> = {
  fromRule: ({ timeouts, retry }) => {
    const request = timeouts?.request === undefined ? undefined : toMilliseconds(timeouts.request);
    const backendRequest =
      timeouts?.backendRequest === undefined || retry !== undefined
        ? undefined
        : toMilliseconds(timeouts.backendRequest);
    if (request === undefined && backendRequest === undefined) return undefined;
    return {
      ...(request === undefined ? {} : { request }),
      ...(backendRequest === undefined ? {} : { backendRequest }),
    };
  },
};
