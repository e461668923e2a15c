import { createGraph } from "@sluice/collections";
import { createResourceStore } from "@sluice/resources";
import { kubeMissing, startCluster, type TestCluster } from "@sluice/testkit/kube";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gateway } from "../test/objects.ts";
import { classFinalizer, type GuardEvent, guardAction, guardClasses } from "./guard-classes.ts";
import { openCluster } from "./open-cluster.ts";
import { kubernetesProvider } from "./provide.ts";

const missing = kubeMissing();
if (missing !== undefined) console.log(`skipped: ${missing}`);

const ours = "example.com/ours";

it.each([
  ["nothing of a class of others", "example.com/theirs", [], undefined, true, "nothing"],
  ["guard a class that has Gateways", ours, [], undefined, true, "guard"],
  ["nothing of a class that is guarded", ours, ["other", classFinalizer], undefined, true, "nothing"],
  ["release a class without Gateways", ours, [classFinalizer], undefined, false, "release"],
  ["release a class that is being deleted", ours, [classFinalizer], "2026-01-01T00:00:00Z", false, "release"],
  ["nothing of a class that is being deleted", ours, ["other"], "2026-01-01T00:00:00Z", true, "nothing"],
  ["nothing of a class without Gateways", ours, [], undefined, false, "nothing"],
] as const)("%s", (_, controllerName, finalizers, deletionTimestamp, hasGateways, expected) => {
  const metadata = { name: "any", namespace: "", labels: {}, annotations: {}, finalizers };
  const owner = {
    spec: { controllerName },
    metadata: deletionTimestamp === undefined ? metadata : { ...metadata, deletionTimestamp },
  };
  expect(guardAction(owner, hasGateways, ours)).toBe(expected);
});

describe.skipIf(missing !== undefined)("classes on a real API server", { timeout: 120_000 }, () => {
  let kube: TestCluster;
  beforeAll(async () => {
    kube = await startCluster();
  }, 180_000);
  afterAll(() => kube?.stop());

  it("keeps a class while it has Gateways, and lets others' finalizers be", async () => {
    const classes = "/apis/gateway.networking.k8s.io/v1/gatewayclasses";
    await kube.api.apply([
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "GatewayClass",
        metadata: { name: "any", finalizers: ["example.com/other"] },
        spec: { controllerName: ours },
      },
      gateway("one", []),
    ]);
    const cluster = await openCluster({ kubeconfig: kube.kubeconfig });
    const store = createResourceStore(createGraph());
    const events: GuardEvent[] = [];
    const { GatewayClass, Gateway } = store.resources;
    const guarding = guardClasses(
      { classes: GatewayClass, gateways: Gateway },
      { cluster, controllerName: ours },
    ).subscribe((event) => events.push(event));
    const watching = kubernetesProvider({ cluster, kinds: ["GatewayClass", "Gateway"] })
      .watch()
      .subscribe((event) => store.apply(event));
    const finalizers = async (): Promise<string> => (await kube.api.get(`${classes}/any`)).metadata.finalizers.join();
    try {
      await until(async () => (await finalizers()) === `example.com/other,${classFinalizer}`);
      await kube.api.delete(`${classes}/any`);
      await kube.api.delete("/apis/gateway.networking.k8s.io/v1/namespaces/default/gateways/one");
      await until(async () => (await finalizers()) === "example.com/other");
      await until(async () => events.length === 2);
      expect(events.map(({ kind }) => kind)).toEqual(["guarded", "released"]);
    } finally {
      guarding.unsubscribe();
      watching.unsubscribe();
      await cluster.close();
    }
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const since = Date.now(); Date.now() - since < 30_000; await new Promise((resolve) => setTimeout(resolve, 30)))
    if (await holds()) return;
  throw new Error("it did not come about within 30 s");
}
