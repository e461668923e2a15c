import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AuditEvent } from "./audit.ts";
import { kubeMissing } from "./binaries.ts";
import { startCluster, type TestCluster } from "./start-cluster.ts";

const missing = kubeMissing();
if (missing !== undefined) console.log(`skipped: ${missing}`);

describe.skipIf(missing !== undefined)("a cluster for tests", { timeout: 180_000 }, () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster();
  }, 180_000);
  afterAll(() => cluster?.stop());

  it("has the kinds of Gateway API", async () => {
    const { body } = await cluster.api.request("GET", "/apis/gateway.networking.k8s.io/v1/httproutes");
    expect(body.items).toEqual([]);
  });

  it("lets a service account do what RBAC grants, and writes down what it did", async () => {
    const kubeconfig = await cluster.kubeconfigOf({ namespace: "default", name: "nobody" });
    expect(kubeconfig).toContain(cluster.folder);
    const events = await cluster.audited();
    const made = events.find(({ resource, subresource }) => `${resource}/${subresource}` === "serviceaccounts/token");
    expect(made).toMatchObject({ verb: "create", user: "admin", status: 201, name: "nobody" });
  });

  it("waits until its audit log holds what a test needs", async () => {
    const asked = (events: readonly AuditEvent[]): number => events.filter(({ uri }) => uri === "/livez").length;
    expect(asked(await cluster.audited())).toBe(0);
    const [log] = await Promise.all([
      cluster.audited((events) => asked(events) === 3),
      (async () => {
        for (let at = 0; at < 3; at++) await cluster.api.request("GET", "/livez");
      })(),
    ]);
    expect(asked(log)).toBe(3);
  });

  it("keeps its objects when the API server is restarted and etcd compacted", async () => {
    const data = { at: "first" };
    await cluster.api.apply([{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "kept" }, data }]);
    await cluster.compact();
    await cluster.restartApiserver();
    expect((await cluster.api.get("/api/v1/namespaces/default/configmaps/kept")).data).toEqual(data);
  });
});
