import { createGraph, type Graph } from "@sluice/collections";
import { createResourceStore } from "@sluice/resources";
import { type AuditEvent, kubeMissing, startCluster, type TestCluster } from "@sluice/testkit/kube";
import { BehaviorSubject, type Subscription } from "rxjs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { KubernetesCluster } from "./cluster.ts";
import type { Leadership } from "./lead.ts";
import { openCluster } from "./open-cluster.ts";
import { kubernetesProvider } from "./provide.ts";
import { type SeenStatuses, seenStatuses } from "./seen-statuses.ts";
import { type StatusEvent, type WrittenStatus, writeStatuses } from "./write-statuses.ts";

const missing = kubeMissing();
if (missing !== undefined) console.log(`skipped: ${missing}`);

const ours = "example.com/ours";
const routes = "/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes";
const gateways = "/apis/gateway.networking.k8s.io/v1/namespaces/default/gateways";

describe.skipIf(missing !== undefined)("statuses on a real API server", { timeout: 120_000 }, () => {
  let kube: TestCluster;
  const endings: (() => Promise<void> | void)[] = [];
  beforeAll(async () => {
    kube = await startCluster();
  }, 180_000);
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end();
    for (const path of [routes, gateways]) {
      for (const { metadata } of (await kube.api.get(path)).items) await kube.api.delete(`${path}/${metadata.name}`);
    }
  });
  afterAll(() => kube?.stop());

  /** A writer beside a provider that fills `seen`, as in the gateway. */
  async function start(
    more: {
      readonly leadership$?: BehaviorSubject<Leadership>;
      readonly userAgent?: string;
      readonly initial?: readonly WrittenStatus[];
    } = {},
  ) {
    const cluster = await openCluster({ kubeconfig: kube.kubeconfig, userAgent: more.userAgent ?? "writer" });
    const seen = seenStatuses();
    const graph = createGraph();
    const statuses = graph.source<WrittenStatus>("statuses");
    const stopped = follow({ cluster, seen, graph });
    await stopped.synced;
    const events: StatusEvent[] = [];
    const { leadership$ } = more;
    const writing = writeStatuses(statuses, {
      cluster,
      controllerName: ours,
      seen,
      ...(leadership$ === undefined ? {} : { leadership$ }),
    }).subscribe((event) => events.push(event));
    endings.push(async () => {
      writing.unsubscribe();
      stopped.subscription.unsubscribe();
      await cluster.close();
    });
    for (const one of more.initial ?? []) statuses.set(one);
    statuses.markSynced();
    return { cluster, seen, statuses, events, graph };
  }

  it("writes what is new, keeps what others wrote, and times of conditions that do not change", async () => {
    await kube.api.apply([route("web")]);
    const foreign = [parent("example.com/other", "theirs", "False"), parent("example.com/third", "theirs", "True")];
    await putStatus(`${routes}/web`, { parents: foreign });
    const { statuses } = await start();
    statuses.set(status("web", [desiredParent("gate", "True")]));
    await until(async () => (await parentsOf("web")).length === 3);
    const first = await parentsOf("web");
    expect(first.slice(0, 2)).toEqual(foreign);
    expect(first[2]).toMatchObject({ controllerName: ours, parentRef: { name: "gate" } });
    const { lastTransitionTime } = first[2].conditions[0];
    expect(Math.abs(Date.parse(lastTransitionTime) - Date.now())).toBeLessThan(60_000);

    await new Promise((resolve) => setTimeout(resolve, 1100));
    statuses.set(status("web", [desiredParent("gate", "True", "still so")]));
    await until(async () => (await parentsOf("web"))[2].conditions[0].message === "still so");
    expect((await parentsOf("web"))[2].conditions[0].lastTransitionTime).toBe(lastTransitionTime);

    statuses.set(status("web", [desiredParent("gate", "False")]));
    await until(async () => (await parentsOf("web"))[2].conditions[0].status === "False");
    expect((await parentsOf("web"))[2].conditions[0].lastTransitionTime).not.toBe(lastTransitionTime);

    statuses.delete("HTTPRoute/default/web");
    await until(async () => (await parentsOf("web")).length === 2);
    expect(await parentsOf("web")).toEqual(foreign);
  });

  it("writes nothing when all is as it should be, not even after a restart", async () => {
    await kube.api.apply([route("quiet")]);
    const quiet = status("quiet", [desiredParent("gate", "True")]);
    const first = await start({ userAgent: "first", initial: [quiet] });
    await until(() => first.events.some(({ kind }) => kind === "idle"));
    for (const end of endings.splice(0).reverse()) await end();
    const second = await start({ userAgent: "second", initial: [quiet] });
    // A write of another object afterwards proves that the first had its turn.
    await kube.api.apply([route("loud")]);
    second.statuses.set(status("loud", [desiredParent("gate", "True")]));
    await until(async () => (await parentsOf("loud")).length === 1);
    const written = (events: readonly AuditEvent[]): readonly string[] =>
      events
        .filter(({ verb, subresource }) => verb === "update" && subresource === "status")
        .filter(({ userAgent }) => userAgent === "second")
        .map(({ name }) => name);
    const events = await kube.audited((events) => written(events).length > 0);
    expect(written(events)).toEqual(["loud"]);
  });

  it("repairs what somebody else removed from our entries", async () => {
    await kube.api.apply([route("torn")]);
    const { statuses, events } = await start();
    statuses.set(status("torn", [desiredParent("gate", "True")]));
    await until(() => events.some(({ kind }) => kind === "written"));
    await putStatus(`${routes}/torn`, { parents: [] });
    await until(async () => (await parentsOf("torn")).length === 1);
  });

  it("removes entries of an earlier life that nothing stands for any more", async () => {
    await kube.api.apply([route("old")]);
    await putStatus(`${routes}/old`, {
      parents: [parent("example.com/other", "theirs", "True"), parent(ours, "gone", "True")],
    });
    await start();
    await until(async () => (await parentsOf("old")).length === 1);
    expect((await parentsOf("old"))[0].controllerName).toBe("example.com/other");
  });

  it("goes on after conflicts without losing what others wrote meanwhile", async () => {
    await kube.api.apply([route("busy")]);
    const { statuses, events } = await start();
    const hadConflict = (): boolean =>
      events.some((event) => event.kind === "failed" || (event.kind === "written" && event.attempts > 1));
    let stop = false;
    const rival = (async () => {
      for (let at = 0; !stop; at++) {
        const { body } = await kube.api.request("GET", `${routes}/busy`);
        const others = (body.status?.parents ?? []).filter(
          ({ controllerName }: { controllerName: string }) => controllerName === ours,
        );
        await kube.api.request("PUT", `${routes}/busy/status`, {
          ...body,
          status: { parents: [parent("example.com/other", "theirs", "True", `round ${at}`), ...others] },
        });
      }
    })();
    try {
      // Who comes first is chance: there are wishes until both came at once.
      for (let at = 0; at < 5 || (!hadConflict() && at < 500); at++) {
        statuses.set(status("busy", [desiredParent("gate", "True", `wish ${at}`)]));
        await until(async () =>
          (await parentsOf("busy")).some(({ conditions }) => conditions[0].message === `wish ${at}`),
        );
      }
    } finally {
      stop = true;
      await rival;
    }
    expect((await parentsOf("busy")).map(({ controllerName }) => controllerName).sort()).toEqual([
      "example.com/other",
      ours,
    ]);
    expect(hadConflict()).toBe(true);
  }, 120_000);

  it("writes a Gateway at most 50 times while 1,000 routes attach, and ends with the right number", async () => {
    await kube.api.apply([gateway("counted")]);
    const foreign = {
      ...condition("example.com/Foreign", "True", "theirs"),
      lastTransitionTime: "2024-01-02T03:04:05Z",
    };
    await putStatus(`${gateways}/counted`, { conditions: [foreign] });
    const { statuses, events } = await start();
    for (let count = 0; count <= 1000; count++) {
      statuses.set(gatewayStatus("counted", count));
      if (count % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await until(async () => (await kube.api.get(`${gateways}/counted`)).status.listeners?.[0]?.attachedRoutes === 1000);
    const writes = events.filter(({ kind }) => kind === "written").length;
    expect(writes).toBeGreaterThan(0);
    expect(writes).toBeLessThanOrEqual(50);
    const conditions = (await kube.api.get(`${gateways}/counted`)).status.conditions;
    expect(conditions.map(({ type }: { type: string }) => type)).toContain("example.com/Foreign");
  });

  it("drops statuses of objects that are gone, and tells of those that are refused", async () => {
    await kube.api.apply([route("brief"), route("wrong")]);
    const { statuses, events } = await start();
    await kube.api.delete(`${routes}/brief`);
    statuses.set(status("brief", [desiredParent("gate", "True")]));
    await until(() => events.some((event) => event.kind === "dropped" && event.key === "HTTPRoute/default/brief"));
    statuses.set(status("wrong", [{ ...desiredParent("gate", "True"), controllerName: "not a name" }]));
    await until(() => events.some((event) => event.kind === "failed" && event.key === "HTTPRoute/default/wrong"));
    statuses.set(status("wrong", [desiredParent("gate", "True")]));
    await until(async () => (await parentsOf("wrong")).length === 1);
  });

  it("writes only while it leads, and catches up when it does", async () => {
    await kube.api.apply([route("led")]);
    const leadership$ = new BehaviorSubject<Leadership>(following());
    const { statuses, events } = await start({ leadership$ });
    statuses.set(status("led", [desiredParent("gate", "True", "first")]));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await parentsOf("led")).toEqual([]);
    leadership$.next({ leading: true, holds: () => true });
    await until(async () => (await parentsOf("led")).length === 1);

    // Its lease is over and it does not know yet: it must find out before it writes.
    let holds = false;
    leadership$.next({ leading: true, holds: () => holds });
    const before = events.filter(({ kind }) => kind === "written").length;
    statuses.set(status("led", [desiredParent("gate", "True", "second")]));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await parentsOf("led"))[0].conditions[0].message).toBe("first");
    expect(events.filter(({ kind }) => kind === "written").length).toBe(before);
    holds = true;
    await until(async () => (await parentsOf("led"))[0].conditions[0].message === "second");
  });

  // biome-ignore lint/suspicious/noExplicitAny: what the server answers
  async function parentsOf(name: string): Promise<any[]> {
    return (await kube.api.get(`${routes}/${name}`)).status?.parents ?? [];
  }

  async function putStatus(path: string, value: unknown): Promise<void> {
    const { body } = await kube.api.request("GET", path);
    const answer = await kube.api.request("PUT", `${path}/status`, { ...body, status: value });
    expect(answer.status).toBe(200);
  }
});

function follow({ cluster, seen, graph }: { cluster: KubernetesCluster; seen: SeenStatuses; graph: Graph }): {
  readonly synced: Promise<void>;
  readonly subscription: Subscription;
} {
  const store = createResourceStore(graph);
  let subscription: Subscription | undefined;
  const synced = new Promise<void>((resolve) => {
    subscription = kubernetesProvider({ cluster, seen, kinds: ["Gateway", "HTTPRoute"] })
      .watch()
      .subscribe((event) => {
        store.apply(event);
        if (event.kind === "synced") resolve();
      });
  });
  return { synced, subscription: subscription as unknown as Subscription };
}

function following(): Leadership {
  return { leading: false, holds: () => false };
}

function route(name: string) {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name, namespace: "default" },
    spec: { parentRefs: [{ name: "gate" }] },
  };
}

function gateway(name: string) {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: { name, namespace: "default" },
    spec: { gatewayClassName: "any", listeners: [{ name: "http", port: 80, protocol: "HTTP" }] },
  };
}

function condition(type: string, value: string, message: string) {
  return { type, status: value, reason: "Tested", message, observedGeneration: 1 };
}

function parent(controllerName: string, name: string, value: string, message = "said so") {
  const parentRef = { group: "gateway.networking.k8s.io", kind: "Gateway", name };
  const conditions = [{ ...condition("Accepted", value, message), lastTransitionTime: "2024-01-02T03:04:05Z" }];
  return { controllerName, parentRef, conditions };
}

function desiredParent(name: string, value: string, message = "so it is") {
  return { controllerName: ours, parentRef: { name }, conditions: [condition("Accepted", value, message)] };
}

function status(name: string, parents: readonly unknown[]): WrittenStatus {
  return { key: `HTTPRoute/default/${name}`, kind: "HTTPRoute", namespace: "default", name, status: { parents } };
}

function gatewayStatus(name: string, attachedRoutes: number): WrittenStatus {
  const conditions = ["Accepted", "Programmed"].map((type) => condition(type, "True", "so it is"));
  const listeners = [{ name: "http", supportedKinds: [{ kind: "HTTPRoute" }], attachedRoutes, conditions }];
  return {
    key: `Gateway/default/${name}`,
    kind: "Gateway",
    namespace: "default",
    name,
    status: { conditions, listeners },
  };
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const since = Date.now(); Date.now() - since < 30_000; await new Promise((resolve) => setTimeout(resolve, 30)))
    if (await holds()) return;
  throw new Error("it did not come about within 30 s");
}
