import { expect, it } from "vitest";
import { parse } from "yaml";
import { version, versionText } from "./version.ts";

it("tells versions as text, JSON and YAML", () => {
  const of = version();
  expect(of).toEqual({
    sluiceVersion: expect.stringMatching(/^v\d+\.\d+\.\d+/),
    envoyGatewayVersion: "v1.9.0",
    gatewayAPIVersion: "v1.6.1",
    envoyProxyVersion: "v1.40.0",
    nodeVersion: process.version,
  });
  expect(JSON.parse(versionText(of, "json"))).toEqual(of);
  expect(parse(versionText(of, "yaml"))).toEqual(of);
  expect(versionText(of, "text")).toMatch(/^Sluice: v[^\n]+\nCompatible with Envoy Gateway: v1\.9\.0\n/);
});
