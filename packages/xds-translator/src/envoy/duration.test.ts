import { Duration } from "@sluice/protos/google/protobuf/duration";
import fc from "fast-check";
import { expect, it } from "vitest";
import { toDuration } from "./duration.ts";

it.each([
  [0, { seconds: 0, nanos: 0 }],
  [1, { seconds: 0, nanos: 1_000_000 }],
  [0.001, { seconds: 0, nanos: 1000 }],
  [1500, { seconds: 1, nanos: 500_000_000 }],
  [999.999_999_9, { seconds: 1, nanos: 0 }],
  [3_600_000, { seconds: 3600, nanos: 0 }],
])("makes a duration of %d ms", (ms, expected) => {
  expect(toDuration(ms)).toEqual(expected);
});

it("stays within what Envoy takes", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (ms) => {
      const { seconds = 0, nanos = 0 } = toDuration(ms);
      expect(nanos).toBeGreaterThanOrEqual(0);
      expect(nanos).toBeLessThan(1e9);
      expect(seconds + nanos / 1e9).toBeCloseTo(ms / 1000, 6);
      expect(Duration.encode({ seconds, nanos }).finish().length).toBeLessThan(20);
    }),
  );
});
