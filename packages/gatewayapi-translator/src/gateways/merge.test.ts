import { expect, it } from "vitest";
import { mergeObjects } from "./merge.ts";

it.each<[string, Parameters<typeof mergeObjects>, object]>([
  ["adds and replaces", [{ a: 1, b: 1 }, { b: 2, c: 3 }, false], { a: 1, b: 2, c: 3 }],
  ["goes deep", [{ a: { x: 1, y: 1 } }, { a: { y: 2 } }, false], { a: { x: 1, y: 2 } }],
  ["removes what is null", [{ a: 1, b: { c: 1 } }, { a: null, b: { c: null } }, false], { b: {} }],
  ["puts an object in place of a value", [{ a: 1 }, { a: { b: 2 } }, false], { a: { b: 2 } }],
  ["replaces lists", [{ env: [{ name: "A" }] }, { env: [{ name: "B" }] }, false], { env: [{ name: "B" }] }],
  [
    "merges keyed lists, if strategic",
    [{ env: [{ name: "A", value: "1" }, { name: "B" }] }, { env: [{ name: "A", value: "2" }, { name: "C" }] }, true],
    { env: [{ name: "A", value: "2" }, { name: "B" }, { name: "C" }] },
  ],
  ["replaces lists without keys, if strategic, too", [{ args: ["a"] }, { args: ["b"] }, true], { args: ["b"] }],
])("%s", (_title, args, expected) => {
  const before = structuredClone(args);
  expect(mergeObjects(...args)).toEqual(expected);
  expect(args).toEqual(before);
});
