import type { Cors } from "@sluice/ir";
import { describe, expect, it } from "vitest";
import { featureJson } from "../../test/feature-json.ts";

const cors: Cors = {
  allowOrigins: ["https://a.example.com"],
  allowMethods: [],
  allowHeaders: [],
  exposeHeaders: [],
  allowCredentials: false,
};
const policy = (change: Partial<Cors>, of: object) => {
  const expected = {
    "@type": "type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy",
    allowOriginStringMatch: [{ exact: "https://a.example.com" }],
    allowCredentials: false,
    forwardNotMatchingPreflights: false,
    ...of,
  };
  expect(featureJson({ cors: { ...cors, ...change } })).toEqual({ filters: { "envoy.filters.http.cors": expected } });
};

describe("cors", () => {
  it.each<[string, Partial<Cors>, object]>([
    ["nothing but origins", {}, {}],
    ["credentials", { allowCredentials: true }, { allowCredentials: true }],
    ["methods", { allowMethods: ["GET", "POST"] }, { allowMethods: "GET, POST" }],
    ["any method, alone as Envoy wants it", { allowMethods: ["GET", "*"] }, { allowMethods: "*" }],
    ["headers", { allowHeaders: ["x-a", "x-b"] }, { allowHeaders: "x-a, x-b" }],
    ["any header", { allowHeaders: ["*", "x-a"] }, { allowHeaders: "*" }],
    ["exposed headers", { exposeHeaders: ["x-c", "x-d"] }, { exposeHeaders: "x-c, x-d" }],
    ["an age in whole seconds", { maxAge: 86_400_999 }, { maxAge: "86400" }],
    ["no age at all", { maxAge: 0 }, { maxAge: "0" }],
  ])("allows %s", (_title, change, expected) => policy(change, expected));

  it.each<[string, object]>([
    ["*", { safeRegex: { regex: ".*" } }],
    ["https://*.example.com", { safeRegex: { regex: "https://.*\\.example\\.com" } }],
    ["https://*", { safeRegex: { regex: "https://.*" } }],
    ["git+ssh://*.a.com:8080", { safeRegex: { regex: "git\\+ssh://.*\\.a\\.com:8080" } }],
    ["https://a.b", { exact: "https://a.b" }],
  ])("reads the origin %s", (origin, expected) => {
    policy({ allowOrigins: [origin] }, { allowOriginStringMatch: [expected] });
  });
});
