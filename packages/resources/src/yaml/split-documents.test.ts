import { describe, expect, it } from "vitest";
import { splitDocuments } from "./split-documents.ts";

describe("splitDocuments", () => {
  it.each<[string, string, readonly [string, number][]]>([
    ["one document", "a: 1\n", [["a: 1\n", 1]]],
    [
      "two documents",
      "a: 1\n---\nb: 2\n",
      [
        ["a: 1\n", 1],
        ["\nb: 2\n", 2],
      ],
    ],
    ["a leading marker", "---\na: 1\n", [["\na: 1\n", 1]]],
    ["a marker with a comment", "--- # first\na: 1\n", [[" # first\na: 1\n", 1]]],
    ["content behind a marker", "--- {a: 1}\n", [[" {a: 1}\n", 1]]],
    ["empty documents", "---\n\n---\n# note\n---\na: 1\n---\n", [["\na: 1\n", 5]]],
    [
      "an end marker",
      "a: 1\n...\nb: 2\n",
      [
        ["a: 1\n", 1],
        ["\nb: 2\n", 2],
      ],
    ],
    ["a directive", "%YAML 1.2\n---\na: 1\n", [["\na: 1\n", 2]]],
    [
      "Windows line ends",
      "a: 1\r\n---\r\nb: 2\r\n",
      [
        ["a: 1\r\n", 1],
        ["\r\nb: 2\r\n", 2],
      ],
    ],
    ["a byte order mark", "\ufeffa: 1\n", [["a: 1\n", 1]]],
    ["dashes within text", "a: ---\nb: |\n  ---\nc---: 1\n", [["a: ---\nb: |\n  ---\nc---: 1\n", 1]]],
    ["longer dashes", "a: 1\n----\n", [["a: 1\n----\n", 1]]],
    ["nothing", "", []],
  ])("cuts %s", (_, text, expected) => {
    expect(splitDocuments(text).map((part) => [part.text, part.line])).toEqual(expected);
  });
});
