import { createGraph, type Source } from "@sluice/collections";
import { openCluster } from "@sluice/provider-k8s";
import { kubeMissing, type TestCluster } from "@sluice/testkit/kube";
import { BehaviorSubject } from "rxjs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  type FoundGatewayService,
  type GatewayService,
  gatewayOfService,
  type InfraEvent,
  type InfraLeadership,
  keepGatewayServices,
} from "../../src/index.ts";
import { startBed, until } from "./setting.ts";

const missing = kubeMissing();
if (missing !== undefined) console.warn(`skipped: ${missing}`);

const services = "/api/v1/namespaces/apps/services";

const web: GatewayService = {
  key: "apps/web",
  namespace: "apps",
  gateway: { name: "web", uid: undefined },
  className: "eg",
  labels: { team: "a" },
  annotations: { note: "b" },
  leadsTo: "envoy-apps-web.envoy-gateway-system.svc.cluster.local",
};

interface Running {
  readonly wanted: Source<GatewayService>;
  readonly events: InfraEvent[];
  readonly leadership$: BehaviorSubject<InfraLeadership>;
  close(): Promise<void>;
}

describe.skipIf(missing !== undefined)("names beside Gateways", () => {
  let cluster: TestCluster;
  const running: Running[] = [];

  beforeAll(async () => {
    cluster = await startBed();
  }, 120_000);
  afterAll(async () => {
    await cluster?.stop();
  });
  afterEach(async () => {
    for (const one of running.splice(0)) await one.close();
    for (const { metadata } of (await cluster.api.get(services)).items)
      await cluster.api.delete(`${services}/${metadata.name}`);
  });

  /** Keeps names, and tells what is in the cluster as a provider would. */
  const start = async (leading = true): Promise<Running> => {
    const graph = createGraph();
    const wanted = graph.source<GatewayService>("wanted");
    const found = graph.source<FoundGatewayService>("found");
    const api = await openCluster({ kubeconfig: cluster.kubeconfig });
    const leadership$ = new BehaviorSubject<InfraLeadership>({ leading, holds: () => leading });
    const events: InfraEvent[] = [];
    const look = async (): Promise<void> => {
      const { items } = await cluster.api.get(services);
      found.replace(
        items.flatMap(({ metadata, spec }: Live): FoundGatewayService[] => {
          const { name, namespace, uid, labels = {}, annotations = {} } = metadata;
          if (gatewayOfService(namespace, labels) === undefined) return [];
          return [
            { key: `${namespace}/${name}`, namespace, name, uid, labels, annotations, leadsTo: spec.externalName },
          ];
        }),
      );
    };
    await look();
    for (const source of [wanted, found]) source.markSynced();
    const keeping = keepGatewayServices({ wanted, found }, { api, leadership$, retryMs: 200 }).subscribe((event) =>
      events.push(event),
    );
    const looking = setInterval(() => void look().catch(() => {}), 50);
    const one = {
      wanted,
      events,
      leadership$,
      async close() {
        clearInterval(looking);
        keeping.unsubscribe();
        await api.close();
      },
    };
    running.push(one);
    return one;
  };
  const names = async (): Promise<readonly string[]> =>
    (await cluster.api.get(services)).items.map(({ metadata, spec }: Live) => `${metadata.name} ${spec.externalName}`);

  it("come, are mended, move with the class, and go", { timeout: 60_000 }, async () => {
    const { wanted, events } = await start();
    wanted.set(web);
    await until(names, (all) => all.includes(`web-eg ${web.leadsTo}`));
    const { metadata } = await cluster.api.get(`${services}/web-eg`);
    expect(metadata.labels).toMatchObject({ team: "a", "gateway.networking.k8s.io/gateway-name": "web" });
    expect(metadata.annotations).toMatchObject({ note: "b" });

    const change = { spec: { externalName: "elsewhere.example.com" } };
    await cluster.api.apply([
      { apiVersion: "v1", kind: "Service", metadata: { name: "web-eg", namespace: "apps" }, ...change },
    ]);
    await until(
      async () => events.filter((event) => event.kind === "written").length,
      (count) => count >= 2,
    );
    await until(names, (all) => all.includes(`web-eg ${web.leadsTo}`));

    wanted.set({ ...web, className: "other" });
    await until(names, (all) => all.join() === `web-other ${web.leadsTo}`);
    wanted.delete(web.key);
    await until(names, (all) => all.length === 0);
    expect(events.filter((event) => event.kind === "problem")).toEqual([]);
  });

  it("leave a Service of somebody else alone, and say so once", { timeout: 60_000 }, async () => {
    await cluster.api.apply([
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "web-eg", namespace: "apps" },
        spec: { type: "ExternalName", externalName: "mine.example.com" },
      },
    ]);
    const { wanted, events } = await start();
    wanted.set(web);
    await until(
      async () => events.length,
      (count) => count > 0,
    );
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(events).toEqual([
      expect.objectContaining({
        kind: "problem",
        problem: expect.objectContaining({ message: expect.stringMatching(/somebody else's/) }),
      }),
    ]);
    expect(await names()).toEqual(["web-eg mine.example.com"]);
  });

  it("are made by who leads", { timeout: 60_000 }, async () => {
    const { wanted, events, leadership$ } = await start(false);
    wanted.set(web);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await names()).toEqual([]);
    leadership$.next({ leading: true, holds: () => true });
    await until(names, (all) => all.length === 1);
    expect(events).toHaveLength(1);
  });
});

interface Live {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly externalName?: string };
}
