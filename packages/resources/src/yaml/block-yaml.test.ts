import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { readBlockYaml } from "./block-yaml.ts";
import { readYaml } from "./full-yaml.ts";

describe("readBlockYaml", () => {
  it.each<[string, string]>([
    ["a mapping", "a: 1\nb: two\n"],
    ["nested mappings", "a:\n  b:\n    c: d\n  e: f\n"],
    ["a sequence below its key", "a:\n- 1\n- 2\nb: 3\n"],
    ["an indented sequence", "a:\n    - 1\n    - 2\n"],
    ["mappings in a sequence", "- a: 1\n  b: 2\n- c: 3\n"],
    ["sequences in a sequence", "- - 1\n  - 2\n- - 3\n"],
    ["a mapping that begins behind wide dashes", "-   a: 1\n    b: 2\n"],
    ["an item below its dash", "-\n  a: 1\n-\n"],
    ["comments and blank lines", "# top\n\na: 1 # one\n  # odd\nb: # later\n  c: 'x' # y\n\n"],
    ["nothing as null", "a:\nb: ~\nc: null\nd:\n  - \n  - x\n"],
    ["words that are no text", "a: true\nb: False\nc: NULL\nd: yes\ne: 'true'\n"],
    ["numbers", "a: 0\nb: -7\nc: 80\nd: 123456789012345\n"],
    ["text that looks like a number", "a: 1.2.3\nb: 10.0.0.0/8\nc: 1s\nd: 100m\ne: 1Mi\nf: 2026-01-02T03:04:05Z\n"],
    ["text with a colon or hash inside", "a: http://x:80/y\nb: a#b\nc: 12:30:45\nd: ::1\n"],
    ["double quotes", 'a: "x: y # z"\nb: "\\u00e9\\n\\"q\\""\n"c d": ""\n'],
    ["single quotes", "a: 'it''s'\nb: ''\n'c d': x\n"],
    ["empty collections", "a: {}\nb: []\n"],
    ["a literal block", "a: |\n  one\n   two\n\n  three\nb: 1\n"],
    ["a literal block without its end", "a: |-\n  one\n\n\nb: |\n  x\n"],
    ["a literal block in a sequence", "- |\n  one\n  # no comment\n- b: |\n    two\n"],
    ["a literal block at the end", "a: |\n  -----BEGIN\n  abc==\n  -----END"],
    ["leading indentation", "  a: 1\n  b: 2\n"],
    ["text with brackets inside", "a: x[0]\nb: a{b}\nc: x, y\n"],
    ["text that begins with a dash", "a: -x\nb: --flag\n- c\n".slice(0, 16)],
    ["only comments", "# nothing\n"],
  ])("reads %s as the full reader does", (_, text) => {
    const read = readBlockYaml(text);
    expect(read).toEqual({ value: parse(text) });
  });

  it.each<[string, string]>([
    ["an anchor", "a: &x 1\nb: *x\n"],
    ["a tag", "a: !!str 1\n"],
    ["a flow mapping", "a: {b: 1}\n"],
    ["a flow sequence", "a: [1, 2]\n"],
    ["text over two lines", "a: one\n  two\n"],
    ["a folded block", "a: >\n  one\n  two\n"],
    ["a block with an indentation indicator", "a: |2\n   x\n"],
    ["a merge key", "a:\n  <<: 1\n"],
    ["a repeated key", "a: 1\na: 2\n"],
    ["a mapping within a line", "a: b: c\n"],
    ["wrong indentation", "a:\n   b: 1\n  c: 2\n"],
    ["a sequence after a value", "a: 1\n- b\n"],
    ["a mapping after a sequence", "- a\nb: 1\n"],
    ["a tab", "a:\n\tb: 1\n"],
    ["Windows line ends", "a: 1\r\nb: 2\r\n"],
    ["a quote without its end", 'a: "x\n'],
    ["something behind a quote", "a: 'x' y\n"],
    ["other numbers", "a: 0644\nb: 1\n".slice(0, 8).concat("c: 1.5\n")],
    ["hexadecimal numbers", "a: 0x1F\n"],
    ["an explicit key", "? a\n: b\n"],
    ["bare text", "hello\n"],
    ["a key that is null", "null: 1\n"],
    ["a hash without a space", "a: 'x'#y\n"],
  ])("leaves %s to the full reader", (_, text) => {
    expect(readBlockYaml(text)).toBeUndefined();
  });

  it("agrees with the full reader on whatever it reads", () => {
    const line = fc.constantFrom(
      ...["a: 1", "b:", "- x", "-", "- c: 2", "  d: e", "    f: |", "  - g", "# h", "", "  'i': \"j\"", "k: l # m"],
      ...[
        "  n",
        "- - o",
        "p: ''",
        "    q",
        "r: []",
        "s: -1",
        "- t:",
        "      - u",
        "v: |-",
        "w : x",
        "-  y: z",
        "  |",
        ": a",
      ],
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const text = lines.join("\n");
        const quick = readBlockYaml(text);
        fc.pre(quick !== undefined);
        expect(quick).toEqual({ value: parse(text) });
      }),
      { numRuns: 3000 },
    );
  });

  it("agrees with the full reader on the spelling of any text", () => {
    const spelling = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.string({ unit: "binary", maxLength: 4 }),
      fc.stringMatching(/^[-+.:?!&*|>'"%@`#~ 0-9eExo,[\]{}a]{1,6}$/),
    );
    fc.assert(
      fc.property(spelling, (text) => {
        const quick = readBlockYaml(`a: ${text}\nb: 1\n`);
        fc.pre(quick !== undefined);
        expect(quick).toEqual({ value: parse(`a: ${text}\nb: 1\n`) });
      }),
      { numRuns: 5000 },
    );
  });
});

describe("readYaml", () => {
  it("reads back any value that was written as YAML", () => {
    // "<<" merges mappings, as kubectl has it.
    const text = fc
      .oneof(fc.string(), fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }))
      .filter((found) => found !== "<<");
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: "small" },
        text,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        tie("list"),
        tie("map"),
      ),
      list: fc.array(tie("any"), { maxLength: 3 }),
      map: fc.dictionary(fc.oneof(text, fc.constantFrom("a", "b")), tie("any"), { maxKeys: 3, noNullPrototype: true }),
    })).map;
    fc.assert(
      fc.property(value, (written) => {
        expect(readYaml(stringify(written, { aliasDuplicateObjects: false }))).toEqual({ ok: true, value: written });
      }),
      { numRuns: 2000 },
    );
  });
});
