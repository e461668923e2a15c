import type { Milliseconds } from "@sluice/ir";
import type { Duration } from "@sluice/protos/google/protobuf/duration";

const second = 1_000_000_000;

/** Milliseconds as Envoy takes them, to the nanosecond. */
export function toDuration(ms: Milliseconds): Duration {
  const seconds = Math.trunc(ms / 1000);
  const nanos = Math.round((ms - seconds * 1000) * 1e6);
  // A fraction can round up to a whole second, which Envoy refuses as nanoseconds.
  return nanos === second ? { seconds: seconds + 1, nanos: 0 } : { seconds, nanos };
}
