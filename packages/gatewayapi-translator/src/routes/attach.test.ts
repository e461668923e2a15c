import type { ParentReference } from "@sluice/resources";
import { describe, expect, it } from "vitest";
import { attach, parentKey } from "./attach.ts";
import type { AttachPoint, Parent } from "./parent.ts";

function listener(sectionName: string, more: Partial<AttachPoint> = {}): AttachPoint {
  return {
    key: `infra/web/${sectionName}`,
    name: `infra/web/${sectionName}`,
    sectionName,
    port: 80,
    protocol: "HTTP",
    kinds: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute" }],
    namespace: "infra",
    ready: true,
    isolatedFrom: [],
    ...more,
  };
}

const parent: Parent = {
  key: "Gateway/infra/web",
  gateway: "infra/web",
  fleet: "infra/web",
  routing: { endpointRouting: true },
  listeners: [
    listener("all", { namespaces: { from: "All" } }),
    listener("same", { port: 81, namespaces: { from: "Same" } }),
    listener("silent", { port: 82 }),
    listener("picky", {
      port: 83,
      namespaces: { from: "Selector", selector: { matchLabels: { team: "shop" } } },
    }),
    listener("aimless", { port: 84, namespaces: { from: "Selector" } }),
    listener("grpc", { port: 85, kinds: [{ kind: "GRPCRoute" }], namespaces: { from: "All" } }),
  ],
};
const namespaces: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  infra: {},
  shop: { team: "shop" },
  blog: { team: "blog" },
};

function attached(namespace: string, ref: Partial<ParentReference> = {}) {
  const route = { group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace, name: "r" };
  return attach(route, [{ name: "web", namespace: "infra", ...ref }], {
    parent: (key) => (key === parent.key ? parent : undefined),
    namespaceLabels: (name) => namespaces[name],
  });
}

describe("attach", () => {
  it.each<[string, string, Partial<ParentReference>, readonly string[]]>([
    ["all that take it", "shop", {}, ["all", "picky"]],
    ["in the Gateway's namespace, Same and silent ones, too", "infra", {}, ["all", "same", "silent"]],
    ["labels that do not fit", "blog", {}, ["all"]],
    ["by section", "shop", { sectionName: "picky" }, ["picky"]],
    ["by port", "shop", { port: 83 }, ["picky"]],
    ["by both", "shop", { port: 80, sectionName: "all" }, ["all"]],
  ])("%s", (_title, namespace, ref, expected) => {
    const [found] = attached(namespace, ref);
    expect(found?.listeners.map(({ sectionName }) => sectionName)).toEqual(expected);
    expect(found?.fault).toBeUndefined();
  });

  it.each<[string, string, Partial<ParentReference>, string, string]>([
    ["no such section", "shop", { sectionName: "x" }, "noMatchingParent", "has no listener named x"],
    ["no such port", "shop", { port: 1 }, "noMatchingParent", "has no listener on port 1"],
    ["both do not meet", "shop", { port: 81, sectionName: "all" }, "noMatchingParent", "named all on port 81"],
    ["another namespace", "shop", { sectionName: "same" }, "notAllowedByListeners", "from namespace shop"],
    ["a selector without labels", "shop", { sectionName: "aimless" }, "notAllowedByListeners", "from namespace shop"],
    ["a namespace that is not there", "gone", {}, "notAllowedByListeners", "from namespace gone"],
    ["another kind", "shop", { sectionName: "grpc" }, "notAllowedByListeners", "routes of kind HTTPRoute"],
  ])("refuses: %s", (_title, namespace, ref, kind, part) => {
    const [found] = attached(namespace, ref);
    expect(found?.listeners).toEqual([]);
    expect(found?.fault).toMatchObject({
      kind,
      field: "spec.parentRefs[0]",
      message: expect.stringContaining(part),
    });
  });

  it("leaves parents of others alone", () => {
    expect(attached("shop", { name: "theirs" })).toEqual([]);
    expect(attached("shop", { kind: "Service" })).toEqual([]);
  });
});

describe("parentKey", () => {
  it.each<[string, ParentReference, string | undefined]>([
    ["a Gateway of the route's namespace", { name: "g" }, "Gateway/a/g"],
    ["a ListenerSet elsewhere", { kind: "ListenerSet", name: "s", namespace: "b" }, "ListenerSet/b/s"],
    ["another group", { group: "", kind: "Gateway", name: "g" }, undefined],
    ["another kind", { kind: "Service", name: "g" }, undefined],
  ])("%s", (_title, ref, expected) => {
    expect(parentKey(ref, "a")).toBe(expected);
  });
});
