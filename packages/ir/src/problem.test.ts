import { describe, expect, it } from "vitest";
import { absurd, fail, ok } from "./problem.ts";

describe("outcomes", () => {
  it("carry a value or a problem, and say which", () => {
    expect(ok(1)).toEqual({ ok: true, value: 1 });
    expect(fail({ kind: "missingValue", message: "no port" })).toEqual({
      ok: false,
      problem: { kind: "missingValue", message: "no port" },
    });
  });
});

describe("absurd", () => {
  it("names the value that nobody thought of", () => {
    expect(() => absurd({ kind: "new" } as never)).toThrow('bug: unexpected {"kind":"new"}');
  });
});
