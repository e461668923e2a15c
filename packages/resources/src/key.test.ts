import { describe, expect, it } from "vitest";
import { idOf, keyOf, parseKey, placeKeyOf, refOf } from "./key.ts";
import type { Resource } from "./kinds.ts";

describe("keys", () => {
  it.each([
    ["default", "a", "default/a"],
    ["", "a", "a"],
    ["a", "b.c", "a/b.c"],
  ])("%j and %j make %s, and back", (namespace, name, key) => {
    expect(keyOf(namespace, name)).toBe(key);
    expect(parseKey(key)).toEqual({ namespace, name });
  });

  it("name a resource among all kinds", () => {
    const metadata = { name: "a", namespace: "b", labels: {}, annotations: {} };
    const route: Resource = { key: "b/a", kind: "HTTPRoute", metadata, spec: {} };
    expect(idOf(route)).toEqual({ kind: "HTTPRoute", namespace: "b", name: "a" });
    expect(placeKeyOf(idOf(route))).toBe("HTTPRoute/b/a");
    expect(refOf(route)).toEqual({ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "b", name: "a" });
  });
});
