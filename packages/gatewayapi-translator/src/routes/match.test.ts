import type { HttpMatch } from "@sluice/ir";
import { describe, expect, it } from "vitest";
import { matchKey, toHttpMatch } from "./match.ts";

describe("toHttpMatch", () => {
  it("keeps every part", () => {
    const match = toHttpMatch({
      path: { value: "/a" },
      method: "GET",
      headers: [{ name: "x", value: "1" }],
      queryParams: [{ name: "q", type: "RegularExpression", value: "a.*" }],
    });
    expect(match).toEqual({
      ok: true,
      value: {
        path: { kind: "prefix", value: "/a" },
        method: "GET",
        headers: [{ name: "x", kind: "exact", value: "1" }],
        queryParams: [{ name: "q", kind: "regex", value: "a.*" }],
        cookies: [],
      },
    });
  });

  it.each([
    ["path", { path: { type: "RegularExpression" as const, value: "/(" } }],
    ["header", { headers: [{ name: "x", type: "RegularExpression" as const, value: "(?<=a)" }] }],
    ["query parameter", { queryParams: [{ name: "x", type: "RegularExpression" as const, value: "a{2,1}" }] }],
  ])("refuses an expression of a %s that RE2 does not take", (_title, match) => {
    expect(toHttpMatch(match)).toMatchObject({ ok: false, problem: { message: expect.stringContaining("not valid") } });
  });
});

describe("matchKey", () => {
  const none: HttpMatch = { headers: [], queryParams: [], cookies: [] };
  const value = (name: string) => ({ name, kind: "exact" as const, value: "1" });

  it.each<[string, HttpMatch, HttpMatch, boolean]>([
    ["no path is the prefix /", none, { ...none, path: { kind: "prefix", value: "/" } }, true],
    [
      "a prefix's last slash",
      { ...none, path: { kind: "prefix", value: "/a/" } },
      { ...none, path: { kind: "prefix", value: "/a" } },
      true,
    ],
    [
      "an exact path's last slash",
      { ...none, path: { kind: "exact", value: "/a/" } },
      { ...none, path: { kind: "exact", value: "/a" } },
      false,
    ],
    [
      "order and case of headers",
      { ...none, headers: [value("A"), value("b")] },
      { ...none, headers: [value("B"), value("a")] },
      true,
    ],
    ["case of query parameters", { ...none, queryParams: [value("A")] }, { ...none, queryParams: [value("a")] }, false],
    ["another method", { ...none, method: "GET" }, { ...none, method: "PUT" }, false],
    ["a method and no method", { ...none, method: "GET" }, none, false],
  ])("%s", (_title, a, b, same) => {
    expect(matchKey(a) === matchKey(b)).toBe(same);
  });
});
