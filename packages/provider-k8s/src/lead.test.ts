import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { kubeMissing, startCluster, startCuttableProxy, type TestCluster } from "@sluice/testkit/kube";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Leadership, lead } from "./lead.ts";
import { openCluster } from "./open-cluster.ts";

const missing = kubeMissing();
if (missing !== undefined) console.log(`skipped: ${missing}`);

const times = { leaseDurationMs: 3000, renewDeadlineMs: 2000, retryPeriodMs: 300 };

describe.skipIf(missing !== undefined)("an election on a real API server", { timeout: 120_000 }, () => {
  let kube: TestCluster;
  const endings: (() => Promise<void> | void)[] = [];
  beforeAll(async () => {
    kube = await startCluster({ gatewayApi: "none" });
  }, 180_000);
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end();
  });
  afterAll(() => kube?.stop());

  async function candidate(
    name: string,
    identity: string,
    more: { readonly kubeconfig?: string; readonly leaseDurationMs?: number } = {},
  ) {
    const { kubeconfig = kube.kubeconfig, ...longer } = more;
    const cluster = await openCluster({ kubeconfig, userAgent: identity });
    const seen: Leadership[] = [];
    const subscription = lead({ cluster, name, namespace: "default", identity, ...times, ...longer }).subscribe((one) =>
      seen.push(one),
    );
    const stop = async (): Promise<void> => {
      subscription.unsubscribe();
      await cluster.close();
    };
    endings.push(stop);
    return {
      identity,
      seen,
      stop,
      leads: () => seen.at(-1)?.leading === true,
      holds: () => seen.at(-1)?.holds() === true,
    };
  }

  it("says at once that nobody leads here yet, then makes one of three the leader", async () => {
    const three = await Promise.all(["a", "b", "c"].map((identity) => candidate("three", identity)));
    for (const { seen } of three) expect(seen[0]).toMatchObject({ leading: false });
    await until(() => three.some(({ leads }) => leads()));
    await until(() => three.every(({ seen }) => seen.at(-1)?.leader !== undefined));
    expect(three.filter(({ leads }) => leads()).length).toBe(1);
    const leader = three.find(({ leads }) => leads());
    expect(new Set(three.map(({ seen }) => seen.at(-1)?.leader))).toEqual(new Set([leader?.identity]));
  });

  it("gives the lease back at a clean end, so that the next one need not wait until it is over", async () => {
    // Nobody waits for that long here.
    const leaseDurationMs = 600_000;
    const first = await candidate("clean", "first", { leaseDurationMs });
    await until(() => first.leads());
    const second = await candidate("clean", "second", { leaseDurationMs });
    await until(() => second.seen.at(-1)?.leader === "first");
    await first.stop();
    expect(
      (await kube.api.get("/apis/coordination.k8s.io/v1/namespaces/default/leases/clean")).spec.holderIdentity,
    ).not.toBe("first");
    await until(() => second.leads());
    expect(first.holds()).toBe(false);
  });

  it("never has two that may act, when the leader is cut off", async () => {
    const proxy = await startCuttableProxy(Number(new URL(kube.url).port));
    endings.push(() => proxy.close());
    const first = await candidate("cut", "first", {
      kubeconfig: kube.kubeconfigFor(`https://127.0.0.1:${proxy.port}`),
    });
    await until(() => first.leads());
    const second = await candidate("cut", "second");
    await until(() => second.seen.at(-1)?.leader === "first");
    let both = 0;
    const watching = setInterval(() => {
      if (first.holds() && second.holds()) both++;
    }, 5);
    endings.push(() => clearInterval(watching));
    proxy.partition();
    await until(() => second.leads());
    expect(first.holds()).toBe(false);
    expect(both).toBe(0);
    await until(() => !first.leads());
    await until(() => first.seen.at(-1)?.message !== undefined);
    proxy.restore();
    await until(() => first.seen.at(-1)?.leader === "second");
    expect(second.leads()).toBe(true);
  });

  it("is lost when somebody else takes the lease, and when it is deleted it is had again", async () => {
    const path = "/apis/coordination.k8s.io/v1/namespaces/default/leases/taken";
    const one = await candidate("taken", "one");
    await until(() => one.leads());
    const now = new Date().toISOString().replace("Z", "000Z");
    await kube.api.request("PATCH", path, {
      spec: { holderIdentity: "thief", leaseDurationSeconds: 60, renewTime: now },
    });
    await until(() => !one.leads() && one.seen.at(-1)?.leader === "thief");
    expect(one.holds()).toBe(false);
    await kube.api.delete(path);
    await until(() => one.leads());
  });

  it("keeps a leader that was paused from writing once it goes on", async () => {
    const started = new Map(["p1", "p2", "p3"].map((identity) => [identity, startProcess(identity)]));
    const leads = ({ output }: { output(): string }): boolean => output().trim().endsWith("leads");
    await until(() => [...started.values()].some(leads));
    const [paused, process] = [...started].find(([, one]) => leads(one)) ?? [];
    if (paused === undefined || process === undefined) throw new Error("nobody leads");
    await until(() => writesBy(paused).length > 5);
    const stoppedAt = Date.now();
    process.child.kill("SIGSTOP");
    const others = [...started.keys()].filter((identity) => identity !== paused);
    const later = (identity: string): readonly number[] =>
      writesBy(identity).flatMap(({ at }) => (at > stoppedAt ? [at] : []));
    await until(() => others.some((identity) => later(identity).length > 5));
    process.child.kill("SIGCONT");
    await until(() => process.output().trim().endsWith("follows"));
    const successor = others.find((identity) => later(identity).length > 0) ?? "";
    const before = later(successor).length;
    await until(() => later(successor).length > before + 20);
    // One writer at a time: the last write of the first came before the first of the next.
    expect(Math.max(0, ...later(paused))).toBeLessThan(Math.min(...later(successor)));
  });

  function writesBy(identity: string) {
    return kube.audit().filter((event) => event.userAgent === identity && event.resource === "configmaps");
  }

  function startProcess(identity: string): { readonly child: ChildProcess; output(): string } {
    const file = fileURLToPath(new URL("../test/lead-and-write.ts", import.meta.url));
    const child = spawn(process.execPath, ["--conditions=@sluice/source", file, kube.kubeconfig, identity], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    endings.push(async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    });
    return { child, output: () => output };
  }
});

async function until(holds: () => boolean): Promise<void> {
  for (const since = Date.now(); Date.now() - since < 40_000; await new Promise((resolve) => setTimeout(resolve, 30)))
    if (holds()) return;
  throw new Error("it did not come about within 40 s");
}
