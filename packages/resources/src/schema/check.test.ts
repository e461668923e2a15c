import { describe, expect, it } from "vitest";
import { check } from "./check.ts";
import {
  anything,
  choice,
  defaulted,
  flag,
  integer,
  type Json,
  list,
  map,
  number,
  object,
  oneOfIntegers,
  openObject,
  quantity,
  required,
  type Schema,
  text,
} from "./dsl.ts";
import { byteSize, duration } from "./formats.ts";
import { dnsLabel } from "./patterns.ts";

const type = choice("PathType", ["Exact", "PathPrefix"]);
const header = object({ name: "Header", doc: "For tests." }, { name: required(text()), value: required(text()) });

function messages(schema: Schema, value: Json): readonly string[] {
  const { findings } = check(object({ name: "Thing", doc: "For tests." }, { x: schema }), { x: value });
  return findings.map(({ problem }) => `${problem.message} ${problem.remedy}`);
}

describe("check", () => {
  it.each<[string, Schema, Json]>([
    ["text", text({ min: 1, max: 3, pattern: dnsLabel }), "abc"],
    ["text of three code points", text({ max: 3 }), "🍃🍃🍃"],
    ["a choice", type, "Exact"],
    ["a whole number at its limits", list(integer(1, 3)), [1, 3]],
    ["one of several numbers", oneOfIntegers(301, 302), 301],
    ["a number", number(0, 1), 0.5],
    ["true or false", flag(), false],
    ["a number as a quantity", quantity(), 80],
    ["text as a quantity", byteSize(), "32Ki"],
    ["a duration", duration(), "1h30m"],
    ["a list at its limits", list(text(), { min: 1, max: 2 }), ["a", "b"]],
    ["a set", list(text(), { set: true }), ["a", "b"]],
    ["a list with keys", list(header, { mapKeys: ["name"] }), [{ name: "a", value: "1" }]],
    ["a dictionary", map(integer(), { min: 1, max: 1 }), { a: 1 }],
    ["anything", list(anything()), [null, 1, { a: [] }]],
    ["somebody else's object", openObject(), { a: { b: null } }],
    ["base64", text({ format: "byte" }), "aGVs\nbG8="],
    [
      "an object with as many fields as allowed",
      object({ name: "O", doc: "For tests.", min: 1, max: 1 }, { a: flag(), b: flag() }),
      { b: true },
    ],
  ])("accepts %s", (_, schema, value) => {
    expect(messages(schema, value)).toEqual([]);
  });

  it.each<[string, Schema, Json, readonly string[]]>([
    ["a number for text", text(), 80, ['x must be text, but is 80. Put it in quotes: "80".']],
    ["true for text", text(), true, ['x must be text, but is true. Put it in quotes: "true".']],
    ["a list for text", text(), [], ["x must be text, but is a list. Write text."]],
    ["text for a number", integer(), "80", ['x must be a whole number, but is the text "80". Remove the quotes: 80.']],
    [
      "words for a number",
      integer(),
      "http",
      ['x must be a whole number, but is the text "http". Write a whole number.'],
    ],
    ["a fraction for a whole number", integer(), 1.5, ["x must be a whole number, but is 1.5. Write a whole number."]],
    ["text for true", flag(), "true", ['x must be true or false, but is the text "true". Remove the quotes: true.']],
    ["an object for a list", list(text()), {}, ["x must be a list, but is an object. Begin each entry with '- '."]],
    ["a list for an object", header, [], ["x must be an object, but is a list. Write an object."]],
    ["text for a dictionary", map(text()), "a", ['x must be an object, but is the text "a". Write an object.']],
    ["text for an open object", openObject(), "a", ['x must be an object, but is the text "a". Write an object.']],
    [
      "a flag for a quantity",
      quantity(),
      true,
      ["x must be text or a whole number, but is true. Write text or a whole number."],
    ],
    ["null in a list", list(text()), [null], ["x[0] must be text, but is null. Write text."]],
    ["an unknown choice", type, "Other", ['x is "Other", which is none of Exact, PathPrefix. Use one of them.']],
    ["a misspelt choice", type, "exact", ['x is "exact", which is none of Exact, PathPrefix. Did you mean Exact?']],
    ["an unlisted number", oneOfIntegers(301, 302), 303, ["x is 303, which is none of 301, 302. Use one of them."]],
    ["a small number", integer(1, 65535), 0, ["x is 0, which is less than 1. Use a number from 1 to 65535."]],
    [
      "a large number",
      integer(1, 65535),
      70000,
      ["x is 70000, which is more than 65535. Use a number from 1 to 65535."],
    ],
    ["a number below an open range", integer(1), 0, ["x is 0, which is less than 1. Use a number from 1."]],
    ["a number above an open range", number(undefined, 1), 2, ["x is 2, which is more than 1. Use a number up to 1."]],
    ["empty text", text({ min: 1 }), "", ["x is empty. Write a value or remove the field."]],
    ["short text", text({ min: 3 }), "ab", ["x has fewer than 3 characters. Use at least 3 characters."]],
    ["long text", text({ max: 1 }), "ab", ["x has 2 characters. Use at most 1 character."]],
    [
      "text of the wrong form",
      text({ pattern: dnsLabel }),
      "A",
      [`x is "A", which is not allowed here. Write lower case letters, digits and '-', such as team-a.`],
    ],
    [
      "a wrong quantity",
      byteSize(),
      "1.5Mi",
      ['x is "1.5Mi", which is not allowed here. Write a size such as 32Ki or 1Mi.'],
    ],
    [
      "what is not base64",
      text({ format: "byte" }),
      "hello",
      ["x is not base64. Encode the value as base64, or use stringData for plain text."],
    ],
    ["a short list", list(text(), { min: 1 }), [], ["x has 0 entries. Write at least 1 entry or remove the field."]],
    ["a long list", list(text(), { max: 1 }), ["a", "b"], ["x has 2 entries. Write at most 1 entry."]],
    ["a repeated value", list(text(), { set: true }), ["a", "b", "a"], ['x[2] repeats "a". Write each value once.']],
    [
      "two entries with one key",
      list(header, { mapKeys: ["name"] }),
      [
        { name: "a", value: "1" },
        { name: "a", value: "2" },
      ],
      ['x[1] has the same name "a" as entry 0 of the list. Merge the two entries or rename one.'],
    ],
    ["a missing field", header, { name: "a" }, ["x.value is missing. Add value."]],
    [
      "a missing choice",
      object({ name: "O", doc: "For tests." }, { type: required(type) }),
      {},
      ["x.type is missing. Add type, one of Exact, PathPrefix."],
    ],
    ["a required null", header, { name: "a", value: null }, ["x.value is missing. Add value."]],
    [
      "too few fields",
      object({ name: "O", doc: "For tests.", min: 1 }, { a: flag(), b: flag() }),
      {},
      ["x has 0 fields. Set at least 1 field."],
    ],
    [
      "too many fields",
      object({ name: "O", doc: "For tests.", max: 1 }, { a: flag(), b: flag() }),
      { a: true, b: true },
      ["x has 2 fields. Set at most 1 field."],
    ],
    [
      "a wrong value in a dictionary",
      map(text()),
      { "a/b": 1 },
      ['x["a/b"] must be text, but is 1. Put it in quotes: "1".'],
    ],
    [
      "a misspelt field",
      header,
      { name: "a", value: "b", Name: "c" },
      ["x.Name is not a field of Header and has no effect. Did you mean name?"],
    ],
    [
      "an unknown field",
      header,
      { name: "a", value: "b", colour: "c" },
      ["x.colour is not a field of Header and has no effect. Remove it, or use one of: name, value."],
    ],
    [
      "a field named like a method",
      header,
      { name: "a", value: "b", constructor: 1 },
      ["x.constructor is not a field of Header and has no effect. Remove it, or use one of: name, value."],
    ],
  ])("refuses %s", (_, schema, value, expected) => {
    expect(messages(schema, value)).toEqual(expected);
  });

  it("takes out unknown and null fields, at any depth, and leaves the input alone", () => {
    const schema = object(
      { name: "Thing", doc: "For tests." },
      { list: list(header), map: map(header), keep: anything(), gone: text() },
    );
    const value: Json = {
      list: [{ name: "a", value: "b", odd: 1 }],
      map: { k: { name: "a", value: "b", odd: 1 } },
      keep: null,
      gone: null,
    };
    const before = structuredClone(value);
    expect(check(schema, value).value).toEqual({
      list: [{ name: "a", value: "b" }],
      map: { k: { name: "a", value: "b" } },
      keep: null,
    });
    expect(value).toEqual(before);
  });

  it("gives back the same value when there is nothing to take out", () => {
    const value: Json = { x: [{ name: "a", value: "b" }] };
    expect(
      check(object({ name: "Thing", doc: "For tests." }, { x: list(header), y: defaulted(flag(), true) }), value).value,
    ).toBe(value);
  });

  it("makes errors of wrong values and warnings of unknown fields, with their places", () => {
    const { findings } = check(
      object({ name: "Thing", doc: "For tests." }, { x: list(header) }),
      { x: [{ name: 1, value: "b", odd: 1 }] },
      ["spec"],
    );
    expect(findings.map(({ severity, path, problem }) => [severity, path, problem.kind, problem.place])).toEqual([
      ["error", ["spec", "x", 0, "name"], "invalidValue", { field: "spec.x[0].name" }],
      ["warning", ["spec", "x", 0, "odd"], "unknownField", { field: "spec.x[0].odd" }],
    ]);
  });
});
