import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "@sluice/testkit";
import { installCrds, kubeMissing, startCluster, type TestCluster } from "@sluice/testkit/kube";
import {
  ask,
  freePorts,
  type RunningGateway,
  sleep,
  startBackend,
  startGateway,
} from "@sluice/testkit/running-gateway";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const missing = kubeMissing();
if (missing !== undefined) console.warn(`skipped: ${missing}`);

const group = "/apis/gateway.networking.k8s.io/v1";
const crds = join(repositoryRoot, "charts", "sluice", "charts", "crds", "crds");
const leasePath = "/apis/coordination.k8s.io/v1/namespaces/envoy-gateway-system/leases/5b9825d2.gateway.envoyproxy.io";

/** Proxies run on this machine, or nowhere; everything else is a cluster's. */
const config = (infrastructure: string, more = ""): string => `apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyGateway
provider:
  type: Custom
  custom:
    resource:
      type: Kubernetes
      kubernetes: {leaderElection: {leaseDuration: 4s, renewDeadline: 3s, retryPeriod: 500ms}}
    ${infrastructure}
admin: {address: {port: 0}}
extensionApis: {enableBackend: true}
${more}
`;

/** A server of a replica that answers nothing is no reason to fail: it may be on its way. */
const answers = async (port: number, path: string): Promise<number> =>
  await fetch(`http://127.0.0.1:${port}${path}`).then(
    ({ status }) => status,
    () => 0,
  );

async function eventually(holds: () => Promise<boolean>, what: string, running: readonly RunningGateway[] = []) {
  for (const begun = performance.now(); performance.now() - begun < 60_000; await sleep(50))
    if (await holds().catch(() => false)) return;
  throw new Error(`waited a minute for ${what}:\n${running.map((one) => one.log().slice(-3000)).join("\n---\n")}`);
}

describe.skipIf(missing !== undefined)("a gateway on a real API server, and a replica of it", () => {
  let cluster: TestCluster;
  let leader: RunningGateway;
  let follower: RunningGateway;
  let health: readonly number[];
  let gatewayPort: number;
  const backends: { readonly server: { close(): unknown } }[] = [];

  const start = (name: string, infrastructure: string, port: number | undefined): RunningGateway => {
    const file = join(cluster.folder, `${name}.yaml`);
    writeFileSync(file, config(infrastructure));
    return startGateway({
      args: [
        "server",
        "--config-path",
        file,
        "--health-address",
        `127.0.0.1:${port}`,
        "--metrics-address",
        "127.0.0.1:0",
      ],
      home: join(cluster.folder, name),
      from: "source",
      environment: { KUBECONFIG: cluster.kubeconfig, POD_NAME: name },
    });
  };
  const holder = async (): Promise<string> => (await cluster.api.get(leasePath))?.spec?.holderIdentity ?? "";
  const route = (path: string) => ({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "web", namespace: "default" },
    spec: {
      parentRefs: [{ name: "web" }],
      hostnames: ["web.example.com", "stays.example.com"],
      rules: [
        { matches: [{ path: { type: "PathPrefix", value: path } }, { path: { type: "PathPrefix", value: "/stays" } }] },
      ].map((rule) => ({
        ...rule,
        backendRefs: [{ group: "gateway.envoyproxy.io", kind: "Backend", name: "web" }],
      })),
    },
  });
  const serves = (path: string) => async (): Promise<boolean> =>
    (await ask({ port: gatewayPort, host: "web.example.com", path })).status === 200;

  beforeAll(async () => {
    cluster = await startCluster();
    await installCrds(
      cluster.api,
      readdirSync(crds).map((name) => join(crds, name)),
    );
    const backend = await startBackend("web");
    backends.push(backend);
    const [port = 0, ...others] = await freePorts(3);
    gatewayPort = port;
    health = others;
    await cluster.api.apply([
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "envoy-gateway-system" } },
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "GatewayClass",
        metadata: { name: "eg" },
        spec: { controllerName: "gateway.envoyproxy.io/gatewayclass-controller" },
      },
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "Gateway",
        metadata: { name: "web", namespace: "default" },
        spec: { gatewayClassName: "eg", listeners: [{ name: "http", protocol: "HTTP", port }] },
      },
      {
        apiVersion: "gateway.envoyproxy.io/v1alpha1",
        kind: "Backend",
        metadata: { name: "web", namespace: "default" },
        spec: { endpoints: [{ ip: { address: "127.0.0.1", port: backend.port } }] },
      },
      route("/one"),
    ]);
    leader = start("leader", "infrastructure: {type: Host}", health[0]);
    await eventually(async () => (await holder()).startsWith("leader"), "the leader", [leader]);
    follower = start("follower", "", health[1]);
  }, 180_000);

  afterAll(async () => {
    for (const one of [leader, follower]) if (one?.process.exitCode === null) await one.stop();
    for (const { server } of backends) server.close();
    await cluster?.stop();
  }, 120_000);

  it("serves, says so in statuses, and both replicas are ready", { timeout: 120_000 }, async () => {
    await eventually(serves("/one"), "traffic", [leader]);
    for (const port of health)
      await eventually(async () => (await answers(port, "/readyz")) === 200, "a ready replica");
    expect(await answers(health[1] ?? 0, "/healthz")).toBe(200);
    await eventually(async () => {
      const { status } = await cluster.api.get(`${group}/namespaces/default/httproutes/web`);
      return status.parents[0].conditions.every((one: { status: string }) => one.status === "True");
    }, "the status of the route");
    await eventually(async () => {
      const { metadata } = await cluster.api.get(`${group}/gatewayclasses/eg`);
      return metadata.finalizers?.length === 1;
    }, "the finalizer of the class");
    expect(await holder()).toMatch(/^leader_/);
  });

  it("loses no request and no change when the API server restarts and forgets", { timeout: 180_000 }, async () => {
    const codes = new Map<number, number>();
    let stop = false;
    const traffic = Array.from({ length: 2 }, async () => {
      while (!stop) {
        const { status } = await ask({ port: gatewayPort, host: "stays.example.com", path: "/stays" });
        codes.set(status, (codes.get(status) ?? 0) + 1);
        await sleep(10);
      }
    });
    await cluster.api.apply([route("/two")]);
    await eventually(serves("/two"), "a change before", [leader]);
    await cluster.compact();
    await cluster.restartApiserver("SIGKILL");
    await cluster.compact();
    await cluster.api.apply([route("/three")]);
    await eventually(serves("/three"), "a change after", [leader]);
    await eventually(async () => {
      const { metadata, status } = await cluster.api.get(`${group}/namespaces/default/httproutes/web`);
      const { generation } = metadata;
      return status.parents[0].conditions.every(
        (one: { observedGeneration: number }) => one.observedGeneration === generation,
      );
    }, "the status of the change");
    stop = true;
    await Promise.all(traffic);
    expect([...codes.keys()]).toEqual([200]);
  });

  it("takes up a changed configuration, and leaves a broken one alone", { timeout: 120_000 }, async () => {
    const file = join(cluster.folder, "follower.yaml");
    const said = (words: RegExp) => async (): Promise<boolean> => follower.lines.some(({ msg }) => words.test(msg));
    writeFileSync(file, config("", "logging: {level: {default: debug}}"));
    await eventually(said(/configuration of the log changed/), "another level", [follower]);
    writeFileSync(file, config("", "logging: loud"));
    await eventually(said(/is not taken up/), "a refusal", [follower]);
    expect(await answers(health[1] ?? 0, "/readyz")).toBe(200);
    writeFileSync(file, config("", "envoyProxy: {ipFamily: IPv4}"));
    await eventually(said(/starting anew/), "a new beginning", [follower]);
    await eventually(async () => (await answers(health[1] ?? 0, "/readyz")) === 200, "readiness", [follower]);
    expect(follower.process.exitCode).toBeNull();
  });

  it("has one writer at a time: one that was paused writes no more", { timeout: 120_000 }, async () => {
    leader.process.kill("SIGSTOP");
    await eventually(async () => (await holder()).startsWith("follower"), "another leader", [follower]);
    await cluster.api.apply([route("/four")]);
    const generation = async (): Promise<boolean> => {
      const { metadata, status } = await cluster.api.get(`${group}/namespaces/default/httproutes/web`);
      return status.parents[0].conditions[0].observedGeneration === metadata.generation;
    };
    await eventually(generation, "a status of the new leader", [follower]);
    const before = (await cluster.audited()).length;
    leader.process.kill("SIGCONT");
    await eventually(serves("/four"), "the change, served by who was paused", [leader]);
    await eventually(
      async () => leader.lines.some(({ msg }) => /This process follows follower/.test(msg)),
      "a leader that knows it is none",
      [leader],
    );
    expect(await holder()).toMatch(/^follower_/);
    const late = (await cluster.audited()).slice(before);
    const changes = ["create", "update", "patch", "delete"];
    const writes = late.filter(({ verb, userAgent }) => changes.includes(verb) && userAgent === "sluice/leader");
    // To ask for the lease is no crime.
    expect(writes.filter(({ resource }) => resource !== "leases")).toEqual([]);
  });

  it("gives the lease back at its end", { timeout: 60_000 }, async () => {
    expect(await follower.stop()).toBe(0);
    const { spec } = await cluster.api.get(leasePath);
    // Given back, or already the other's: it did not have to wait for the lease to run out.
    expect(spec.holderIdentity ?? "").not.toMatch(/^follower/);
    await eventually(async () => (await holder()).startsWith("leader"), "the one that is left", [leader]);
    expect(await leader.stop()).toBe(0);
  });
});
