import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../desired/json.ts";
import { admit, bindingIn, zoneKey } from "./topology.ts";

const proxy = {
  "app.kubernetes.io/name": "envoy",
  "app.kubernetes.io/component": "proxy",
  "app.kubernetes.io/managed-by": "envoy-gateway",
  "gateway.envoyproxy.io/owning-gateway-name": "web",
  "gateway.envoyproxy.io/owning-gateway-namespace": "apps",
};
const review = (metadata: JsonObject = {}, request: JsonObject = {}): Json => ({
  request: {
    uid: "u1",
    namespace: "apps",
    object: { kind: "Binding", metadata: { name: "pod-1", ...metadata }, target: { kind: "Node", name: "node-1" } },
    ...request,
  },
});
const patchIn = (answer: JsonObject): unknown => {
  const { patch } = answer.response as { readonly patch?: string };
  return patch === undefined ? undefined : JSON.parse(Buffer.from(patch, "base64").toString());
};

describe("topology", () => {
  it.each<[string, Json, object | undefined]>([
    ["a binding", review({ namespace: "own" }), { namespace: "own", pod: "pod-1", node: "node-1" }],
    ["a binding whose request tells the namespace", review(), { namespace: "apps", pod: "pod-1", node: "node-1" }],
    ["no node", review({}, { object: { metadata: { name: "p" }, target: {} } }), undefined],
    ["no binding", {}, undefined],
    ["nothing", null, undefined],
  ])("reads %s", (_title, given, expected) => {
    expect(bindingIn(given)).toEqual(expected);
  });

  it.each<[string, Json, Parameters<typeof admit>[1], unknown]>([
    [
      "a proxy whose node has a zone",
      review(),
      { labels: proxy, nodeLabels: { [zoneKey]: "eu-1a" } },
      [{ op: "add", path: "/metadata/annotations", value: { [zoneKey]: "eu-1a" } }],
    ],
    [
      "a proxy whose binding has annotations",
      review({ annotations: { other: "1" } }),
      { labels: proxy, nodeLabels: { [zoneKey]: "eu-1a" } },
      [{ op: "add", path: "/metadata/annotations/topology.kubernetes.io~1zone", value: "eu-1a" }],
    ],
    ["a node without a zone", review(), { labels: proxy, nodeLabels: {} }, undefined],
    ["another pod", review(), { labels: { app: "other" }, nodeLabels: { [zoneKey]: "eu-1a" } }, undefined],
    [
      "a proxy of nobody",
      review(),
      {
        labels: { ...proxy, "gateway.envoyproxy.io/owning-gateway-name": undefined as never },
        nodeLabels: { [zoneKey]: "a" },
      },
      undefined,
    ],
    ["a pod that could not be read", review(), undefined, undefined],
  ])("lets every pod be bound: %s", (_title, given, pod, patch) => {
    const answer = admit(given, pod);
    expect(answer.response).toMatchObject({ uid: "u1", allowed: true });
    expect(patchIn(answer)).toEqual(patch);
  });
});
