import type { ObjectRef, Problem } from "@sluice/ir";
import { expect, it } from "vitest";
import { problemText } from "./problem-text.ts";

const web: ObjectRef = { group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "default", name: "web" };
const nobody: ObjectRef = { group: "", kind: "", namespace: "", name: "" };
const problem = (of: Partial<Problem>): Problem => ({ kind: "invalidValue", message: "it is wrong", ...of });

it.each<[title: string, problem: Problem, about: ObjectRef | undefined, text: string]>([
  ["only a message", problem({}), undefined, "it is wrong."],
  ["an object", problem({}), web, "HTTPRoute default/web: it is wrong."],
  ["no object that could be named", problem({}), nobody, "it is wrong."],
  ["file and line", problem({ place: { file: "a.yaml", line: 3 } }), undefined, "a.yaml:3: it is wrong."],
  ["a file", problem({ place: { file: "a.yaml" } }), web, "a.yaml HTTPRoute default/web: it is wrong."],
  ["a field", problem({ place: { field: "spec.a" } }), web, "HTTPRoute default/web: spec.a: it is wrong."],
  [
    "a field that the message names",
    problem({ message: "spec.a is wrong", place: { field: "spec.a" } }),
    web,
    "HTTPRoute default/web: spec.a is wrong.",
  ],
  [
    "an object that the message names",
    problem({ message: "HTTPRoute default/web is wrong" }),
    web,
    "HTTPRoute default/web is wrong.",
  ],
  ["a remedy", problem({ remedy: "correct it" }), undefined, "it is wrong. Correct it."],
  [
    "ends of sentences",
    problem({ message: "is it wrong?", remedy: "Look (twice)" }),
    undefined,
    "is it wrong? Look (twice)",
  ],
])("%s", (_, of, about, text) => {
  expect(problemText(of, about)).toBe(text);
});
