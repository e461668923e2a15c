import type { Milliseconds } from "@sluice/ir";
import type { Duration } from "@sluice/protos/google/protobuf/duration";

/** Milliseconds as Envoy takes them. */
export function toDuration(ms: Milliseconds): Duration {
  const seconds = Math.trunc(ms / 1000);
  return { seconds, nanos: Math.round((ms - seconds * 1000) * 1e6) };
}
