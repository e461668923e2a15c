import type { HeaderMutation } from "@sluice/ir";
import { describe, expect, it } from "vitest";
import { featureJson } from "../../test/feature-json.ts";
import { toHeaderFields } from "./header-mutation.ts";

const add = (key: string, value: string, more: object = {}) => ({
  header: { key, ...(value ? { value } : {}) },
  ...more,
});
const set = { appendAction: "OVERWRITE_IF_EXISTS_OR_ADD" };
const ifAbsent = { appendAction: "ADD_IF_ABSENT" };
const keep = { keepEmptyValue: true };

describe("requestHeaders and responseHeaders", () => {
  it.each<[string, HeaderMutation, { readonly toAdd?: object[]; readonly toRemove?: string[] }]>([
    ["nothing", { put: [], remove: [] }, {}],
    ["set", { put: [{ name: "A", values: ["1"], mode: "set" }], remove: [] }, { toAdd: [add("A", "1", set)] }],
    ["add", { put: [{ name: "A", values: ["1"], mode: "add" }], remove: [] }, { toAdd: [add("A", "1")] }],
    [
      "add where there is none",
      { put: [{ name: "A", values: ["1"], mode: "addIfAbsent" }], remove: [] },
      { toAdd: [add("A", "1", ifAbsent)] },
    ],
    [
      "several values",
      { put: [{ name: "A", values: ["1", "2"], mode: "add" }], remove: [] },
      { toAdd: [add("A", "1"), add("A", "2")] },
    ],
    [
      "empty values, which are kept",
      {
        put: [
          { name: "A", values: ["", "1"], mode: "set" },
          { name: "B", values: [], mode: "add" },
        ],
        remove: [],
      },
      { toAdd: [add("A", "", { ...set, ...keep }), add("A", "1", set), add("B", "", keep)] },
    ],
    ["remove", { put: [], remove: ["B", "C"] }, { toRemove: ["B", "C"] }],
    [
      "all at once, in the order of the list",
      {
        put: [
          { name: "B", values: ["1"], mode: "add" },
          { name: "A", values: ["2"], mode: "set" },
        ],
        remove: ["C"],
      },
      { toAdd: [add("B", "1"), add("A", "2", set)], toRemove: ["C"] },
    ],
  ])("%s", (_title, mutation, { toAdd, toRemove }) => {
    expect(featureJson({ requestHeaders: mutation })).toEqual({
      ...(toAdd ? { requestHeadersToAdd: toAdd } : {}),
      ...(toRemove ? { requestHeadersToRemove: toRemove } : {}),
    });
    expect(featureJson({ responseHeaders: mutation })).toEqual({
      ...(toAdd ? { responseHeadersToAdd: toAdd } : {}),
      ...(toRemove ? { responseHeadersToRemove: toRemove } : {}),
    });
  });

  it("do not get in each other's way", () => {
    const mutation = (name: string): HeaderMutation => ({
      put: [{ name, values: ["1"], mode: "add" }],
      remove: [name],
    });
    expect(featureJson({ requestHeaders: mutation("a"), responseHeaders: mutation("b") })).toEqual({
      requestHeadersToAdd: [add("a", "1")],
      requestHeadersToRemove: ["a"],
      responseHeadersToAdd: [add("b", "1")],
      responseHeadersToRemove: ["b"],
    });
  });
});

it("has nothing for a weighted cluster without mutations", () => {
  expect(toHeaderFields(undefined, undefined)).toEqual({});
});
