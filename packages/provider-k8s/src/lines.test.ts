import { expect, it } from "vitest";
import { createLines } from "./lines.ts";

it.each([
  ["whole lines", ["a\nb\n"], ["a", "b"]],
  ["a line in three chunks", ["a", "b", "c\nd"], ["abc"]],
  ["empty lines", ["\n\na\n\n"], ["a"]],
  ["an end that comes alone", ["abc", "\n"], ["abc"]],
  ["nothing complete", ["abc"], []],
])("%s", (_, chunks, expected) => {
  const lines = createLines();
  expect(chunks.flatMap((chunk) => lines.push(Buffer.from(chunk)))).toEqual(expected);
});

it("puts a character together that was cut in two", () => {
  const lines = createLines();
  const bytes = Buffer.from("grün\n");
  const found = [bytes.subarray(0, 3), bytes.subarray(3)].flatMap((chunk) => lines.push(chunk));
  expect(found).toEqual(["grün"]);
});
