import { describe, expect, it } from "vitest";
import { isIp, isLoopback } from "./ip.ts";

describe("isIp", () => {
  it.each([
    ["10.0.0.1", true],
    ["255.255.255.255", true],
    ["256.0.0.1", false],
    ["10.0.0", false],
    ["10.0.0.1.", false],
    ["::1", true],
    ["2001:db8::1", true],
    ["2001:db8:::1", false],
    ["fe80::1%eth0", false],
    ["example.com", false],
    ["", false],
  ])("%j: %s", (text, expected) => {
    expect(isIp(text)).toBe(expected);
  });
});

describe("isLoopback", () => {
  it.each([
    ["127.0.0.1", true],
    ["127.9.9.9", true],
    ["10.0.0.1", false],
    ["::1", true],
    ["0:0:0:0:0:0:0:1", true],
    ["2001:db8::1", false],
  ])("%s: %s", (ip, expected) => {
    expect(isLoopback(ip)).toBe(expected);
  });
});
