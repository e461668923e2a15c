import { expect, it } from "vitest";
import { isLater } from "./resource-version.ts";

it.each([
  ["9", "10", false],
  ["10", "9", true],
  ["10", "10", false],
  ["18446744073709551616", "9007199254740993", true],
  ["9007199254740993", "9007199254740992", true],
  ["abc", "abc", false],
  ["abc", "abd", true],
])("%s is later than %s: %s", (version, than, expected) => {
  expect(isLater(version, than)).toBe(expected);
});
