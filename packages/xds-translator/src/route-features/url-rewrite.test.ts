import type { HttpMatch, UrlRewrite } from "@sluice/ir";
import { describe, expect, it } from "vitest";
import { featureJson } from "../../test/feature-json.ts";

const actionOf = (change: Partial<UrlRewrite>, match: Partial<HttpMatch> = {}): unknown =>
  featureJson({ urlRewrite: { appendForwardedHost: false, ...change } }, match).action;

describe("path", () => {
  it.each<[string, UrlRewrite["path"] & {}, object]>([
    ["whole", { kind: "full", value: "/xyz" }, { regexRewrite: { pattern: { regex: "^/.*$" }, substitution: "/xyz" } }],
    ["prefix", { kind: "prefix", value: "/xyz/" }, { prefixRewrite: "/xyz" }],
    [
      "prefix taken away",
      { kind: "prefix", value: "" },
      { regexRewrite: { pattern: { regex: "^/foo\\/*" }, substitution: "/" } },
    ],
    [
      "by a regular expression",
      { kind: "regex", pattern: "^/v(\\d+)/", substitution: "/\\1/" },
      { regexRewrite: { pattern: { regex: "^/v(\\d+)/" }, substitution: "/\\1/" } },
    ],
  ])("%s", (_title, path, expected) => {
    expect(actionOf({ path })).toEqual(expected);
  });

  it("goes by the match", () => {
    const match: Partial<HttpMatch> = { path: { kind: "prefix", value: "/" } };
    expect(actionOf({ path: { kind: "prefix", value: "/xyz/" } }, match)).toEqual({ prefixRewrite: "/xyz/" });
  });
});

describe("host", () => {
  it.each<[string, UrlRewrite["host"] & {}, object]>([
    ["a name", { kind: "literal", value: "b.example.com" }, { hostRewriteLiteral: "b.example.com" }],
    ["of a header", { kind: "header", name: "x-host" }, { hostRewriteHeader: "x-host" }],
    ["of the endpoint", { kind: "backend" }, { autoHostRewrite: true }],
    [
      "out of the path",
      { kind: "pathRegex", pattern: "^/(.+)/.*$", substitution: "\\1" },
      { hostRewritePathRegex: { pattern: { regex: "^/(.+)/.*$" }, substitution: "\\1" } },
    ],
  ])("%s", (_title, host, expected) => {
    expect(actionOf({ host })).toEqual(expected);
    expect(actionOf({ host, appendForwardedHost: true })).toEqual({ ...expected, appendXForwardedHost: true });
  });

  it("is not told to the backend where it stays", () => {
    expect(actionOf({ path: { kind: "prefix", value: "/xyz" }, appendForwardedHost: true })).toEqual({
      prefixRewrite: "/xyz",
    });
  });
});
