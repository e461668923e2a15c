import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { apiVersionOf, isKindName, kindNames, kinds } from "./kinds.ts";
import { typescriptOf } from "./schema/typescript.ts";
import { schemas } from "./schemas.ts";

describe("kinds", () => {
  it("have a schema each", () => {
    expect(Object.keys(schemas)).toEqual(kindNames);
  });

  it("are read in the version they are normalised to", () => {
    for (const kind of kindNames) expect(kinds[kind].versions).toContain(kinds[kind].version);
  });

  it.each([
    ["Service", "v1"],
    ["EndpointSlice", "discovery.k8s.io/v1"],
    ["HTTPRoute", "gateway.networking.k8s.io/v1"],
    ["ReferenceGrant", "gateway.networking.k8s.io/v1beta1"],
    ["SecurityPolicy", "gateway.envoyproxy.io/v1alpha1"],
    ["ClusterTrustBundle", "certificates.k8s.io/v1beta1"],
  ] as const)("%s is %s", (kind, apiVersion) => {
    expect(apiVersionOf(kind)).toBe(apiVersion);
  });

  it.each([
    ["HTTPRoute", true],
    ["Deployment", false],
    ["toString", false],
  ])("%s: %s", (name, expected) => {
    expect(isKindName(name)).toBe(expected);
  });
});

describe("the generated types", () => {
  const generated = readFileSync(new URL("./gen/resources.ts", import.meta.url), "utf8");

  it("follow from the schemas (else run `pnpm --filter @sluice/resources run generate`)", () => {
    expect(generated).toBe(typescriptOf(schemas));
  });

  it("are all exported", () => {
    const index = readFileSync(new URL("./index.ts", import.meta.url), "utf8");
    const exported = new Set(index.match(/\w+/g));
    const names = [...generated.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name ?? "");
    expect(names.length).toBeGreaterThan(400);
    expect(names.filter((name) => !exported.has(name))).toEqual([]);
  });
});
