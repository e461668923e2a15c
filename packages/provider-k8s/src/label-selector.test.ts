import type { LabelSelector } from "@sluice/resources";
import { expect, it } from "vitest";
import { matchesLabels } from "./label-selector.ts";

const labels = { tier: "edge", zone: "a" };
const by = (key: string, operator: string, ...values: string[]): LabelSelector => ({
  matchExpressions: [{ key, operator, ...(values.length === 0 ? {} : { values }) }],
});

it.each<[LabelSelector, boolean]>([
  [{}, true],
  [{ matchLabels: { tier: "edge" } }, true],
  [{ matchLabels: { tier: "edge", zone: "b" } }, false],
  [by("tier", "In", "core", "edge"), true],
  [by("tier", "In", "core"), false],
  [by("absent", "In", "core"), false],
  [by("tier", "NotIn", "core"), true],
  [by("absent", "NotIn", "core"), true],
  [by("tier", "NotIn", "edge"), false],
  [by("tier", "Exists"), true],
  [by("absent", "Exists"), false],
  [by("absent", "DoesNotExist"), true],
  [by("tier", "DoesNotExist"), false],
  [by("tier", "Likes", "edge"), false],
])("%j: %s", (selector, expected) => {
  expect(matchesLabels(selector, labels)).toBe(expected);
});
