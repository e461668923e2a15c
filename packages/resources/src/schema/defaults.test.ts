import { describe, expect, it } from "vitest";
import { withDefaults } from "./defaults.ts";
import { anything, defaulted, flag, integer, type Json, list, map, object, openObject, text } from "./dsl.ts";

const inner = object({ name: "Inner", doc: "For tests." }, { port: defaulted(integer(), 80), name: text() });
const schema = object(
  { name: "Outer", doc: "For tests." },
  {
    one: inner,
    filled: defaulted(inner, { name: "a" }),
    list: list(inner),
    map: map(inner),
    off: defaulted(flag(), false),
    open: openObject(),
    any: anything(),
  },
);

describe("withDefaults", () => {
  it.each<[string, Json, Json]>([
    ["an absent field, and defaults within the default", {}, { filled: { name: "a", port: 80 }, off: false }],
    ["fields of an object", { one: {}, filled: {} }, { one: { port: 80 }, filled: { port: 80 }, off: false }],
    [
      "entries of a list",
      { list: [{}, { port: 1 }], filled: {}, off: true },
      { list: [{ port: 80 }, { port: 1 }], filled: { port: 80 }, off: true },
    ],
    [
      "values of a dictionary",
      { map: { k: {} }, filled: {}, off: true },
      { map: { k: { port: 80 } }, filled: { port: 80 }, off: true },
    ],
    [
      "nothing inside what is not ours",
      { open: { one: {} }, any: { one: {} }, filled: {}, off: true },
      { open: { one: {} }, any: { one: {} }, filled: { port: 80 }, off: true },
    ],
    [
      "nothing in values of the wrong type",
      { list: { one: {} }, one: [], map: [1], filled: 3, off: true },
      { list: { one: {} }, one: [], map: [1], filled: 3, off: true },
    ],
  ])("fills in %s", (_, value, expected) => {
    const before = structuredClone(value);
    expect(withDefaults(schema, value)).toEqual(expected);
    expect(value).toEqual(before);
  });

  it("gives back the same value when nothing is absent", () => {
    const value: Json = { filled: { port: 1 }, off: false, list: [{ port: 2 }] };
    expect(withDefaults(schema, value)).toBe(value);
  });
});
