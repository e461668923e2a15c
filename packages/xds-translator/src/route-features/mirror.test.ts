import type { Mirror } from "@sluice/ir";
import { expect, it } from "vitest";
import { featureJson } from "../../test/feature-json.ts";

const policy = (cluster: string, defaultValue: object) => ({
  cluster,
  runtimeFraction: { defaultValue },
  disableShadowHostSuffixAppend: true,
});

it.each<[string, readonly Mirror[], readonly object[]]>([
  ["all requests", [{ destination: "m" }], [policy("m", { numerator: 100 })]],
  [
    "a fifth of them",
    [{ destination: "m", fraction: { numerator: 20, denominator: 100 } }],
    [policy("m", { numerator: 200_000, denominator: "MILLION" })],
  ],
  [
    "a third of them, to the millionth",
    [{ destination: "m", fraction: { numerator: 1, denominator: 3 } }],
    [policy("m", { numerator: 333_333, denominator: "MILLION" })],
  ],
  [
    "to several places",
    [{ destination: "m" }, { destination: "n", fraction: { numerator: 1, denominator: 1 } }],
    [policy("m", { numerator: 100 }), policy("n", { numerator: 1_000_000, denominator: "MILLION" })],
  ],
  [
    "none to a place with no share",
    [{ destination: "m", fraction: { numerator: 0, denominator: 100 } }, { destination: "n" }],
    [policy("n", { numerator: 100 })],
  ],
])("mirrors %s", (_title, mirrors, expected) => {
  expect(featureJson({ mirrors })).toEqual({ action: { requestMirrorPolicies: expected } });
});

it.each<[string, readonly Mirror[]]>([
  ["no mirrors", []],
  ["no share", [{ destination: "m", fraction: { numerator: 0, denominator: 7 } }]],
])("mirrors nothing with %s", (_title, mirrors) => {
  expect(featureJson({ mirrors })).toEqual({});
});
