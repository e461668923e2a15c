import { type AuditEvent, kubeMissing } from "@sluice/testkit/kube";
import { describe, expect, it } from "vitest";
import { controllerNamespace, infraOf, type Running, until, useBed, withProvider } from "./setting.ts";

const missing = kubeMissing();
if (missing !== undefined) console.warn(`skipped: ${missing}`);

const name = "envoy-apps-web-";
const core = `/api/v1/namespaces/${controllerNamespace}`;
const apps = `/apis/apps/v1/namespaces/${controllerNamespace}`;

describe.skipIf(missing !== undefined)("proxies in a cluster", () => {
  const bed = useBed(async () => {
    // Each test begins with an empty bed.cluster.
    for (const path of everything()) await bed.cluster.api.request("DELETE", path);
    await until(
      () => fleetNames(),
      (names) => names.length === 0,
    );
  });

  const everything = (): readonly string[] => [
    ...["serviceaccounts", "configmaps", "services"].map(
      (kind) => `${core}/${kind}?labelSelector=app.kubernetes.io/name=envoy`,
    ),
    ...["deployments", "daemonsets"].map((kind) => `${apps}/${kind}`),
    `/apis/autoscaling/v2/namespaces/${controllerNamespace}/horizontalpodautoscalers`,
    `/apis/policy/v1/namespaces/${controllerNamespace}/poddisruptionbudgets`,
  ];
  const fleetNames = async (): Promise<readonly string[]> => {
    const lists = await Promise.all(everything().map((path) => bed.cluster.api.request("GET", path)));
    return lists.flatMap(({ body }) =>
      body.items.map(
        (item: { metadata: { name: string } }) => `${body.kind.replace(/List$/, "")} ${item.metadata.name}`,
      ),
    );
  };
  const served = async (one: Running, infra = infraOf()): Promise<string> => {
    one.infra.set(infra);
    one.infra.markSynced();
    const names = await until(fleetNames, (found) => found.some((found) => found.startsWith(`Service ${name}`)));
    return names.find((found) => found.startsWith("Deployment"))?.split(" ")[1] ?? "";
  };
  /** Writes since a moment, by anybody but the administrator's own client, once there are so many. */
  const writesSince = async (moment: number, atLeast = 0): Promise<readonly string[]> => {
    const writes = (events: readonly AuditEvent[]): readonly AuditEvent[] =>
      events.filter(
        ({ verb, at, userAgent }) =>
          at >= moment && /^(create|update|patch|delete)/.test(verb) && /sluice/.test(userAgent),
      );
    const events = await bed.cluster.audited((events) => writes(events).length >= atLeast);
    return writes(events).map(({ verb, resource, name: of, status }) => `${verb} ${resource} ${of} ${status}`);
  };
  const setStatus = (path: string, status: object): Promise<unknown> =>
    bed.cluster.api.request("PATCH", `${path}/status`, { status });

  it("makes what an Infra asks for, and tells when it serves", async () => {
    const one = await bed.start();
    const deployment = await served(one);
    expect(await fleetNames()).toEqual([
      `ServiceAccount ${deployment}`,
      `ConfigMap ${deployment}`,
      `Service ${deployment}`,
      `Deployment ${deployment}`,
    ]);
    expect(deployment).toMatch(/^envoy-apps-web-[0-9a-f]{8}$/);
    const live = await bed.cluster.api.get(`${apps}/deployments/${deployment}`);
    const gatewayClass = await bed.cluster.api.get("/apis/gateway.networking.k8s.io/v1/gatewayclasses/eg");
    expect(live.metadata.ownerReferences).toMatchObject([
      { kind: "GatewayClass", name: "eg", uid: gatewayClass.metadata.uid },
    ]);
    expect(one.state()).toMatchObject({ ready: false, addresses: [], running: 0, wanted: 1 });

    await setStatus(`${apps}/deployments/${deployment}`, { replicas: 1, readyReplicas: 1, availableReplicas: 1 });
    await until(
      () => one.state(),
      (state) => state?.message?.includes("no address of a load balancer yet") === true,
    );
    await setStatus(`${core}/services/${deployment}`, {
      loadBalancer: { ingress: [{ ip: "192.0.2.7" }, { hostname: "lb.example" }] },
    });
    const state = await until(
      () => one.state(),
      (found) => found?.ready === true,
    );
    expect(state).toEqual({
      key: "apps/web",
      ready: true,
      running: 1,
      wanted: 1,
      addresses: [
        { type: "IPAddress", value: "192.0.2.7" },
        { type: "Hostname", value: "lb.example" },
      ],
    });
  });

  it("writes nothing while nothing changes, nor after a restart", async () => {
    const infra = infraOf(
      withProvider({
        envoyDeployment: {
          replicas: 2,
          pod: { tolerations: [{ key: "edge", operator: "Exists" }], annotations: { a: "b" } },
          container: {
            resources: { limits: { cpu: "1000m", memory: "1024Mi" }, requests: { cpu: "0.5" } },
            env: [{ name: "MODE", value: "" }],
          },
        },
        envoyService: { loadBalancerSourceRanges: ["192.0.2.0/24"], annotations: { lb: "internal" } },
        envoyHpa: { minReplicas: 2, maxReplicas: 5 },
        envoyPDB: { maxUnavailable: "50%" },
      }),
    );
    const first = await bed.start();
    const deployment = await served(first, infra);
    await until(fleetNames, (names) => names.length === 6);
    const begun = Date.now();
    await setStatus(`${apps}/deployments/${deployment}`, { replicas: 1, availableReplicas: 1, readyReplicas: 1 });
    await until(
      () => first.state(),
      (state) => state?.running === 1,
    );
    await bed.closeAll();
    const second = await bed.start();
    second.infra.set(infra);
    second.infra.markSynced();
    await until(
      () => second.state(),
      (state) => state?.running === 1,
    );
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await writesSince(begun)).toEqual([]);
    expect(second.events).toEqual([]);
  });

  it("changes only what differs, and takes away what is no longer asked for", async () => {
    const one = await bed.start();
    const deployment = await served(
      one,
      infraOf({ ...withProvider({ envoyService: { annotations: { a: "1", b: "2" } } }) }),
    );
    const begun = Date.now();
    one.infra.set(infraOf({ ...withProvider({ envoyService: { annotations: { b: "3" } } }) }));
    const service = await until(
      () => bed.cluster.api.get(`${core}/services/${deployment}`),
      (live) => live.metadata.annotations?.b === "3",
    );
    expect(service.metadata.annotations).toEqual({ b: "3" });
    expect(await writesSince(begun, 1)).toEqual([`patch services ${deployment} 200`]);
  });

  it("takes back what somebody changes, and leaves what others add", async () => {
    const one = await bed.start();
    const deployment = await served(one);
    const path = `${apps}/deployments/${deployment}`;
    await bed.cluster.api.request("PATCH", path, {
      metadata: { annotations: { "example.com/note": "mine" } },
      spec: { minReadySeconds: 3, template: { spec: { terminationGracePeriodSeconds: 1 } } },
    });
    const live = await until(
      () => bed.cluster.api.get(path),
      (found) => found.spec.template.spec.terminationGracePeriodSeconds === 360,
    );
    expect(live.metadata.annotations["example.com/note"]).toBe("mine");
    expect(live.spec.minReadySeconds).toBe(3);
    await bed.cluster.api.delete(`${core}/services/${deployment}`);
    await until(
      () => bed.cluster.api.get(`${core}/services/${deployment}`),
      (found) => found !== undefined,
    );
  });

  it("takes everything down with its Infra, and what others left without one", async () => {
    const first = await bed.start();
    await served(first);
    first.infra.set(infraOf({ owner: { group: "", kind: "GatewayClass", namespace: "", name: "other" } }, "theirs"));
    await until(fleetNames, (names) => names.length === 8);
    await bed.closeAll();

    const second = await bed.start();
    second.infra.set(infraOf({}, "api"));
    second.infra.markSynced();
    const left = await until(
      fleetNames,
      (names) => names.some((found) => found.includes("Service envoy-apps-api")) && names.length === 8,
    );
    expect(left.filter((found) => found.includes("theirs"))).toHaveLength(4);
    second.infra.delete("apps/api");
    await until(fleetNames, (names) => names.length === 4);
    expect(second.managed.states.list()).toEqual([]);
    expect(second.events.filter((event) => event.kind === "problem")).toEqual([]);
  });

  it("writes only while it leads, and tells states all the same", async () => {
    const leader = await bed.start();
    const follower = await bed.start({ leading: false });
    follower.infra.set(infraOf({}, "later"));
    follower.infra.markSynced();
    const deployment = await served(leader);
    await setStatus(`${apps}/deployments/${deployment}`, { replicas: 1, availableReplicas: 1, readyReplicas: 1 });
    follower.infra.set(infraOf());
    await until(
      () => follower.state(),
      (state) => state?.running === 1,
    );
    leader.lead(false);
    const begun = Date.now();
    leader.infra.set(infraOf({ annotations: { more: "1" } }));
    leader.infra.delete("apps/web");
    await until(
      () => leader.managed.states.size,
      (size) => size === 0,
    );
    expect(await writesSince(begun)).toEqual([]);
    follower.lead(true);
    await until(fleetNames, (names) => names.some((found) => found.startsWith("Deployment envoy-apps-later")));
    expect(await fleetNames()).toContain(`Deployment ${deployment}`);
  });

  it("waits for its lease, and goes on when it is sure of it", async () => {
    const one = await bed.start();
    one.hold(false);
    one.infra.set(infraOf());
    one.infra.markSynced();
    await until(
      () => one.state(),
      (state) => state !== undefined,
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await fleetNames()).toEqual([]);
    one.hold(true);
    await until(fleetNames, (names) => names.length === 4);
  });

  it("lets a predecessor serve until its heir does", async () => {
    const one = await bed.start();
    const deployment = await served(one);
    await setStatus(`${apps}/deployments/${deployment}`, { replicas: 1, availableReplicas: 1, readyReplicas: 1 });
    one.infra.set(infraOf(withProvider({ envoyDaemonSet: { name: "edge" } })));
    await until(fleetNames, (names) => names.includes("DaemonSet edge"));
    expect(await fleetNames()).toContain(`Deployment ${deployment}`);
    await until(
      () => one.state(),
      (state) => state?.wanted === 0,
    );
    await setStatus(`${apps}/daemonsets/edge`, {
      desiredNumberScheduled: 1,
      currentNumberScheduled: 1,
      numberMisscheduled: 0,
      numberReady: 1,
      numberAvailable: 1,
    });
    await until(fleetNames, (names) => !names.includes(`Deployment ${deployment}`));
    expect(one.state()).toMatchObject({ running: 1, wanted: 1 });
  });

  it("leaves the number of replicas alone when an autoscaler takes over", async () => {
    const one = await bed.start();
    const deployment = await served(one, infraOf(withProvider({ envoyDeployment: { replicas: 4 } })));
    const path = `${apps}/deployments/${deployment}`;
    one.infra.set(infraOf(withProvider({ envoyHpa: { maxReplicas: 9 } })));
    await until(fleetNames, (names) => names.length === 5);
    await bed.cluster.api.request("PATCH", `${path}/scale`, { spec: { replicas: 6 } });
    await until(
      () => one.state(),
      (state) => state?.wanted === 6,
    );
    one.infra.set(infraOf({ ...withProvider({ envoyHpa: { maxReplicas: 9 } }), annotations: { later: "1" } }));
    const live = await until(
      () => bed.cluster.api.get(path),
      (found) => found.metadata.annotations?.later === "1",
    );
    expect(live.spec.replicas).toBe(6);
  });
});
