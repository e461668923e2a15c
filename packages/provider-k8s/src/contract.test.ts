import { type Resource, type ResourceId, toManifest } from "@sluice/resources";
import { type ProviderSubject, providerContract } from "@sluice/resources/testing";
import {
  type CuttableProxy,
  kubeMissing,
  type Manifest,
  startCluster,
  startCuttableProxy,
  type TestCluster,
} from "@sluice/testkit/kube";
import { map } from "rxjs";
import { afterAll, beforeAll, describe } from "vitest";
import { pathOf } from "./api-path.ts";
import { openCluster } from "./open-cluster.ts";
import { kubernetesProvider } from "./provide.ts";

const missing = kubeMissing();
if (missing !== undefined) console.log(`skipped: ${missing}`);

describe.skipIf(missing !== undefined)("on a real API server", () => {
  let kube: TestCluster;
  let proxy: CuttableProxy;
  beforeAll(async () => {
    kube = await startCluster({ gatewayApi: "none" });
    proxy = await startCuttableProxy(Number(new URL(kube.url).port));
  }, 180_000);
  afterAll(async () => {
    await proxy?.close();
    await kube?.stop();
  });

  providerContract("a cluster", async (): Promise<ProviderSubject> => {
    for (const name of ["a", "b", "c"]) await kube.api.delete(`/api/v1/namespaces/default/services/${name}`);
    const cluster = await openCluster({ kubeconfig: kube.kubeconfigFor(`https://127.0.0.1:${proxy.port}`) });
    const provider = kubernetesProvider({ cluster, kinds: ["Service", "Secret"] });
    return {
      provider: {
        name: provider.name,
        watch: () =>
          provider
            .watch()
            .pipe(
              map((event) =>
                event.kind === "changed"
                  ? { ...event, upserts: event.upserts.filter(isOfTest), deletes: event.deletes.filter(isOfTest) }
                  : event,
              ),
            ),
      },
      write: (...resources) => kube.api.apply(resources.map((resource) => toManifest(resource) as unknown as Manifest)),
      async remove(...ids) {
        for (const id of ids) await kube.api.delete(pathOf(id.kind, id));
      },
      lose: () => proxy.cut(),
      restore: () => proxy.restore(),
      open: () => cluster.open,
      async dispose() {
        proxy.restore();
        await cluster.close();
      },
    };
  });
});

/** A cluster has objects of its own: namespaces, the Service of the API server. */
function isOfTest(object: Resource | ResourceId): boolean {
  return object.kind === "Service" && !("metadata" in object ? object.metadata : object).name.startsWith("kubernetes");
}
