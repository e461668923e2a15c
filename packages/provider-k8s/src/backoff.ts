/** How waits grow from one failure to the next. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * The wait before the next try after a number of failures in a row: doubled each time, and anything between half of it and all
 * of it, so that many clients that failed together do not come back together. `random` is in [0, 1).
 */
export function delayOf({ firstMs, longestMs }: Backoff, failures: number, random: number): number {
  if (failures <= 0) return 0;
  const whole = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(whole * (0.5 + random / 2));
}
