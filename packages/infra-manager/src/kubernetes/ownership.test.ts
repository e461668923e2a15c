import { describe, expect, it } from "vitest";
import type { JsonObject } from "../desired/json.ts";
import type { KubeObject } from "../desired/kubernetes/object.ts";
import type { LiveObject } from "./live-object.ts";
import { firstDifference, isOursAlone } from "./ownership.ts";

const owned = (fieldsV1: JsonObject, manager = "envoy-gateway", operation = "Apply"): object => ({
  manager,
  operation,
  fieldsV1,
});
const live = (content: JsonObject, fields: JsonObject, ...others: readonly object[]): LiveObject =>
  ({
    ...content,
    metadata: {
      name: "x",
      namespace: "n",
      uid: "u",
      resourceVersion: "1",
      labels: {},
      annotations: {},
      ...(content.metadata as object),
      managedFields: [owned(fields), ...others],
    },
  }) as never;
const deployment = (spec: JsonObject, metadata: JsonObject = {}): KubeObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "x", namespace: "n", ...metadata },
  spec,
});
const podSpec = (spec: JsonObject): JsonObject => ({ template: { spec } });
const podFields = (fields: JsonObject): JsonObject => ({ "f:spec": { "f:template": { "f:spec": fields } } });
const container = {
  name: "envoy",
  image: "a",
  resources: { limits: { cpu: "1000m", memory: "1Gi" } },
  env: [{ name: "A", value: "" }],
};
const containerFields = podFields({
  "f:containers": {
    'k:{"name":"envoy"}': {
      ".": {},
      "f:name": {},
      "f:image": {},
      "f:resources": { "f:limits": { "f:cpu": {}, "f:memory": {} } },
      "f:env": { 'k:{"name":"A"}': { ".": {}, "f:name": {} } },
    },
  },
});

describe("firstDifference", () => {
  it.each<[string, KubeObject, LiveObject, string | undefined]>([
    [
      "values that the API server writes in its own way, and what it fills in",
      deployment(podSpec({ containers: [container] })),
      live(
        podSpec2({
          containers: [
            {
              ...container,
              env: [{ name: "A" }],
              resources: { limits: { cpu: "1", memory: "1024Mi" } },
              terminationMessagePath: "/dev/log",
            },
          ],
          dnsPolicy: "ClusterFirst",
        }),
        containerFields,
      ),
      undefined,
    ],
    [
      "what others added",
      deployment(podSpec({ containers: [container] })),
      live(
        podSpec2({ containers: [{ name: "sidecar" }, { ...container, env: [{ name: "A" }, { name: "B" }] }] }),
        containerFields,
      ),
      undefined,
    ],
    [
      "a value that differs",
      deployment(podSpec({ containers: [container] })),
      live(podSpec2({ containers: [{ ...container, image: "b" }] }), containerFields),
      ".spec.template.spec.containers[0].image",
    ],
    [
      "a value that is missing",
      deployment(podSpec({ containers: [container], priorityClassName: "high" })),
      live(podSpec2({ containers: [container] }), containerFields),
      ".spec.template.spec.priorityClassName",
    ],
    [
      "a value that nobody wants any more",
      deployment(podSpec({ containers: [{ name: "envoy", image: "a", env: [{ name: "A" }] }] })),
      live(podSpec2({ containers: [container] }), containerFields),
      '.spec.template.spec.containers[{"name":"envoy"}].resources',
    ],
    [
      "an element that nobody wants any more",
      deployment(podSpec({ containers: [] })),
      live(podSpec2({ containers: [container] }), containerFields),
      '.spec.template.spec.containers[{"name":"envoy"}]',
    ],
    [
      "lists that are one value",
      deployment(podSpec({ tolerations: [{ key: "a" }] })),
      live(podSpec2({ tolerations: [{ key: "a" }, { key: "b" }] }), podFields({ "f:tolerations": {} })),
      ".spec.template.spec.tolerations",
    ],
    [
      "an object that was never written by us",
      deployment({}),
      live({}, {}, owned({ "f:spec": {} }, "kubectl")),
      undefined,
    ],
  ])("%s", (_title, desired, found, difference) => {
    expect(firstDifference(desired, found)).toBe(difference);
  });

  it("takes over what somebody else wrote", () => {
    const foreign = { ...live({}, {}) };
    const metadata = { ...foreign.metadata, managedFields: [owned({}, "kubectl", "Update") as never] };
    expect(firstDifference(deployment({}), { ...foreign, metadata })).toBe("metadata.managedFields");
  });

  it("tells ports apart by number and protocol", () => {
    const ports = [
      { name: "https", port: 443, protocol: "TCP", targetPort: 10443 },
      { name: "h3", port: 443, protocol: "UDP", targetPort: 10443 },
    ];
    const fields = {
      "f:spec": {
        "f:ports": {
          'k:{"port":443,"protocol":"TCP"}': { "f:name": {} },
          'k:{"port":443,"protocol":"UDP"}': { "f:name": {} },
        },
      },
    };
    const service = (some: readonly JsonObject[]): KubeObject => ({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "x", namespace: "n" },
      spec: { ports: some },
    });
    const found = live({ spec: { ports: ports.map((port) => ({ ...port, nodePort: 3 })) } }, fields);
    expect(firstDifference(service(ports), found)).toBeUndefined();
    expect(firstDifference(service(ports.slice(0, 1)), found)).toBe('.spec.ports[{"port":443,"protocol":"UDP"}]');
  });

  it("knows whose a number is", () => {
    const path = ["spec", "replicas"];
    const replicas = { "f:spec": { "f:replicas": {} } };
    expect(isOursAlone(live({}, replicas), path)).toBe(true);
    expect(isOursAlone(live({}, replicas, owned(replicas, "kube-controller-manager", "Update")), path)).toBe(false);
    expect(isOursAlone(live({}, {}), path)).toBe(false);
  });
});

function podSpec2(spec: JsonObject): JsonObject {
  return { spec: podSpec(spec) };
}
