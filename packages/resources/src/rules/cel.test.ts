import { describe, expect, it } from "vitest";
import type { Json } from "../schema/dsl.ts";
import * as cel from "./cel.ts";

const absent = (self: Json): Json => cel.get(self, "gone");

describe("a rule", () => {
  it.each<[string, (self: Json) => Json, boolean]>([
    ["holds when it is true", () => true, true],
    ["does not hold when it is false", () => false, false],
    ["does not hold when it has no result", absent, false],
    [
      "takes the right side's word for an or",
      (self) =>
        cel.or(
          () => absent(self),
          () => true,
        ),
      true,
    ],
    [
      "does not, when that does not decide",
      (self) =>
        cel.or(
          () => absent(self),
          () => false,
        ),
      false,
    ],
    [
      "takes the right side's word for an and",
      (self) =>
        !cel.and(
          () => absent(self),
          () => false,
        ),
      true,
    ],
    [
      "does not look right when left decides",
      () =>
        cel.or(
          () => true,
          () => cel.get(1, "x"),
        ),
      true,
    ],
    [
      "finds one entry that decides beside one without a result",
      (self) => !cel.all([1, 2], (x) => (x === 1 ? absent(self) : false)),
      true,
    ],
    ["has no result when no entry decides", (self) => cel.all([1, 2], (x) => (x === 1 ? absent(self) : true)), false],
    ["goes through the keys of an object", () => cel.exists({ a: 1 }, (key) => key === "a"), true],
    ["counts matching entries", () => cel.existsOne([1, 1], (x) => x === 1), false],
    [
      "compares deeply",
      () => cel.equal([{ a: [1] }], [{ a: [1] }]) && !cel.equal([1], [1, 2]) && !cel.equal("1", 1),
      true,
    ],
    ["finds entries and keys", () => cel.isIn(1, [2, 1]) && cel.isIn("a", { a: 1 }) && !cel.isIn("toString", {}), true],
    ["counts code points", () => cel.size("a😀") === 2 && cel.substring("a😀b", 1) === "😀b", true],
    ["adds alike things only", () => cel.plus(1, "a"), false],
    ["knows no entry out of range", () => cel.at([1], 1), false],
  ])("%s", (_, rule, expected) => {
    expect(cel.holds(rule, {})).toBe(expected);
  });

  it("is a bug when it throws something else", () => {
    expect(() =>
      cel.holds(() => {
        throw new TypeError("x");
      }, {}),
    ).toThrow("x");
  });
});

describe("duration", () => {
  it.each([
    ["1h30m", 5400e9],
    ["500ms", 5e8],
    ["1.5s", 1.5e9],
    ["-1s", -1e9],
    ["0", 0],
    ["3us", 3e3],
    ["3µs", 3e3],
    ["7ns", 7],
  ])("reads %s", (text, expected) => {
    expect(cel.duration(text)).toBe(expected);
  });

  it.each(["", "1", "s", "1d", "1s ", "1s2"])("does not read %j", (text) => {
    expect(cel.holds(() => cel.duration(text) >= 0, null)).toBe(false);
  });
});

describe("isIP", () => {
  it.each([
    "10.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "2001:db8:0:0:0:0:0:1",
    "1:2:3:4:5:6:7:8",
    "2001:db8::10.0.0.1",
    "64:ff9b::192.0.2.33",
  ])("knows %s", (text) => {
    expect(cel.isIP(text)).toBe(true);
  });

  it.each([
    "",
    "a",
    "10.0.0",
    "10.0.0.256",
    "010.0.0.1",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "fe80::1%eth0",
    "::ffff:10.0.0.1",
    "12345::",
    "a.b",
    "1:2:3:4:5:6:7::8:9",
  ])("does not take %j for one", (text) => {
    expect(cel.isIP(text)).toBe(false);
  });
});
