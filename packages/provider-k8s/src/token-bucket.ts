/** How much may happen: so much a second, and so much at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Says how long the next one has to wait. */
export interface TokenBucket {
  /** Takes a token; the result is the milliseconds until it counts. `now` never goes back. */
  take(now: number): number;
}

/** Makes a full bucket. */
export function createTokenBucket({ perSecond, burst }: Rate): TokenBucket {
  let tokens = burst;
  let at: number | undefined;
  return {
    take(now) {
      tokens = Math.min(burst, tokens + (at === undefined ? 0 : ((now - at) * perSecond) / 1000));
      at = now;
      tokens -= 1;
      return tokens >= 0 ? 0 : (-tokens * 1000) / perSecond;
    },
  };
}
