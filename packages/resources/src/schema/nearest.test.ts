import { describe, expect, it } from "vitest";
import { nearest } from "./nearest.ts";

const fields = ["backendRefs", "matches", "filters", "timeouts", "name", "ip"];

describe("nearest", () => {
  it.each<[string, string | undefined]>([
    ["backendRef", "backendRefs"],
    ["BackendRefs", "backendRefs"],
    ["bakcendRefs", "backendRefs"],
    ["match", "matches"],
    ["matchs", "matches"],
    ["timeout", "timeouts"],
    ["nmae", "name"],
    ["id", "ip"],
    ["unrelated", undefined],
    ["", undefined],
  ])("%s -> %s", (word, expected) => {
    expect(nearest(word, fields)).toBe(expected);
  });
});
