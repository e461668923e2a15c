import type { HttpMatch } from "@sluice/ir";
import { describe, expect, it } from "vitest";
import { toRouteMatch } from "./match.ts";

const nothing: HttpMatch = { headers: [], queryParams: [], cookies: [] };
const text = (kind: string, value: string) => ({ matchPattern: { $case: kind, value } });
const anyPath = { $case: "prefix", value: "/" };

describe("toRouteMatch", () => {
  it.each<[string, Partial<HttpMatch>, object]>([
    ["nothing asked for", {}, { pathSpecifier: anyPath }],
    ["an exact path", { path: { kind: "exact", value: "/a/" } }, { pathSpecifier: { $case: "path", value: "/a/" } }],
    ["the prefix of everything", { path: { kind: "prefix", value: "/" } }, { pathSpecifier: anyPath }],
    [
      "a prefix of whole segments",
      { path: { kind: "prefix", value: "/a" } },
      { pathSpecifier: { $case: "pathSeparatedPrefix", value: "/a" } },
    ],
    [
      "a prefix with a trailing slash, which means the same",
      { path: { kind: "prefix", value: "/a/" } },
      { pathSpecifier: { $case: "pathSeparatedPrefix", value: "/a" } },
    ],
    [
      "a regular expression",
      { path: { kind: "regex", value: "/a.*" } },
      { pathSpecifier: { $case: "safeRegex", value: { regex: "/a.*" } } },
    ],
    [
      "headers, then the method",
      { method: "GET", headers: [{ name: "x", kind: "regex", value: "a+" }] },
      {
        pathSpecifier: anyPath,
        headers: [
          {
            name: "x",
            headerMatchSpecifier: { $case: "stringMatch", value: text("safeRegex", { regex: "a+" } as never) },
          },
          { name: ":method", headerMatchSpecifier: { $case: "stringMatch", value: text("exact", "GET") } },
        ],
      },
    ],
    [
      "a header that must not match",
      { headers: [{ name: "x", kind: "prefix", value: "a", invert: true }] },
      {
        pathSpecifier: anyPath,
        headers: [
          { name: "x", headerMatchSpecifier: { $case: "stringMatch", value: text("prefix", "a") }, invertMatch: true },
        ],
      },
    ],
    [
      "query parameters",
      { queryParams: [{ name: "q", kind: "exact", value: "1" }] },
      {
        pathSpecifier: anyPath,
        queryParameters: [
          { name: "q", queryParameterMatchSpecifier: { $case: "stringMatch", value: text("exact", "1") } },
        ],
      },
    ],
    [
      "cookies",
      { cookies: [{ name: "c", kind: "suffix", value: "z", invert: true }] },
      { pathSpecifier: anyPath, cookies: [{ name: "c", stringMatch: text("suffix", "z"), invertMatch: true }] },
    ],
  ])("takes %s", (_, match, expected) => {
    expect(toRouteMatch({ ...nothing, ...match })).toEqual(expected);
  });
});
