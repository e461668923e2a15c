import { expect, it } from "vitest";
import { Backoff } from "./backoff.ts";

it("doubles from 0.2 s to 30 s, and starts over after a good run", () => {
  const backoff = new Backoff(10_000);
  const waits = Array.from({ length: 10 }, () => backoff.next(0));
  expect(waits).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000]);
  expect(backoff.next(9_999)).toBe(30_000);
  expect(backoff.next(10_000)).toBe(200);
  expect(backoff.next(0)).toBe(400);
  backoff.reset();
  expect(backoff.next(0)).toBe(200);
});
