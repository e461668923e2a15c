import type { ValueMatch } from "@sluice/ir";
import { StringMatcher } from "@sluice/protos/envoy/type/matcher/v3/string";
import { expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { toStringMatcher } from "./string-matcher.ts";

it.each<[ValueMatch["kind"], string, object]>([
  ["exact", "a.b", { exact: "a.b" }],
  ["exact", "", { exact: "" }],
  ["prefix", "a", { prefix: "a" }],
  ["suffix", "b", { suffix: "b" }],
  ["regex", "a|b", { safeRegex: { regex: "a|b" } }],
  ["present", "", { safeRegex: { regex: ".*" } }],
])("matches %s %j", (kind, value, expected) => {
  expect(checkedJson(StringMatcher, toStringMatcher({ kind, value }))).toEqual(expected);
});
