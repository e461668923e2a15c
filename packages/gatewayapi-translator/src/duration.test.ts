import { expect, it } from "vitest";
import { toMilliseconds } from "./duration.ts";

it.each([
  ["0", 0],
  ["10s", 10_000],
  ["1h30m", 5_400_000],
  ["1m500ms", 60_500],
  ["1.5s", 1500],
  ["250us", 0.25],
  ["", undefined],
  ["10", undefined],
  ["s", undefined],
  ["10 s", undefined],
  ["-1s", undefined],
])("%j is %s", (text, expected) => {
  expect(toMilliseconds(text)).toBe(expected);
});
