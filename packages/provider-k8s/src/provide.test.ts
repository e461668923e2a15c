import { setTimeout as sleep } from "node:timers/promises";
import { kubeMissing, startCluster, startCuttableProxy, type TestCluster } from "@sluice/testkit/kube";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Followed, follow } from "../test/follow.ts";
import { gateway, namespace, permissiveCrd, route, secret, service } from "../test/objects.ts";
import { openCluster } from "./open-cluster.ts";
import { type KubernetesProviderOptions, kubernetesProvider } from "./provide.ts";

const missing = kubeMissing();
if (missing !== undefined) console.log(`skipped: ${missing}`);

const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const gateways = "/apis/gateway.networking.k8s.io/v1/namespaces/default/gateways";

describe.skipIf(missing !== undefined)("resources of a real API server", { timeout: 180_000 }, () => {
  let kube: TestCluster;
  const endings: (() => Promise<void> | void)[] = [];
  beforeAll(async () => {
    kube = await startCluster();
  }, 180_000);
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end();
  });
  afterAll(() => kube?.stop());

  async function start(
    more: Omit<KubernetesProviderOptions, "cluster"> & {
      readonly kubeconfig?: string;
      readonly userAgent?: string;
    } = {},
  ): Promise<Followed> {
    const { kubeconfig = kube.kubeconfig, userAgent = "provider", ...options } = more;
    const cluster = await openCluster({ kubeconfig, userAgent });
    const followed = follow(kubernetesProvider({ cluster, ...options }));
    endings.push(async () => {
      followed.stop();
      await cluster.close();
    });
    return followed;
  }

  it("keeps only the Secrets that something refers to, and delivers a new reference with what it refers to", async () => {
    await kube.api.apply([secret("used"), secret("unused"), secret("later"), secret("own"), gateway("gate", ["used"])]);
    const seen = await start({ needed: [{ kind: "Secret", namespace: "default", name: "own" }] });
    await seen.until(() => seen.synced);
    expect(seen.keys("Secret")).toEqual(["Secret/default/own", "Secret/default/used"]);

    await kube.api.apply([gateway("gate", ["used", "later", "absent"])]);
    await seen.until(() => seen.keys("Secret").includes("Secret/default/later"));
    const change = seen.events.find(
      (event) => event.kind === "changed" && event.upserts.some(({ key }) => key === "default/later"),
    );
    expect(change).toMatchObject({ upserts: [{ kind: "Gateway" }, { kind: "Secret" }] });

    await kube.api.apply([secret("absent"), secret("unused", "default", "bmV3")]);
    await seen.until(() => seen.keys("Secret").includes("Secret/default/absent"));
    await kube.api.apply([gateway("gate", ["absent"])]);
    await seen.until(() => seen.keys("Secret").join() === "Secret/default/absent,Secret/default/own");
    await kube.api.delete(`${gateways}/gate`);
    await seen.until(() => seen.keys("Secret").join() === "Secret/default/own");
  });

  it("goes on where it was when connections are dropped, without a new list", async () => {
    const proxy = await startCuttableProxy(Number(new URL(kube.url).port));
    endings.push(() => proxy.close());
    const userAgent = "dropped";
    const seen = await start({ userAgent, kubeconfig: kube.kubeconfigFor(`https://127.0.0.1:${proxy.port}`) });
    await seen.until(() => seen.synced);
    const lists = async (): Promise<number> =>
      (await kube.audited()).filter(
        ({ userAgent: by, verb, resource }) => `${by} ${verb} ${resource}` === "dropped list httproutes",
      ).length;
    const before = await lists();
    proxy.drop();
    await kube.api.apply([route("dropped")]);
    await seen.until(() => seen.get("HTTPRoute/default/dropped") !== undefined);
    proxy.drop();
    await kube.api.delete("/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes/dropped");
    await seen.until(() => seen.get("HTTPRoute/default/dropped") === undefined);
    expect(await lists()).toBe(before);
  });

  it("survives a network that swallows everything", async () => {
    const proxy = await startCuttableProxy(Number(new URL(kube.url).port));
    endings.push(() => proxy.close());
    const long = process.env.SLUICE_LONG === "1";
    const seen = await start({
      kubeconfig: kube.kubeconfigFor(`https://127.0.0.1:${proxy.port}`),
      timing: long ? {} : { silenceMs: 500, answerMs: 1000 },
    });
    await kube.api.apply([service("before")]);
    await seen.until(() => seen.synced && seen.get("Service/default/before") !== undefined);
    proxy.partition();
    await kube.api.apply([service("meanwhile")]);
    await kube.api.delete("/api/v1/namespaces/default/services/before");
    await seen.until(() => seen.lost !== undefined);
    if (long) await new Promise((resolve) => setTimeout(resolve, 60_000));
    expect(seen.get("Service/default/before")).toBeDefined();
    proxy.restore();
    await seen.until(() => seen.get("Service/default/meanwhile") !== undefined);
    expect(seen.get("Service/default/before")).toBeUndefined();
    await seen.until(() => seen.lost === undefined);
  });

  it("reads a kind whose CRD comes, and lets go of its objects when the CRD goes", async () => {
    const seen = await start();
    await seen.until(() => seen.synced);
    const backend = {
      apiVersion: "gateway.envoyproxy.io/v1alpha1",
      kind: "Backend",
      metadata: { name: "b", namespace: "default" },
    };
    const endpoints = [{ ip: { address: "10.0.0.1", port: 80 } }];
    await kube.api.apply([permissiveCrd("Backend", "backends"), { ...backend, spec: { endpoints } }]);
    await seen.until(() => seen.get("Backend/default/b") !== undefined);
    await kube.api.delete(`${crds}/backends.gateway.envoyproxy.io`);
    await seen.until(() => seen.get("Backend/default/b") === undefined);
    // What is applied to a CRD that still ends would end with it.
    while ((await kube.api.get(`${crds}/backends.gateway.envoyproxy.io`)) !== undefined) await sleep(50);
    await kube.api.apply([permissiveCrd("Backend", "backends"), { ...backend, spec: { endpoints } }]);
    await seen.until(() => seen.get("Backend/default/b") !== undefined);
    const lost = seen.events.filter((event) => event.kind === "lost" && event.message.includes("backends"));
    expect(lost).toEqual([]);
  });

  it("reports objects of a shape that cannot be read, and keeps what it last could", async () => {
    const filter = (name: string, spec: unknown) => ({
      apiVersion: "gateway.envoyproxy.io/v1alpha1",
      kind: "HTTPRouteFilter",
      metadata: { name, namespace: "default" },
      spec,
    });
    const good = { urlRewrite: { hostname: { type: "Backend" } } };
    await kube.api.apply([
      permissiveCrd("HTTPRouteFilter", "httproutefilters"),
      filter("bad", { urlRewrite: "no" }),
      filter("turns", good),
    ]);
    const seen = await start();
    await seen.until(() => seen.synced && seen.get("HTTPRouteFilter/default/turns") !== undefined);
    expect(seen.reports).toMatchObject([{ severity: "error", about: { name: "bad" } }]);
    await kube.api.apply([filter("turns", { urlRewrite: 7 })]);
    await seen.until(() => seen.reports.some(({ about }) => about.name === "turns"));
    expect(seen.get("HTTPRouteFilter/default/turns")).toMatchObject({ spec: good });
    await kube.api.apply([filter("turns", good), filter("bad", good)]);
    await seen.until(() => seen.reports.length === 0 && seen.get("HTTPRouteFilter/default/bad") !== undefined);
  });

  it("reads the namespaces that are named, and no others", async () => {
    await kube.api.apply([
      namespace("one"),
      namespace("two"),
      service("s", "one"),
      service("s", "two"),
      secret("s", "two"),
    ]);
    await kube.api.apply([gateway("g", ["s"], "one"), secret("s", "one"), secret("own", "two")]);
    const seen = await start({
      watch: { namespaces: ["one", "later"] },
      needed: [{ kind: "Secret", namespace: "two", name: "own" }],
    });
    await seen.until(() => seen.synced);
    expect(seen.keys("Namespace")).toEqual(["Namespace/one"]);
    expect(seen.keys("Service")).toEqual(["Service/one/s"]);
    expect(seen.keys("Secret")).toEqual(["Secret/one/s", "Secret/two/own"]);
    await kube.api.apply([namespace("later"), service("s", "later"), service("t", "two")]);
    await seen.until(() => seen.keys("Service").join() === "Service/later/s,Service/one/s");
    await seen.until(() => seen.keys("Namespace").join() === "Namespace/later,Namespace/one");
  });

  it("reads the namespaces whose labels match, as they change", async () => {
    await kube.api.apply([namespace("in", { tier: "edge" }), namespace("out", { tier: "core" })]);
    await kube.api.apply([service("s", "in"), service("s", "out"), route("r", "out")]);
    const matchExpressions = [{ key: "tier", operator: "In", values: ["edge"] }];
    const seen = await start({ watch: { namespaceSelector: { matchExpressions } } });
    await seen.until(() => seen.synced);
    expect(seen.keys("Service")).toEqual(["Service/in/s"]);
    await kube.api.apply([namespace("out", { tier: "edge" })]);
    await seen.until(
      () => seen.keys("Service").join() === "Service/in/s,Service/out/s" && seen.keys("HTTPRoute").length === 1,
    );
    await kube.api.apply([service("t", "out")]);
    await seen.until(() => seen.keys("Service").length === 3);
    await kube.api.apply([namespace("in", { tier: "core" })]);
    await seen.until(() => seen.keys("Service").join() === "Service/out/s,Service/out/t");
  });

  it("needs only Roles for namespaces that are named, and kinds that are not there need no rights", async () => {
    await kube.api.apply([namespace("roles"), service("s", "roles"), route("r", "roles"), service("other", "default")]);
    const kubeconfig = await kube.kubeconfigOf({ namespace: "roles", name: "control-plane" });
    const subjects = [{ kind: "ServiceAccount", name: "control-plane", namespace: "roles" }];
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", name: "reader-of-roles" };
    const of = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      metadata: { name: "reader-of-roles", namespace: "roles" },
    };
    const verbs = ["get", "list", "watch"];
    await kube.api.apply([
      { ...of, kind: "Role", rules: [{ apiGroups: ["", "gateway.networking.k8s.io"], resources: ["*"], verbs }] },
      { ...of, kind: "RoleBinding", roleRef: { ...roleRef, kind: "Role" }, subjects },
      {
        ...of,
        metadata: { name: "reader-of-roles" },
        kind: "ClusterRole",
        rules: [{ apiGroups: [""], resources: ["namespaces"], resourceNames: ["roles"], verbs }],
      },
      {
        ...of,
        metadata: { name: "reader-of-roles" },
        kind: "ClusterRoleBinding",
        roleRef: { ...roleRef, kind: "ClusterRole" },
        subjects,
      },
    ]);
    const seen = await start({
      kubeconfig,
      watch: { namespaces: ["roles"] },
      kinds: ["Namespace", "Service", "Secret", "HTTPRoute", "ServiceImport"],
      timing: { retry: { firstMs: 50, longestMs: 500 } },
    });
    await seen.until(() => seen.synced);
    expect([...seen.keys("Namespace"), ...seen.keys("Service"), ...seen.keys("HTTPRoute")]).toEqual([
      "Namespace/roles",
      "Service/roles/s",
      "HTTPRoute/roles/r",
    ]);
  });

  it("says what it may not read instead of taking it for empty, and goes on when it may", async () => {
    const kubeconfig = await kube.kubeconfigOf({ namespace: "default", name: "reader" });
    const grant = (resources: readonly string[]) => [
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRole",
        metadata: { name: "reader" },
        rules: [{ apiGroups: ["", "gateway.networking.k8s.io"], resources, verbs: ["get", "list", "watch"] }],
      },
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRoleBinding",
        metadata: { name: "reader" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "reader" },
        subjects: [{ kind: "ServiceAccount", name: "reader", namespace: "default" }],
      },
    ];
    await kube.api.apply(grant(["httproutes"]));
    const timing = { retry: { firstMs: 50, longestMs: 500 } };
    const seen = await start({ kubeconfig, timing, kinds: ["HTTPRoute", "Service"] });
    await seen.until(() => seen.lost !== undefined);
    expect(seen.lost).toContain('cannot list resource "services"');
    expect(seen.synced).toBe(false);
    await kube.api.apply(grant(["httproutes", "services"]));
    await seen.until(() => seen.synced);
    expect(seen.lost).toBeUndefined();
    expect(seen.keys("Service")).toContain("Service/default/kubernetes");
  });

  it("reads more objects than a page holds", async () => {
    const names = Array.from({ length: 620 }, (_, at) => `many-${String(at).padStart(4, "0")}`);
    const path = "/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes";
    for (let at = 0; at < names.length; at += 20)
      await Promise.all(names.slice(at, at + 20).map((name) => kube.api.request("POST", path, route(name))));
    const seen = await start({ kinds: ["HTTPRoute"] });
    await seen.until(() => seen.synced);
    expect(seen.keys("HTTPRoute").filter((key) => key.includes("many-")).length).toBe(names.length);
  });
});
