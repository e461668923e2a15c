import { kubeMissing, startCluster, type TestCluster } from "@sluice/testkit/kube";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { findHelm } from "../scripts/helm.mjs";
import { render } from "../scripts/render.mjs";
import { as } from "./as.ts";

const missing =
  kubeMissing() ?? (findHelm() === undefined ? "no helm: build one with `node charts/scripts/helm.mjs`" : undefined);
if (missing !== undefined) console.log(`skipped: ${missing}`);

type Manifest = Parameters<TestCluster["api"]["apply"]>[0][number] & object;

const watched = "config.envoyGateway.provider.kubernetes.watch.namespaces={team-a,team-b}";
const gatewayNamespaces = "config.envoyGateway.provider.kubernetes.deploy.type=GatewayNamespace";

/** Installs the chart in a namespace that admits only restricted pods. */
async function install({ api }: TestCluster, namespace: string, values: readonly string[]): Promise<void> {
  const restricted = { "pod-security.kubernetes.io/enforce": "restricted" };
  for (const name of [namespace, "team-a", "team-b"]) {
    await api.apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name, labels: restricted } }]);
  }
  const text = render(["--include-crds", ...values.flatMap((value) => ["--set", value])], namespace);
  const objects = parseAllDocuments(text).flatMap((document) => (document.toJS() as Manifest | null) ?? []);
  await api.apply(objects);
}

describe.skipIf(missing !== undefined)("the chart, applied to an API server", { timeout: 240_000 }, () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster();
  }, 240_000);
  afterAll(() => cluster?.stop());

  it.each<[string, readonly string[]]>([
    ["default", []],
    ["watched", [watched]],
    ["beside-gateways", [gatewayNamespaces]],
    ["beside-watched", [watched, gatewayNamespaces]],
    [
      "everything",
      [
        "certgen.enabled=true",
        "hpa.enabled=true",
        "podDisruptionBudget.minAvailable=1",
        "service.type=LoadBalancer",
        "service.trafficDistribution=PreferClose",
        "deployment.priorityClassName=system-cluster-critical",
        "deployment.envoyGateway.imagePullPolicy=Always",
        "deployment.envoyGateway.extraEnv[0].name=A",
        "deployment.envoyGateway.extraEnv[0].value=b",
        "global.imagePullSecrets[0].name=pull",
        "deployment.pod.nodeSelector.disk=ssd",
        "commonLabels.team=platform",
      ],
    ],
  ])("is accepted, and so are its pods where only restricted ones are: %s", async (name, values) => {
    await install(cluster, `install-${name}`, values);
    const { spec } = await cluster.api.get(`/apis/apps/v1/namespaces/install-${name}/deployments/envoy-gateway`);
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "probe", labels: spec.template.metadata.labels },
      spec: spec.template.spec,
    };
    const answer = await cluster.api.request("POST", `/api/v1/namespaces/install-${name}/pods?dryRun=All`, pod);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    // The control: the namespace does refuse others.
    const loose = { ...pod, spec: { ...pod.spec, hostNetwork: true } };
    expect(
      (await cluster.api.request("POST", `/api/v1/namespaces/install-${name}/pods?dryRun=All`, loose)).status,
    ).toBe(403);
  });

  it("lets the server do its work, and nothing else", async () => {
    await install(cluster, "rights", []);
    const may = await as(cluster, { namespace: "rights", name: "envoy-gateway" });
    for (const needed of [
      "list gateway.networking.k8s.io/httproutes",
      "watch gateway.envoyproxy.io/securitypolicies",
      "update gateway.networking.k8s.io/httproutes/status in team-a",
      "get /secrets in team-a",
      "create apps/deployments in rights",
      "create coordination.k8s.io/leases in rights",
      "update coordination.k8s.io/leases in rights named 5b9825d2.gateway.envoyproxy.io",
      "create /secrets in rights",
      "patch /secrets in rights named envoy-gateway",
    ]) {
      expect(await may(needed), needed).toBe(true);
    }
    for (const forbidden of [
      "patch /secrets in rights named others",
      "delete /secrets in rights",
      "create /secrets in team-a",
      "patch gateway.networking.k8s.io/httproutes in team-a",
      "delete gateway.networking.k8s.io/gateways in team-a",
      "create apps/deployments in team-a",
      "list /pods in team-a",
      "create /pods in rights",
      "create /pods/exec in rights",
      "create /serviceaccounts/token in rights",
      "patch /nodes",
      "update gateway.networking.k8s.io/gatewayclasses",
      "create authentication.k8s.io/tokenreviews",
      "list rbac.authorization.k8s.io/clusterroles",
      "list admissionregistration.k8s.io/mutatingwebhookconfigurations",
      "create apiextensions.k8s.io/customresourcedefinitions",
      "update coordination.k8s.io/leases in rights named others",
    ]) {
      expect(await may(forbidden), forbidden).toBe(false);
    }
  });

  it("lets the server see only the watched namespaces", async () => {
    await install(cluster, "rights-watched", [watched]);
    const may = await as(cluster, { namespace: "rights-watched", name: "envoy-gateway" });
    expect(await may("list gateway.networking.k8s.io/httproutes in team-a")).toBe(true);
    expect(await may("get /secrets in team-b")).toBe(true);
    expect(await may("watch discovery.k8s.io/endpointslices in rights-watched")).toBe(true);
    expect(await may("list gateway.networking.k8s.io/httproutes in rights-watched")).toBe(false);
    expect(await may("list gateway.networking.k8s.io/gatewayclasses")).toBe(true);
    for (const forbidden of [
      "list gateway.networking.k8s.io/httproutes",
      "list /secrets",
      "get /secrets in default",
      "create apps/deployments in team-a",
    ]) {
      expect(await may(forbidden), forbidden).toBe(false);
    }
  });

  it("lets the server run proxies beside their Gateways, if so configured", async () => {
    await install(cluster, "rights-beside", [watched, gatewayNamespaces]);
    const may = await as(cluster, { namespace: "rights-beside", name: "envoy-gateway" });
    expect(await may("create apps/deployments in team-a")).toBe(true);
    expect(await may("create authentication.k8s.io/tokenreviews")).toBe(true);
    expect(await may("create apps/deployments in default")).toBe(false);
    expect(await may("create /secrets in team-a")).toBe(false);
  });
});
