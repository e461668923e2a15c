/** How long to wait before a process is started again: doubles from 0.2 s to 30 s, and starts over after a good run. */
export class Backoff {
  readonly #stableMs: number;
  #failures = 0;

  constructor(stableMs: number) {
    this.#stableMs = stableMs;
  }

  /** Milliseconds to wait after a process that served for `servedMs`. */
  next(servedMs: number): number {
    if (servedMs >= this.#stableMs) this.#failures = 0;
    const wait = Math.min(200 * 2 ** this.#failures, 30_000);
    this.#failures += 1;
    return wait;
  }

  /** Forgets the past: what is started next is something else. */
  reset(): void {
    this.#failures = 0;
  }
}
