import { describe, expect, it } from "vitest";
import { lineFinder, readYaml } from "./full-yaml.ts";

describe("readYaml", () => {
  it.each<[string, string, unknown]>([
    ["anchors and merge keys", "a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n", { a: { b: 1 }, c: { b: 1, d: 2 } }],
    ["octal numbers as kubectl does", "mode: 0644\n", { mode: 420 }],
    ["text that merely begins with a zero", "a: 089\nb: '0644'\n", { a: 89, b: "0644" }],
    ["flow collections", "a: {b: [1, two]}\n", { a: { b: [1, "two"] } }],
    ["folded text", "a: >-\n  one\n  two\n", { a: "one two" }],
    ["JSON", '{"a": {"b": [1, "two", null]}}', { a: { b: [1, "two", null] } }],
    ["Windows line ends", "a: 1\r\nb: two\r\n", { a: 1, b: "two" }],
    ["timestamps as text", "a: !!str 1\nb: 2026-01-02\n", { a: "1", b: "2026-01-02" }],
  ])("reads %s", (_, text, expected) => {
    expect(readYaml(text)).toEqual({ ok: true, value: expected });
  });

  it.each<[string, string, number, string]>([
    ["a repeated field", "a: 1\nb: 2\na: 3\n", 3, "The same field is written twice in one object."],
    ["a tab", "a:\n\tb: 1\n", 2, "A tab indents this line."],
    ["wrong indentation", "a:\n   b: 1\n  c: 2\n", 3, "The indentation of this line fits none of the lines above."],
    ["a quote without its end", 'a: 1\nb: "x\n', 3, 'Something is missing here: missing closing "quote.'],
    [
      "a mapping within a line",
      "a: 1\nb: c: d\n",
      2,
      "This is not YAML: nested mappings are not allowed in compact mappings.",
    ],
    ["broken JSON", '{"a": 1,\n "b": }x', 2, "This is not YAML: unexpected scalar at node end."],
    [
      "an alias without its anchor",
      "a: *x\n",
      1,
      "The document cannot be read: unresolved alias (the anchor must be set before the alias): x.",
    ],
  ])("says where %s is", (_, text, line, message) => {
    const read = readYaml(text);
    expect(read).toMatchObject({ ok: false, line, problem: { kind: "syntax", message } });
  });

  it("refuses aliases that multiply beyond reason", () => {
    const levels = Array.from({ length: 9 }, (_, at) => {
      const next = Array.from({ length: 9 }, () => `*a${at}`).join(", ");
      return `a${at + 1}: &a${at + 1} [${next}]`;
    });
    expect(readYaml(["a0: &a0 [x, x]", ...levels].join("\n"))).toMatchObject({ ok: false });
  });
});

describe("lineFinder", () => {
  const text = "a:\n  - b: 1\n\n  - b: 2\n    c:\n      d: x\n";
  it.each<[readonly (string | number)[], number]>([
    [[], 1],
    [["a"], 1],
    [["a", 1], 4],
    [["a", 1, "c", "d"], 6],
    [["a", 1, "c", "missing"], 5],
    [["a", 7], 1],
    [["z"], 1],
  ])("%j is in line %i", (path, line) => {
    expect(lineFinder(text)(path)).toBe(line);
  });
});
