import { describe, expect, it } from "vitest";
import { toLabelTest } from "./selector.ts";

const labels = { team: "shop", tier: "front" };

describe("toLabelTest", () => {
  it.each([
    ["an empty selector", {}, true],
    ["labels that fit", { matchLabels: { team: "shop" } }, true],
    ["a label too many", { matchLabels: { team: "shop", zone: "a" } }, false],
    ["In", { matchExpressions: [{ key: "team", operator: "In", values: ["shop", "x"] }] }, true],
    ["NotIn of a missing label", { matchExpressions: [{ key: "zone", operator: "NotIn", values: ["a"] }] }, true],
    ["NotIn", { matchExpressions: [{ key: "team", operator: "NotIn", values: ["shop"] }] }, false],
    ["Exists", { matchExpressions: [{ key: "tier", operator: "Exists" }] }, true],
    ["DoesNotExist", { matchExpressions: [{ key: "tier", operator: "DoesNotExist" }] }, false],
  ])("%s: %s", (_title, selector, expected) => {
    const test = toLabelTest(selector);
    expect(test.ok && test.value(labels)).toBe(expected);
  });

  it.each([
    [{ matchExpressions: [{ key: "a", operator: "In" }] }, "needs values"],
    [{ matchExpressions: [{ key: "a", operator: "Exists", values: ["b"] }] }, "takes no values"],
    [{ matchExpressions: [{ key: "a", operator: "Like" }] }, "no operator"],
  ])("refuses %j", (selector, part) => {
    expect(toLabelTest(selector)).toMatchObject({ ok: false, problem: { message: expect.stringContaining(part) } });
  });
});
