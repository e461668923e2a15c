import { describe, expect, it } from "vitest";
import { kept } from "./kept.ts";

describe("kept", () => {
  it("copies a list", () => {
    const list = [1, 2];
    const copy = kept(list);
    list.push(3);
    expect(copy).toEqual([1, 2]);
  });

  it("is the same for all empty ones", () => {
    expect(kept([])).toBe(kept<string>([]));
  });
});
