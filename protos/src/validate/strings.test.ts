import { describe, expect, it } from "vitest";
import type { StringRules } from "./field-rules.ts";
import { bytesCheck, stringCheck } from "./strings.ts";

const header = (value: 1 | 2) => ({ wellKnown: { case: "wellKnownRegex", value } });

describe("rules of strings", () => {
  it.each<[title: string, rules: StringRules, good: readonly string[], bad: readonly string[]]>([
    ["const", { const: "a" }, ["a"], ["", "b"]],
    ["len, in code points", { len: 2n }, ["ab", "😀ä"], ["", "a", "abc"]],
    ["min_len", { minLen: 2n }, ["ab", "😀😀"], ["a", "😀"]],
    ["max_len", { maxLen: 2n }, ["", "😀😀"], ["abc"]],
    ["len_bytes", { lenBytes: 2n }, ["ab", "ä"], ["a", "aä"]],
    ["min_bytes", { minBytes: 2n }, ["ä"], ["a"]],
    ["max_bytes", { maxBytes: 2n }, ["ä"], ["aä"]],
    ["prefix", { prefix: "a" }, ["ab"], ["ba", ""]],
    ["suffix", { suffix: "a" }, ["ba"], ["ab", ""]],
    ["contains", { contains: "a" }, ["bab"], ["b"]],
    ["not_contains", { notContains: "a" }, ["b", ""], ["bab"]],
    ["in", { in: ["a", "b"] }, ["a"], ["c", ""]],
    ["not_in", { notIn: ["a", "b"] }, ["c"], ["a"]],
    ["pattern", { pattern: "^[0-9a-z]+$" }, ["a1"], ["", "A", "a\n"]],
    ["ignore_empty", { minLen: 2n, ignoreEmpty: true }, ["", "ab"], ["a"]],
    ["header name", header(1), [":path", "x-a"], ["", "a b", "ä", "a\n", "a:"]],
    ["header value", header(2), ["", "a b\t", "ä"], ["a\n", "\0", "\x7f"]],
    ["header name, loose", { ...header(1), strict: false }, ["", "a b", "\x01"], ["a\n", "a\r", "\0"]],
    ["header value, loose", { ...header(2), strict: false }, ["", "\x7f"], ["a\n", "a\r", "\0"]],
    ["several rules", { minLen: 1n, pattern: "^a*$" }, ["a"], ["", "b"]],
  ])("%s", (_, rules, good, bad) => {
    const check = stringCheck(rules);
    for (const value of good) expect(check(value), JSON.stringify(value)).toEqual([]);
    for (const value of bad) expect(check(value), JSON.stringify(value)).not.toEqual([]);
  });

  it("do not show the value, which may be a secret", () => {
    const [violation] = stringCheck({ maxLen: 3n, pattern: "^x$" })("hunter2");
    expect(violation).toEqual({
      path: "",
      rule: "string.max_len",
      message: "must have at most 3 characters, but is 7",
    });
    expect(JSON.stringify(stringCheck({ pattern: "^x$", const: "x", prefix: "x" })("hunter2"))).not.toContain(
      "hunter2",
    );
  });

  it.each([{ email: true }, { wellKnown: { case: "ip", value: true } }])(
    "that are unknown are refused: %o",
    (rules) => {
      expect(() => stringCheck(rules as StringRules)).toThrow("not implemented");
    },
  );
});

describe("rules of bytes", () => {
  it.each([
    ["len", { len: 2n }, [2], [0, 3]],
    ["min_len", { minLen: 2n }, [2, 3], [1]],
    ["max_len", { maxLen: 2n }, [0, 2], [3]],
    ["ignore_empty", { minLen: 2n, ignoreEmpty: true }, [0, 2], [1]],
  ])("%s", (_, rules, good, bad) => {
    const check = bytesCheck(rules);
    for (const size of good) expect(check(new Uint8Array(size)), String(size)).toEqual([]);
    for (const size of bad) expect(check(new Uint8Array(size)), String(size)).not.toEqual([]);
  });
});
