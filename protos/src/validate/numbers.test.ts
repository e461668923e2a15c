import { describe, expect, it } from "vitest";
import type { NumberRules } from "./field-rules.ts";
import { numberCheck } from "./numbers.ts";

type N = number | bigint;

describe("rules of numbers", () => {
  it.each<[title: string, rules: NumberRules<N>, good: readonly N[], bad: readonly N[]]>([
    ["gt", { gt: 1 }, [2], [1, 0]],
    ["gte", { gte: 1 }, [1], [0]],
    ["lt", { lt: 1 }, [0], [1, 2]],
    ["lte", { lte: 1 }, [1], [2]],
    ["inside, open", { gt: 1, lt: 3 }, [2], [1, 3]],
    ["inside, closed", { gte: 1, lte: 3 }, [1, 3], [0, 4]],
    ["outside, closed", { gte: 3, lte: 1 }, [1, 3, 0, 4], [2]],
    ["outside, open", { gt: 3, lt: 1 }, [0, 4], [1, 2, 3]],
    ["outside, one value", { gt: 1, lt: 1 }, [0, 2], [1]],
    ["64 bits", { lte: 9_007_199_254_740_993n }, [9_007_199_254_740_993n], [9_007_199_254_740_994n]],
    ["not a number", { gte: 0, lte: 100 }, [Number.NaN], [-1]],
    ["const", { const: 3 }, [3], [0]],
    ["in", { in: [1, 2] }, [1, 2], [0, 3]],
    ["not_in", { notIn: [1, 2] }, [0, 3], [1, 2]],
    ["ignore_empty", { gt: 2, ignoreEmpty: true }, [0, 0n, 3], [1]],
  ])("%s", (_, rules, good, bad) => {
    const check = numberCheck("int64", rules);
    for (const value of good) expect(check(value), String(value)).toEqual([]);
    for (const value of bad) expect(check(value), String(value)).not.toEqual([]);
  });

  it.each<[rules: NumberRules<N>, value: N, rule: string, message: string]>([
    [{ gte: 200, lt: 600 }, 600, "uint32.lt", "must be less than 600, but is 600"],
    [{ gte: 3, lte: 1 }, 2, "uint32.gte", "must be at most 1 or at least 3, but is 2"],
    [{ in: [1, 2] }, 3, "uint32.in", "must be one of 1, 2"],
  ])("name the rule: %o", (rules, value, rule, message) => {
    expect(numberCheck("uint32", rules)(value)).toEqual([{ path: "", rule, message }]);
  });

  it("that are unknown are refused", () => {
    expect(() => numberCheck("int32", { even: true } as NumberRules<N>)).toThrow("int32.even");
  });
});
