import { type AuditEvent, kubeMissing, startCluster, startCuttableProxy, type TestCluster } from "@sluice/testkit/kube";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Followed, follow } from "../test/follow.ts";
import { route, service } from "../test/objects.ts";
import type { KubernetesCluster } from "./cluster.ts";
import { openCluster } from "./open-cluster.ts";
import { kubernetesProvider } from "./provide.ts";

const missing = kubeMissing();
if (missing !== undefined) console.log(`skipped: ${missing}`);

const routes = "/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes";

describe.skipIf(missing !== undefined)("faults of a real API server", { timeout: 180_000 }, () => {
  let kube: TestCluster;
  let proxy: Awaited<ReturnType<typeof startCuttableProxy>>;
  let cluster: KubernetesCluster;
  let seen: Followed;
  beforeAll(async () => {
    kube = await startCluster();
    proxy = await startCuttableProxy(Number(new URL(kube.url).port));
    cluster = await openCluster({
      kubeconfig: kube.kubeconfigFor(`https://127.0.0.1:${proxy.port}`),
      userAgent: "faulty",
    });
    await kube.api.apply([service("kept"), service("gone"), route("kept"), route("gone")]);
    seen = follow(kubernetesProvider({ cluster }));
    await seen.until(() => seen.synced);
  }, 180_000);
  afterAll(async () => {
    seen?.stop();
    await cluster?.close();
    await proxy?.close();
    await kube?.stop();
  });

  it("misses nothing when the API server is killed and started again", async () => {
    const events = seen.events.length;
    await kube.apiserver.stop("SIGKILL");
    await seen.until(() => seen.lost !== undefined);
    await kube.apiserver.start();
    await kube.api.apply([route("after-restart")]);
    await seen.until(() => seen.get("HTTPRoute/default/after-restart") !== undefined && seen.lost === undefined);
    expect(seen.get("HTTPRoute/default/kept")).toBeDefined();
    const deletes = seen.events.slice(events).flatMap((event) => (event.kind === "changed" ? event.deletes : []));
    expect(deletes).toEqual([]);
  });

  it("lists anew and finds deletions when its place in history is forgotten", async () => {
    proxy.cut();
    await seen.until(() => seen.lost !== undefined);
    const lists = async (): Promise<number> =>
      (await kube.audited()).filter(
        ({ userAgent, verb, resource }) => `${userAgent} ${verb} ${resource}` === "faulty list httproutes",
      ).length;
    const before = await lists();
    const events = seen.events.length;
    await kube.api.delete("/api/v1/namespaces/default/services/gone");
    await kube.api.delete(`${routes}/gone`);
    await kube.api.apply([route("new"), route("kept", "default", "/changed")]);
    await kube.compact();
    // The server's own memory of recent events is gone with its process, that of etcd with the compaction.
    await kube.restartApiserver();
    proxy.restore();
    await seen.until(
      () => seen.get("HTTPRoute/default/new") !== undefined && seen.get("Service/default/gone") === undefined,
    );
    await seen.until(() => seen.get("HTTPRoute/default/gone") === undefined && seen.lost === undefined);
    expect(JSON.stringify(seen.get("HTTPRoute/default/kept"))).toContain("/changed");
    expect(await lists()).toBeGreaterThan(before);
    // What did not change is not delivered again.
    const upserts = seen.events.slice(events).flatMap((event) => (event.kind === "changed" ? event.upserts : []));
    expect(upserts.map(({ kind, key }) => `${kind}/${key}`).sort()).toEqual([
      "HTTPRoute/default/kept",
      "HTTPRoute/default/new",
    ]);
  });

  it("ends with what the cluster has after random changes on a network that fails at random", async () => {
    const random = createRandom(Number(process.env.SLUICE_SEED ?? 1));
    const pick = (below: number): number => Math.floor(random() * below);
    for (let round = 0; round < 120; round++) {
      const name = `random-${pick(12)}`;
      if (random() < 0.3) await kube.api.delete(`${routes}/${name}`);
      else await kube.api.apply([route(name, "default", `/${round}`)]);
      const fault = random();
      if (fault < 0.08) proxy.drop();
      else if (fault < 0.11) proxy.cut();
      else if (fault < 0.13) await kube.compact();
      else if (fault < 0.3) proxy.restore();
      if (random() < 0.2) await new Promise((resolve) => setTimeout(resolve, pick(150)));
    }
    proxy.restore();
    const wanted: readonly string[] = (await kube.api.get(routes)).items
      .map(({ metadata, spec }: Listed) => `${metadata.name} ${spec.rules[0]?.matches[0]?.path.value}`)
      .sort();
    const found = (): readonly string[] =>
      seen
        .keys("HTTPRoute")
        .map((key) => seen.get(key) as unknown as Listed)
        .map(({ metadata, spec }) => `${metadata.name} ${spec.rules[0]?.matches[0]?.path.value}`)
        .sort();
    await seen.until(() => found().join() === wanted.join() && seen.lost === undefined);
  });

  it("asks next to nothing when nothing happens", async () => {
    const faulty = async (): Promise<readonly AuditEvent[]> =>
      (await kube.audited()).filter(({ userAgent }) => userAgent === "faulty");
    const askedIn = async (milliseconds: number): Promise<number> => {
      const before = (await faulty()).length;
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      return (await faulty()).length - before;
    };
    // What came back after the outages settles first.
    for (let quiet = false, tries = 0; !quiet && tries < 30; tries++) quiet = (await askedIn(1000)) === 0;
    expect(await askedIn(3000)).toBeLessThanOrEqual(1);
    expect((await faulty()).filter(({ verb }) => /create|update|patch|delete/.test(verb))).toEqual([]);
  });
});

interface Listed {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly rules: readonly { readonly matches: readonly { readonly path: { readonly value: string } }[] }[];
  };
}

/** The same numbers for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
