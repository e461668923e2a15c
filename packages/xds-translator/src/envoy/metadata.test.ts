import type { Origin } from "@sluice/ir";
import { Metadata } from "@sluice/protos/envoy/config/core/v3/base";
import { expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { toMetadata } from "./metadata.ts";

const route: Origin = { group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "shop", name: "cart" };

it.each<[string, Origin, object]>([
  ["an object", route, { kind: "HTTPRoute", name: "cart", namespace: "shop" }],
  [
    "a section of an object",
    { ...route, sectionName: "checkout" },
    { kind: "HTTPRoute", name: "cart", namespace: "shop", sectionName: "checkout" },
  ],
  [
    "an object without a namespace",
    { group: "gateway.networking.k8s.io", kind: "GatewayClass", namespace: "", name: "eg" },
    { kind: "GatewayClass", name: "eg" },
  ],
  [
    "annotations",
    { ...route, annotations: { b: "2", a: "1" } },
    { kind: "HTTPRoute", name: "cart", namespace: "shop", annotations: { a: "1", b: "2" } },
  ],
  [
    "one annotation",
    { ...route, annotations: { a: "1" } },
    { kind: "HTTPRoute", name: "cart", namespace: "shop", annotations: { a: "1" } },
  ],
  [
    "no annotations and no policies",
    { ...route, annotations: {}, policies: [] },
    { kind: "HTTPRoute", name: "cart", namespace: "shop" },
  ],
  [
    "policies",
    {
      ...route,
      policies: [{ group: "gateway.envoyproxy.io", kind: "SecurityPolicy", namespace: "shop", name: "auth" }],
    },
    {
      kind: "HTTPRoute",
      name: "cart",
      namespace: "shop",
      policies: [{ kind: "SecurityPolicy", name: "auth", namespace: "shop" }],
    },
  ],
])("names %s", (_title, origin, resource) => {
  expect(checkedJson(Metadata, toMetadata(origin))).toEqual({
    filterMetadata: { "envoy-gateway": { resources: [resource] } },
  });
});

it("has equal bytes for annotations in any order", () => {
  const bytes = (annotations: Readonly<Record<string, string>>) =>
    Metadata.encode(toMetadata({ ...route, annotations })).finish();
  expect(bytes({ a: "1", b: "2" })).toEqual(bytes({ b: "2", a: "1" }));
});
