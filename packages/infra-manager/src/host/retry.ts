import { Backoff } from "./backoff.ts";

/** A run this long is a good one: the next failure is the first again. */
const stableMs = 10_000;

/** When a process that failed is started again. */
export class Retry {
  readonly #backoff = new Backoff(stableMs);
  readonly #isDue: () => void;
  #waiting: { readonly fingerprint: string; readonly timer: NodeJS.Timeout } | undefined;
  #failed: string | undefined;

  constructor(isDue: () => void) {
    this.#isDue = isDue;
  }

  /** What waits to be started again. */
  get fingerprint(): string | undefined {
    return this.#waiting?.fingerprint;
  }

  /** Something is started: what never failed so far gets all its attempts. */
  started(fingerprint: string): void {
    this.cancel();
    if (this.#failed !== fingerprint) this.#backoff.reset();
  }

  /** Something ended after it had served for some time; says in how many milliseconds it is due again. */
  failed(fingerprint: string, servedMs: number): number {
    this.cancel();
    this.#failed = fingerprint;
    const inMs = this.#backoff.next(servedMs);
    const timer = setTimeout(() => {
      this.#waiting = undefined;
      this.#isDue();
    }, inMs);
    this.#waiting = { fingerprint, timer };
    return inMs;
  }

  cancel(): void {
    clearTimeout(this.#waiting?.timer);
    this.#waiting = undefined;
  }
}
