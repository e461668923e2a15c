import { describe, expect, it } from "vitest";
import type { JsonObject } from "../json.ts";
import { jsonMerge } from "./json-merge.ts";
import { listKeys } from "./list-keys.ts";
import { strategicMerge, UnusablePatch } from "./strategic-merge.ts";

const pod = listKeys.Deployment.spec as never as { readonly template: { readonly spec: typeof listKeys.Deployment } };
const podKeys = pod.template.spec;
const one = { name: "one", image: "a", env: [{ name: "A", value: "1" }], args: ["x"] };
const two = { name: "two", image: "b" };

describe("strategicMerge", () => {
  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ["merges objects, and null removes", { a: { b: 1, c: 2 } }, { a: { b: null, d: 3 } }, { a: { c: 2, d: 3 } }],
    [
      "changes one container",
      { containers: [one, two] },
      { containers: [{ name: "two", image: "c" }] },
      { containers: [one, { ...two, image: "c" }] },
    ],
    ["puts a new container first", { containers: [one] }, { containers: [two] }, { containers: [two, one] }],
    [
      "merges the environment of one container",
      { containers: [one] },
      {
        containers: [
          {
            name: "one",
            env: [
              { name: "B", value: "2" },
              { name: "A", value: "3" },
            ],
          },
        ],
      },
      {
        containers: [
          {
            ...one,
            env: [
              { name: "B", value: "2" },
              { name: "A", value: "3" },
            ],
          },
        ],
      },
    ],
    [
      "replaces lists whose elements have no keys",
      { containers: [one] },
      { containers: [{ name: "one", args: ["y"] }] },
      { containers: [{ ...one, args: ["y"] }] },
    ],
    [
      "replaces tolerations",
      { tolerations: [{ key: "a" }, { key: "b" }] },
      { tolerations: [{ key: "c" }] },
      { tolerations: [{ key: "c" }] },
    ],
    [
      "deletes an element",
      { containers: [one, two] },
      { containers: [{ name: "one", $patch: "delete" }] },
      { containers: [two] },
    ],
    [
      "replaces a whole list",
      { containers: [one, two] },
      { containers: [{ $patch: "replace" }, { name: "three" }] },
      { containers: [{ name: "three" }] },
    ],
    [
      "replaces an object",
      { affinity: { a: 1, b: 2 } },
      { affinity: { $patch: "replace", c: 3 } },
      { affinity: { c: 3 } },
    ],
    ["empties an object", { affinity: { a: 1 } }, { affinity: { $patch: "delete" } }, { affinity: {} }],
    [
      "keeps only named keys",
      { volumes: [{ name: "v", emptyDir: {} }] },
      { volumes: [{ name: "v", $retainKeys: ["name", "configMap"], configMap: { name: "m" } }] },
      { volumes: [{ name: "v", configMap: { name: "m" } }] },
    ],
    [
      "orders as it is told",
      { containers: [one, two] },
      { "$setElementOrder/containers": [{ name: "two" }, { name: "one" }] },
      { containers: [two, one] },
    ],
    [
      "leaves directives out of what is new",
      { a: 1 },
      { b: { $patch: "merge", c: null, d: 1 } },
      { a: 1, b: { d: 1 } },
    ],
    [
      "merges mounts by their path",
      { containers: [{ name: "c", volumeMounts: [{ mountPath: "/a", name: "x" }] }] },
      { containers: [{ name: "c", volumeMounts: [{ mountPath: "/a", readOnly: true }] }] },
      { containers: [{ name: "c", volumeMounts: [{ mountPath: "/a", name: "x", readOnly: true }] }] },
    ],
  ])("%s", (_title, original, patch, expected) => {
    const before = JSON.stringify(original);
    expect(strategicMerge(original, patch, podKeys)).toEqual(expected);
    expect(JSON.stringify(original)).toBe(before);
  });

  it("knows plain values in lists that merge", () => {
    const before = { metadata: { finalizers: ["a", "b"] } };
    const add = strategicMerge(before, { metadata: { finalizers: ["c", "b"] } }, listKeys.ConfigMap);
    expect((add.metadata as JsonObject).finalizers).toHaveLength(3);
    const less = strategicMerge(
      before,
      { metadata: { "$deleteFromPrimitiveList/finalizers": ["a"] } },
      listKeys.ConfigMap,
    );
    expect(less).toEqual({ metadata: { finalizers: ["b"] } });
  });

  it.each<[string, JsonObject, JsonObject]>([
    [
      "the first port of a number",
      { port: 443, nodePort: 1 },
      { port: 443, name: "https", nodePort: 1, protocol: "TCP" },
    ],
    [
      "the port of a protocol",
      { port: 443, protocol: "UDP", nodePort: 1 },
      { port: 443, name: "h3", nodePort: 1, protocol: "UDP" },
    ],
  ])("means %s when a Service has it twice", (_title, patch, expected) => {
    const ports = [
      { name: "https", port: 443, protocol: "TCP" },
      { name: "h3", port: 443, protocol: "UDP" },
    ];
    const merged = strategicMerge({ spec: { ports } }, { spec: { ports: [patch] } }, listKeys.Service);
    const found = (merged.spec as { readonly ports: readonly JsonObject[] }).ports;
    expect(found).toHaveLength(2);
    expect(found).toContainEqual(expected);
  });

  it("replaces the selector of a disruption budget", () => {
    const before = { spec: { selector: { matchLabels: { a: "1" } } } };
    const patch = { spec: { selector: { matchLabels: { b: "2" } } } };
    expect(strategicMerge(before, patch, listKeys.PodDisruptionBudget)).toEqual(patch);
  });

  it("refuses an element that cannot be told apart", () => {
    expect(() => strategicMerge({ containers: [one] }, { containers: [{ image: "c" }] }, podKeys)).toThrow(
      UnusablePatch,
    );
  });
});

describe("jsonMerge", () => {
  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ["merges objects, and null removes", { a: { b: 1, c: 2 } }, { a: { b: null, d: 3 } }, { a: { c: 2, d: 3 } }],
    ["replaces lists", { a: [1, 2] }, { a: [3] }, { a: [3] }],
    ["makes objects where there were none", { a: 1 }, { a: { b: { c: null, d: 1 } } }, { a: { b: { d: 1 } } }],
  ])("%s", (_title, original, patch, expected) => {
    expect(jsonMerge(original, patch)).toEqual(expected);
  });
});
