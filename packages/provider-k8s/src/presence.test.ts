import { expect, it } from "vitest";
import type { ApiAnswer } from "./cluster.ts";
import { type Ask, isServed, presenceOf } from "./presence.ts";

const groups: ApiAnswer = { status: 200, body: { kind: "APIGroupList", groups: [] } };
const notFound: ApiAnswer = { status: 404, body: { kind: "Status", message: "not found" } };
const crd = "backends.gateway.envoyproxy.io";
const crdPath = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crd}`;
const backends = ["/apis/gateway.envoyproxy.io/v1alpha1/backends"];
const services = ["/api/v1/services"];
const bundles = ["/apis/certificates.k8s.io/v1beta1/clustertrustbundles"];

function answering(answers: Readonly<Record<string, ApiAnswer | string>>): Ask {
  return async ({ path }) => answers[path] ?? notFound;
}

it.each<[string, readonly string[], string | undefined, Readonly<Record<string, ApiAnswer | string>>, string]>([
  ["the CRD is gone", backends, crd, { "/apis": groups, [crdPath]: notFound }, "absent"],
  ["the CRD is there", backends, crd, { "/apis": groups, [crdPath]: { status: 200, body: {} } }, "coming"],
  ["CRDs may not be seen", backends, crd, { "/apis": groups, [crdPath]: { status: 403, body: {} } }, "absent"],
  ["CRDs cannot be seen now", backends, crd, { "/apis": groups, [crdPath]: { status: 503, body: {} } }, "unknown"],
  ["nobody answers", backends, crd, { "/apis": "no connection" }, "unknown"],
  ["a load balancer answers for a server that is away", backends, crd, {}, "unknown"],
  ["a load balancer is friendly", backends, crd, { "/apis": { status: 200, body: { kind: "Status" } } }, "unknown"],
  ["an API of Kubernetes' own that is not on", bundles, undefined, { "/apis": groups }, "absent"],
  ["what every cluster has", services, undefined, { "/apis": groups }, "unknown"],
])("%s", async (_, paths, name, answers, expected) => {
  expect((await presenceOf({ paths, crd: name }, answering(answers))).kind).toBe(expected);
});

it("tells what may not be read from what is not there", async () => {
  const resources = [{ name: "backends" }, { name: "backends/status" }];
  const ask = answering({
    "/apis/gateway.envoyproxy.io/v1alpha1": { status: 200, body: { kind: "APIResourceList", resources } },
  });
  expect(await isServed("/apis/gateway.envoyproxy.io/v1alpha1/namespaces/a/backends", ask)).toBe(true);
  expect(await isServed("/apis/gateway.envoyproxy.io/v1alpha1/envoyproxies", ask)).toBe(false);
  expect(await isServed("/apis/multicluster.x-k8s.io/v1alpha1/serviceimports", ask)).toBe(false);
  expect(await isServed("/api/v1/services", async () => "no connection")).toBe(true);
});
