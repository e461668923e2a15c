import type { Milliseconds } from "@sluice/ir";
import { toDuration } from "../envoy/duration.ts";
import type { RouteFeature } from "./feature.ts";

const hour = 3_600_000;

/** Time limits of requests. The limit of one try belongs to the retry policy, which exists with it. */
export const timeout: RouteFeature<"timeout"> = {
  toRoute: ({ request, backendRequest, streamIdle, maxStreamDuration }) => {
    const whole = shorter(request, backendRequest);
    const idle = streamIdle ?? (whole === undefined ? undefined : idleBeside(whole));
    return {
      action: {
        ...(whole === undefined ? {} : { timeout: toDuration(whole) }),
        ...(idle === undefined ? {} : { idleTimeout: toDuration(idle) }),
        ...(maxStreamDuration === undefined
          ? {}
          : { maxStreamDuration: { maxStreamDuration: toDuration(maxStreamDuration) } }),
      },
    };
  },
};

/** Both limits hold; without retries there is only one try to limit. */
function shorter(a: Milliseconds | undefined, b: Milliseconds | undefined): Milliseconds | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a === 0 || b === 0 ? Math.max(a, b) : Math.min(a, b);
}

/** An idle stream must not end before the request's own limit; no limit means none for idleness either. */
function idleBeside(request: Milliseconds): Milliseconds {
  return request === 0 ? 0 : Math.max(hour, request);
}
