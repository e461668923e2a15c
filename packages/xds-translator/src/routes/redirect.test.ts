import type { PathMatch, RedirectAction } from "@sluice/ir";
import { RedirectAction as EnvoyRedirect } from "@sluice/protos/envoy/config/route/v3/route_components";
import { describe, expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { toRedirect } from "./redirect.ts";

const foo: PathMatch = { kind: "prefix", value: "/foo" };

function redirectJson(change: Partial<RedirectAction>, match: PathMatch | undefined = foo): unknown {
  return checkedJson(EnvoyRedirect, toRedirect({ kind: "redirect", statusCode: 302, ...change }, match));
}

describe("toRedirect", () => {
  it.each<[number, object]>([
    [301, {}],
    [302, { responseCode: "FOUND" }],
    [303, { responseCode: "SEE_OTHER" }],
    [307, { responseCode: "TEMPORARY_REDIRECT" }],
    [308, { responseCode: "PERMANENT_REDIRECT" }],
  ])("answers %d", (statusCode, expected) => {
    expect(redirectJson({ statusCode })).toEqual(expected);
  });

  it.each<[string, Partial<RedirectAction>, object]>([
    ["a scheme", { scheme: "https" }, { schemeRedirect: "https" }],
    ["a host", { hostname: "b.example.com" }, { hostRedirect: "b.example.com" }],
    ["a port", { port: 8080 }, { portRedirect: 8080 }],
    ["the usual port", { port: 80 }, {}],
    ["the usual port of TLS", { port: 443 }, {}],
    ["the usual port of http", { scheme: "http", port: 80 }, { schemeRedirect: "http" }],
    ["the usual port of https", { scheme: "https", port: 443 }, { schemeRedirect: "https" }],
    ["port 80 of https", { scheme: "https", port: 80 }, { schemeRedirect: "https", portRedirect: 80 }],
    ["port 443 of http", { scheme: "http", port: 443 }, { schemeRedirect: "http", portRedirect: 443 }],
    ["a path", { path: { kind: "full", value: "/xyz" } }, { pathRedirect: "/xyz" }],
    ["another prefix", { path: { kind: "prefix", value: "/xyz/" } }, { prefixRewrite: "/xyz" }],
    [
      "no prefix",
      { path: { kind: "prefix", value: "/" } },
      { regexRewrite: { pattern: { regex: "^/foo\\/*" }, substitution: "/" } },
    ],
    [
      "a path by a regular expression",
      { path: { kind: "regex", pattern: "^/(.*)$", substitution: "/\\1" } },
      { regexRewrite: { pattern: { regex: "^/(.*)$" }, substitution: "/\\1" } },
    ],
    [
      "everything at once",
      { scheme: "https", hostname: "b", port: 8443, path: { kind: "full", value: "/" } },
      { schemeRedirect: "https", hostRedirect: "b", portRedirect: 8443, pathRedirect: "/" },
    ],
  ])("leads to %s", (_title, change, expected) => {
    expect(redirectJson(change)).toEqual({ responseCode: "FOUND", ...expected });
  });

  it("adds a prefix to any path", () => {
    expect(redirectJson({ path: { kind: "prefix", value: "/xyz/" } }, { kind: "prefix", value: "/" })).toEqual({
      responseCode: "FOUND",
      prefixRewrite: "/xyz/",
    });
  });
});
