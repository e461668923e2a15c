import type { Backoff } from "./backoff.ts";

/** How patient the provider is; all in milliseconds. */
export interface Timing {
  /** Rest after failures of one kind. */
  readonly retry: Backoff;
  /** Rest between looks whether the API server answers again. */
  readonly probe: Backoff;
  /** Silence of all watches after which the API server is asked whether it is there. */
  readonly silenceMs: number;
  /** How long that question may take. */
  readonly answerMs: number;
  /** Silence of one watch after which it is opened anew: bookmarks come about once a minute. */
  readonly staleMs: number;
  /** Span over which watches come back after an outage, so that they do not come all at once. */
  readonly spreadMs: number;
  /** Rest between looks for a kind that the cluster does not have, when no CRD tells. */
  readonly absentMs: number;
  /** How long a change waits for objects that it newly refers to. */
  readonly holdMs: number;
}

/** Patience for a cluster in earnest. */
export const usualTiming: Timing = {
  retry: { firstMs: 200, longestMs: 30_000 },
  probe: { firstMs: 200, longestMs: 3000 },
  silenceMs: 10_000,
  answerMs: 5000,
  staleMs: 150_000,
  spreadMs: 500,
  absentMs: 30_000,
  holdMs: 2000,
};
