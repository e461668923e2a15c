import { describe, expect, it } from "vitest";
import { policyTargetsOf, type Selectable, targetKey } from "./targets.ts";

const group = "gateway.networking.k8s.io";
const policy = { group: "gateway.envoyproxy.io", kind: "ClientTrafficPolicy", namespace: "infra", name: "p" };

const object = (kind: string, at: string, labels: Readonly<Record<string, string>> = {}): Selectable => {
  const [namespace = "", name = ""] = at.split("/");
  return { ref: { group, kind, namespace, name }, labels };
};
const there = [
  object("Gateway", "infra/a", { app: "a" }),
  object("Gateway", "infra/b"),
  object("Gateway", "shop/c", { app: "a" }),
  object("Gateway", "blog/d", { app: "a" }),
  object("ListenerSet", "infra/s", { app: "a" }),
];

type Spec = Parameters<typeof policyTargetsOf>[1];

function targets(spec: Spec): readonly string[] {
  return policyTargetsOf(policy, spec, {
    candidates: () => there,
    namespaceLabels: (name) => (name === "gone" ? undefined : { kubernetes: name }),
    // Only shop has a ReferenceGrant.
    permits: (_, to) => to.namespace === "infra" || to.namespace === "shop",
  }).map(targetKey);
}

const matchLabels = { app: "a" };

describe("targets of a policy", () => {
  it.each<[string, Spec, readonly string[]]>([
    ["by name, in its own namespace", { targetRef: { group, kind: "Gateway", name: "a" } }, ["Gateway/infra/a"]],
    [
      "sections",
      { targetRefs: [{ group, kind: "ListenerSet", name: "s", sectionName: "one" }] },
      ["ListenerSet/infra/s#one"],
    ],
    ["by labels, in its own namespace", { targetSelectors: [{ kind: "Gateway", matchLabels }] }, ["Gateway/infra/a"]],
    [
      "by labels everywhere, where a ReferenceGrant permits it",
      { targetSelectors: [{ kind: "Gateway", matchLabels, namespaces: { from: "All" } }] },
      ["Gateway/infra/a", "Gateway/shop/c"],
    ],
    [
      "by labels in chosen namespaces",
      {
        targetSelectors: [
          {
            kind: "Gateway",
            matchLabels,
            namespaces: { from: "Selector", selector: { matchLabels: { kubernetes: "shop" } } },
          },
        ],
      },
      ["Gateway/shop/c"],
    ],
    [
      "by name and by labels, each once",
      {
        targetSelectors: [{ kind: "Gateway", matchLabels }],
        targetRefs: [
          { group, kind: "Gateway", name: "a" },
          { group, kind: "Gateway", name: "b" },
        ],
      },
      ["Gateway/infra/a", "Gateway/infra/b"],
    ],
  ])("%s", (_title, spec, expected) => {
    expect(targets(spec)).toEqual(expected);
  });
});
