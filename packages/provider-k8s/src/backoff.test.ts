import { expect, it } from "vitest";
import { delayOf } from "./backoff.ts";

const backoff = { firstMs: 200, longestMs: 3000 };

it.each([
  ["no failure, no wait", 0, 0.5, 0],
  ["the first wait, at the least", 1, 0, 100],
  ["the first wait, nearly in full", 1, 0.999, 200],
  ["doubled", 2, 0.999, 400],
  ["doubled again", 3, 0, 400],
  ["no longer than the longest", 9, 0, 1500],
  ["after very many failures, too", 5000, 0.5, 2250],
])("%s", (_, failures, random, expected) => {
  expect(delayOf(backoff, failures, random)).toBe(expected);
});
