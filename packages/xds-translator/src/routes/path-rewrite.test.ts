import type { PathMatch } from "@sluice/ir";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quoteRegex, type Rewrite, toFullRewrite, toPrefixRewrite } from "./path-rewrite.ts";

const prefix = (value: string): PathMatch => ({ kind: "prefix", value });
const removal = (regex: string): Rewrite => ({ kind: "regex", value: { pattern: { regex }, substitution: "/" } });
const put = (value: string): Rewrite => ({ kind: "prefix", value });

describe("toPrefixRewrite", () => {
  it.each<[string, string, PathMatch | undefined, Rewrite]>([
    ["by another", "/xyz", prefix("/foo"), put("/xyz")],
    ["by one that ends in a slash", "/xyz/", prefix("/foo"), put("/xyz")],
    ["by one that ends in two slashes", "/xyz//", prefix("/foo"), put("/xyz")],
    ["that ends in a slash", "/xyz", prefix("/foo/"), put("/xyz")],
    ["by nothing", "", prefix("/foo"), removal("^/foo\\/*")],
    ["by /", "/", prefix("/foo"), removal("^/foo\\/*")],
    ["that ends in a slash, by /", "/", prefix("/foo/"), removal("^/foo\\/*")],
    ["with characters of regular expressions, by /", "/", prefix("/a.b+c(d)"), removal("^/a\\.b\\+c\\(d\\)\\/*")],
    ["/ by another, as Envoy Gateway does", "/xyz", prefix("/"), put("/xyz")],
    ["/ by one that ends in a slash", "/xyz/", prefix("/"), put("/xyz/")],
    ["/ by one that ends in two slashes", "/xyz//", prefix("/"), put("/xyz/")],
    ["/ by /", "/", prefix("/"), removal("^/\\/*")],
    ["/ by nothing", "", prefix("/"), removal("^/\\/*")],
    ["of a match on any path", "/xyz/", undefined, put("/xyz/")],
    ["of an exact match, which has none", "/xyz/", { kind: "exact", value: "/foo" }, put("/xyz/")],
    ["of a regular expression, which has none", "", { kind: "regex", value: "/foo" }, put("")],
  ])("replaces a prefix %s", (_title, replacement, match, expected) => {
    expect(toPrefixRewrite(replacement, match)).toEqual(expected);
  });
});

describe("toFullRewrite", () => {
  it.each([
    ["/xyz", "/xyz"],
    ["/a\\1b", "/a\\\\1b"],
  ])("replaces a path by %s, whatever it contains", (path, substitution) => {
    expect(toFullRewrite(path)).toEqual({ pattern: { regex: "^/.*$" }, substitution });
  });
});

describe("quoteRegex", () => {
  it("matches a text and nothing else", () => {
    const text = fc.string({ unit: fc.constantFrom(..."a/.+*?()|[]{}^$\\-~%&='\",:;@!") });
    fc.assert(
      fc.property(text, text, (quoted, other) => {
        const regex = new RegExp(`^${quoteRegex(quoted)}$`);
        expect(regex.test(quoted)).toBe(true);
        expect(regex.test(other)).toBe(quoted === other);
      }),
    );
  });
});
