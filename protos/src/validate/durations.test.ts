import { create } from "@bufbuild/protobuf";
import { type Duration, DurationSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { durationCheck } from "./durations.ts";
import type { DurationRules } from "./field-rules.ts";

function duration(seconds: number, nanos = 0): Duration {
  return create(DurationSchema, { seconds: BigInt(seconds), nanos });
}

describe("rules of durations", () => {
  it.each<[title: string, rules: DurationRules, good: readonly Duration[], bad: readonly Duration[]]>([
    ["gt", { gt: duration(0) }, [duration(0, 1)], [duration(0), duration(-1)]],
    ["gte", { gte: duration(0, 1_000_000) }, [duration(0, 1_000_000)], [duration(0, 999_999)]],
    [
      "inside",
      { gte: duration(1), lt: duration(2) },
      [duration(1, 999_999_999)],
      [duration(2), duration(0, 999_999_999)],
    ],
    ["lte", { lte: duration(86_400) }, [duration(86_400)], [duration(86_400, 1)]],
    ["const", { const: duration(1) }, [duration(1)], [duration(2)]],
    ["in", { in: [duration(1), duration(2)] }, [duration(2)], [duration(3)]],
    ["not_in", { notIn: [duration(1)] }, [duration(2)], [duration(1)]],
    ["well-formed", { required: true }, [duration(-1, -1)], [duration(1, -1), duration(0, 1e9), duration(1e12)]],
  ])("%s", (_, rules, good, bad) => {
    const check = durationCheck(rules);
    for (const value of good) expect(check(value), `${value.seconds} ${value.nanos}`).toEqual([]);
    for (const value of bad) expect(check(value), `${value.seconds} ${value.nanos}`).not.toEqual([]);
  });

  it("name the rule and show the value", () => {
    expect(durationCheck({ gte: duration(0, 1_000_000) })(duration(-1, -500_000_000))).toEqual([
      { path: "", rule: "duration.gte", message: "must be at least 0.001s, but is -1.5s" },
    ]);
  });
});
