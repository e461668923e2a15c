/** Resolves after a time, or as soon as the signal is aborted. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
}

/** A sleep that others can end. */
export interface Alarm {
  /** Ends the sleep that is under way, or the next one at once. */
  ring(): void;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** Makes an alarm. */
export function createAlarm(): Alarm {
  let rung = false;
  let wake = (): void => undefined;
  return {
    ring() {
      rung = true;
      wake();
    },
    async sleep(milliseconds, signal) {
      if (!rung && !signal.aborted) {
        const waking = new AbortController();
        wake = () => waking.abort();
        signal.addEventListener("abort", wake);
        await sleep(milliseconds, waking.signal);
        signal.removeEventListener("abort", wake);
      }
      rung = false;
    },
  };
}
