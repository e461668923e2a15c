import { existsSync } from "node:fs";
import { join } from "node:path";
import { findKube, kubeMissing, startCluster, type TestCluster } from "@sluice/testkit/kube";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  classesAndNamespaces,
  controllerNamespace,
  infraOf,
  type Running,
  run,
  until,
  withProvider,
} from "./setting.ts";

const missing = kubeMissing() ?? (hasControllers() ? undefined : "no kube-controller-manager here");
if (missing !== undefined) console.warn(`skipped: ${missing}`);

describe.skipIf(missing !== undefined)("proxies beside the controllers of a cluster", () => {
  let cluster: TestCluster;
  const running: Running[] = [];

  beforeAll(async () => {
    cluster = await startCluster({ gatewayApi: "standard", controllerManager: true });
    await cluster.api.apply(classesAndNamespaces);
  }, 180_000);
  afterAll(async () => {
    for (const one of running) await one.close();
    await cluster?.stop();
  });

  it("become pods, are rolled out anew when what they are made of changes, and rest when nothing does", async () => {
    const one = await run(cluster);
    running.push(one);
    const serve = (annotations: Record<string, string>): void => {
      one.infra.set(infraOf(withProvider({ envoyDeployment: { replicas: 2, pod: { annotations } } })));
      one.infra.markSynced();
    };
    const pods = async (): Promise<
      readonly { readonly metadata: { readonly annotations: Record<string, string> } }[]
    > => (await cluster.api.request("GET", `/api/v1/namespaces/${controllerNamespace}/pods`)).body.items;
    serve({ version: "1" });
    await until(pods, (found) => found.length === 2, 60_000);
    expect(one.state()).toMatchObject({ ready: false, running: 0, wanted: 2, message: "No proxy is available yet." });
    serve({ version: "2" });
    await until(pods, (found) => found.some(({ metadata }) => metadata.annotations.version === "2"), 60_000);
    // The deployment controller writes into the same objects: that is no reason to write again.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const patches = (await cluster.audited()).filter(
      ({ verb, resource, userAgent }) => verb === "patch" && resource === "deployments" && /sluice/.test(userAgent),
    );
    expect(patches).toHaveLength(2);
  }, 120_000);
});

function hasControllers(): boolean {
  return existsSync(join(findKube() ?? "", "kube-controller-manager"));
}
