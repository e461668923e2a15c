import type { HttpMatch, ValueMatch } from "@sluice/ir";
import { RouteMatch } from "@sluice/protos/envoy/config/route/v3/route_components";
import { describe, expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { toRouteMatch } from "./match.ts";

const matchJson = (change: Partial<HttpMatch>): Record<string, unknown> =>
  checkedJson(RouteMatch, toRouteMatch({ headers: [], queryParams: [], cookies: [], ...change }));

describe("paths", () => {
  it.each<[string, HttpMatch["path"], object]>([
    ["any", undefined, { prefix: "/" }],
    ["exact", { kind: "exact", value: "/a/" }, { path: "/a/" }],
    ["a prefix", { kind: "prefix", value: "/a" }, { pathSeparatedPrefix: "/a" }],
    ["a prefix that ends in a slash", { kind: "prefix", value: "/a/" }, { pathSeparatedPrefix: "/a" }],
    ["the prefix of everything", { kind: "prefix", value: "/" }, { prefix: "/" }],
    ["a regular expression", { kind: "regex", value: "/a/\\d+" }, { safeRegex: { regex: "/a/\\d+" } }],
  ])("%s", (_title, path, expected) => {
    expect(matchJson(path ? { path } : {})).toEqual(expected);
  });
});

describe("values", () => {
  const strings: readonly [ValueMatch["kind"], string, object][] = [
    ["exact", "v", { exact: "v" }],
    ["prefix", "v", { prefix: "v" }],
    ["suffix", "v", { suffix: "v" }],
    ["regex", "v+", { safeRegex: { regex: "v+" } }],
  ];

  it.each(strings)("%s %s in headers, query parameters and cookies", (kind, value, stringMatch) => {
    const match = [{ name: "n", kind, value }];
    expect(matchJson({ headers: match, queryParams: match, cookies: match })).toEqual({
      prefix: "/",
      headers: [{ name: "n", stringMatch }],
      queryParameters: [{ name: "n", stringMatch }],
      cookies: [{ name: "n", stringMatch }],
    });
  });

  it("present in headers, query parameters and cookies", () => {
    const match = [{ name: "n", kind: "present", value: "" }] as const;
    expect(matchJson({ headers: match, queryParams: match, cookies: match })).toEqual({
      prefix: "/",
      headers: [{ name: "n", presentMatch: true }],
      queryParameters: [{ name: "n", presentMatch: true }],
      cookies: [{ name: "n", stringMatch: { safeRegex: { regex: ".*" } } }],
    });
  });

  it("inverted in headers and cookies", () => {
    const match = [{ name: "n", kind: "exact", value: "v", invert: true }] as const;
    const expected = [{ name: "n", stringMatch: { exact: "v" }, invertMatch: true }];
    expect(matchJson({ headers: match, cookies: match })).toEqual({
      prefix: "/",
      headers: expected,
      cookies: expected,
    });
  });

  it("in their order, the method last", () => {
    const header = (name: string): ValueMatch => ({ name, kind: "exact", value: "v" });
    const { headers } = matchJson({ method: "GET", headers: [header("b"), header("a")] });
    expect(headers).toEqual([
      { name: "b", stringMatch: { exact: "v" } },
      { name: "a", stringMatch: { exact: "v" } },
      { name: ":method", stringMatch: { exact: "GET" } },
    ]);
  });
});
