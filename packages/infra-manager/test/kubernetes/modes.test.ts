import type { FleetState, Infra } from "@sluice/ir";
import { kubeMissing } from "@sluice/testkit/kube";
import { describe, expect, it } from "vitest";
import { controllerNamespace, infraOf, type Running, until, useBed, withProvider } from "./setting.ts";

const missing = kubeMissing();

describe.skipIf(missing !== undefined)("places and ways of proxies in a cluster", () => {
  const bed = useBed();
  const serve = (one: Running, infra: Infra): void => {
    one.infra.set(infra);
    one.infra.markSynced();
  };
  const get = (path: string) =>
    until(
      () => bed.cluster.api.get(path),
      (found) => found !== undefined,
    );

  /** A Gateway `apps/<name>` and what the translator makes of it in gateway-namespace mode. */
  const makeGateway = async (name: string): Promise<string> => {
    await bed.cluster.api.apply([
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "Gateway",
        metadata: { name, namespace: "apps" },
        spec: { gatewayClassName: "eg", listeners: [{ name: "http", port: 80, protocol: "HTTP" }] },
      },
    ]);
    return (await get(`/apis/gateway.networking.k8s.io/v1/namespaces/apps/gateways/${name}`)).metadata.uid;
  };
  const besideGateway = (name: string, change: Partial<Infra> = {}): Infra => {
    const owner = { group: "gateway.networking.k8s.io", kind: "Gateway", namespace: "apps", name };
    return { ...infraOf({}, name), name, namespace: "apps", owner, ...change };
  };
  const trust = (authority: string): Promise<void> =>
    bed.cluster.api.apply([
      {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "envoy", namespace: controllerNamespace },
        stringData: { "ca.crt": authority },
      },
    ]);

  it("keeps proxies beside their Gateway, under its name, and tells them whom to trust", async () => {
    const uid = await makeGateway("edge");
    const one = await bed.start({ gatewayNamespaceMode: true });
    serve(one, besideGateway("edge"));
    await until(
      () => one.state("apps/edge")?.message,
      (message) =>
        message ===
        `Secret ${controllerNamespace}/envoy, whose ca.crt proxies trust, is not there yet. Run sluice certgen.`,
    );
    await trust("first authority");
    const deployment = await get("/apis/apps/v1/namespaces/apps/deployments/edge");
    expect(deployment.metadata.ownerReferences).toMatchObject([
      { apiVersion: "gateway.networking.k8s.io/v1", kind: "Gateway", name: "edge", uid },
    ]);
    expect(deployment.spec.template.metadata.labels["gateway.networking.k8s.io/gateway-name"]).toBe("edge");
    await get("/api/v1/namespaces/apps/services/edge");
    const account = await get("/api/v1/namespaces/apps/serviceaccounts/edge");
    expect(account.automountServiceAccountToken).toBe(false);
    const path = "/api/v1/namespaces/apps/configmaps/edge";
    expect((await get(path)).data["ca.crt"]).toBe("first authority");
    await trust("first and second authority");
    await until(
      () => bed.cluster.api.get(path),
      (found) => found.data["ca.crt"] === "first and second authority",
    );
    one.infra.delete("apps/edge");
    await until(
      () => bed.cluster.api.get("/apis/apps/v1/namespaces/apps/deployments/edge"),
      (found) => found === undefined,
    );
  });

  it("refuses to take what bears a Gateway's name by chance", async () => {
    await trust("authority");
    await makeGateway("shop");
    await bed.cluster.api.apply([
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "shop", namespace: "apps" },
        spec: { selector: { app: "shop" }, ports: [{ port: 8080 }] },
      },
    ]);
    const one = await bed.start({ gatewayNamespaceMode: true });
    serve(one, besideGateway("shop"));
    await until(
      () => one.state("apps/shop")?.message ?? "",
      (message) => message.startsWith("Service apps/shop exists and belongs to somebody else."),
    );
    expect((await get("/api/v1/namespaces/apps/services/shop")).spec.selector).toEqual({ app: "shop" });
  });

  it("follows a Gateway that is made anew", async () => {
    await trust("authority");
    const before = await makeGateway("again");
    const one = await bed.start({ gatewayNamespaceMode: true });
    serve(one, besideGateway("again"));
    const path = "/apis/apps/v1/namespaces/apps/deployments/again";
    await get(path);
    await bed.cluster.api.delete("/apis/gateway.networking.k8s.io/v1/namespaces/apps/gateways/again");
    const after = await makeGateway("again");
    expect(after).not.toBe(before);
    // What the garbage collector does, sooner or later.
    for (const kind of [
      "/apis/apps/v1/namespaces/apps/deployments",
      "/api/v1/namespaces/apps/services",
      "/api/v1/namespaces/apps/configmaps",
      "/api/v1/namespaces/apps/serviceaccounts",
    ])
      await bed.cluster.api.delete(`${kind}/again`);
    const owned = await until(
      () => bed.cluster.api.get(path),
      (found) => found?.metadata.ownerReferences[0].uid === after,
    );
    expect(owned.metadata.ownerReferences).toHaveLength(1);
  });

  const stateOf = async (
    name: string,
    infra: Partial<Infra>,
    prepare: (service: string) => Promise<unknown>,
  ): Promise<FleetState> => {
    const one = await bed.start();
    serve(one, infraOf(infra, name));
    const list = await until(
      () => bed.cluster.api.request("GET", `/api/v1/namespaces/${controllerNamespace}/services`),
      ({ body }) =>
        body.items.some((item: { metadata: { name: string } }) => item.metadata.name.startsWith(`envoy-apps-${name}`)),
    );
    const service = list.body.items.find((item: { metadata: { name: string } }) =>
      item.metadata.name.startsWith(`envoy-apps-${name}`),
    );
    await prepare(service.metadata.name);
    const deployment = `/apis/apps/v1/namespaces/${controllerNamespace}/deployments/${service.metadata.name}/status`;
    await bed.cluster.api.request("PATCH", deployment, {
      status: { replicas: 1, availableReplicas: 1, readyReplicas: 1 },
    });
    return (await until(
      () => one.state(`apps/${name}`),
      (state) => state?.ready === true,
    ))!;
  };
  const values = ({ addresses }: FleetState): readonly string[] => addresses.map(({ value }) => value);

  it("has the address of the cluster, or the one that was asked for", async () => {
    const given = await stateOf("inner", withProvider({ envoyService: { type: "ClusterIP" } }), async () => {});
    expect(values(given)).toEqual([expect.stringMatching(/^10\.96\./)]);
    const asked = await stateOf(
      "fixed",
      { ...withProvider({ envoyService: { type: "ClusterIP" } }), addresses: ["10.96.77.7"] },
      async () => {},
    );
    expect(values(asked)).toEqual(["10.96.77.7"]);
    const outer = await stateOf("outer", { addresses: ["192.0.2.40", "192.0.2.41"] }, async () => {});
    expect(values(outer)).toEqual(["192.0.2.40", "192.0.2.41"]);
  });

  it("has the addresses of nodes, external ones first choice, of those with proxies where only they serve", async () => {
    const node = async (name: string, addresses: readonly object[]): Promise<void> => {
      await bed.cluster.api.apply([{ apiVersion: "v1", kind: "Node", metadata: { name } }]);
      await bed.cluster.api.request("PATCH", `/api/v1/nodes/${name}/status`, { status: { addresses } });
    };
    await node("a", [
      { type: "InternalIP", address: "192.0.2.1" },
      { type: "ExternalIP", address: "198.51.100.1" },
    ]);
    await node("b", [
      { type: "InternalIP", address: "192.0.2.2" },
      { type: "InternalIP", address: "2001:db8::2" },
    ]);
    const everywhere = await stateOf(
      "nodes",
      withProvider({ envoyService: { type: "NodePort", externalTrafficPolicy: "Cluster" } }),
      async () => {},
    );
    expect(values(everywhere)).toEqual(["192.0.2.2", "198.51.100.1"]);
    const local = await stateOf("local", withProvider({ envoyService: { type: "NodePort" } }), async (service) => {
      const deployment = await get(`/apis/apps/v1/namespaces/${controllerNamespace}/deployments/${service}`);
      await bed.cluster.api.apply([
        {
          apiVersion: "v1",
          kind: "Pod",
          metadata: {
            name: "proxy-on-b",
            namespace: controllerNamespace,
            labels: deployment.spec.template.metadata.labels,
          },
          spec: { ...deployment.spec.template.spec, nodeName: "b" },
        },
      ]);
      await bed.cluster.api.request("PATCH", `/api/v1/namespaces/${controllerNamespace}/pods/proxy-on-b/status`, {
        status: { conditions: [{ type: "Ready", status: "True" }] },
      });
    });
    expect(values(local)).toEqual(["192.0.2.2"]);
  });
});
