import { parseResources } from "@sluice/resources";
import { describe, expect, it } from "vitest";
import { asTyped } from "./typed.ts";

const slice = (fields: object) => {
  const apiVersion = "discovery.k8s.io/v1";
  const object = { apiVersion, kind: "EndpointSlice", metadata: { name: "s", namespace: "a" }, ...fields };
  return parseResources(JSON.stringify(object), { file: "in.yaml", validate: false }).objects[0]!;
};

describe("objects that break their CRD", () => {
  it("get zero values for required fields, and lose values of a wrong type", () => {
    const broken = slice({ ports: "http", endpoints: [{ conditions: { ready: "yes" } }, "10.0.0.1"] });
    expect(asTyped(broken)).toMatchObject({ addressType: "", endpoints: [{ addresses: [], conditions: {} }] });
    expect(asTyped(broken)).not.toHaveProperty("ports");
  });

  it("stay as they are when they are good", () => {
    const good = slice({ addressType: "IPv4", endpoints: [{ addresses: ["10.0.0.1"] }], ports: [{ port: 80 }] });
    expect(asTyped(good)).toBe(good);
  });
});
