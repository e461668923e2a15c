import { describe, expect, it } from "vitest";
import { hostnameFlaw, hostsOn, overlap } from "./hostname.ts";

describe("hostsOn", () => {
  it.each([
    ["neither says a host", undefined, [], [], ["*"]],
    ["only the listener", "*.example.com", [], [], ["*.example.com"]],
    ["only the route", undefined, ["b.example.com", "a.example.com"], [], ["a.example.com", "b.example.com"]],
    ["both the same", "a.example.com", ["a.example.com"], [], ["a.example.com"]],
    ["wildcard listener", "*.example.com", ["a.b.example.com", "example.com", "x.org"], [], ["a.b.example.com"]],
    ["wildcard route", "a.example.com", ["*.example.com", "*.org"], [], ["a.example.com"]],
    ["two wildcards: the narrower one", "*.com", ["*.example.com"], [], ["*.example.com"]],
    ["two wildcards, the other way", "*.example.com", ["*.com"], [], ["*.example.com"]],
    ["a wildcard does not cover its bare domain", "*.example.com", ["example.com"], [], []],
    [
      "another listener has the host",
      undefined,
      ["a.example.com", "b.example.com"],
      ["a.example.com"],
      ["b.example.com"],
    ],
    [
      "another listener has a wildcard for the host",
      undefined,
      ["a.x.com", "*.a.x.com", "x.com"],
      ["*.x.com"],
      ["x.com"],
    ],
    ["another listener has a wider wildcard", "*.a.x.com", ["b.a.x.com"], ["*.x.com"], ["b.a.x.com"]],
  ])("%s", (_title, hostname, routeHostnames, isolatedFrom, expected) => {
    const listener = { ...(hostname === undefined ? {} : { hostname }), isolatedFrom };
    expect(hostsOn(listener, routeHostnames)).toEqual(expected);
  });
});

describe("overlap", () => {
  it.each([
    ["any host", undefined, "a.example.com", true],
    ["equal", "a.example.com", "a.example.com", true],
    ["one label below a wildcard", "a.example.com", "*.example.com", true],
    ["two labels below a wildcard", "a.b.example.com", "*.example.com", false],
    ["two wildcards", "*.a.example.com", "*.example.com", false],
    ["different", "a.example.com", "b.example.com", false],
  ])("%s", (_title, a, b, expected) => {
    expect(overlap(a, b)).toBe(expected);
    expect(overlap(b, a)).toBe(expected);
  });
});

describe("hostnameFlaw", () => {
  it.each([
    ["www.example.com", undefined],
    ["", "it is empty"],
    ["10.0.0.1", "it is an IP address"],
    ["::1", "it is an IP address"],
    [`${"a".repeat(64)}.com`, expect.stringContaining("longer than 63")],
    ["Upper.example.com", expect.stringContaining("no lowercase DNS label")],
    ["a_b.example.com", expect.stringContaining("no lowercase DNS label")],
  ])("%j", (name, expected) => {
    expect(hostnameFlaw(name)).toEqual(expected);
  });
});
