import { expect, it } from "vitest";
import { createTokenBucket } from "./token-bucket.ts";

it("lets a burst through, then so many a second", () => {
  const bucket = createTokenBucket({ perSecond: 10, burst: 2 });
  expect([0, 0, 0, 0].map((now) => bucket.take(now))).toEqual([0, 0, 100, 200]);
  // Half a second gives five tokens back, two of which were borrowed; more than the burst is not saved up.
  expect(bucket.take(500)).toBe(0);
  expect([10_000, 10_000, 10_000].map((now) => bucket.take(now))).toEqual([0, 0, 100]);
});
