import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGraph } from "@sluice/collections";
import type { Infra } from "@sluice/ir";
import { afterEach, describe, expect, it } from "vitest";
import { clientsOf } from "../src/host/tcp-table.ts";
import { type InfraEvent, manageHostInfra } from "../src/index.ts";
import { answering, startControlPlane } from "./control-plane.ts";
import { arrange, freePort, infraOf, realEnvoy, type Setting, withoutHotRestart } from "./setting.ts";
import { ask, startTraffic } from "./traffic.ts";

const envoy = await realEnvoy();
let setting: Setting;
afterEach(() => setting?.end());

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Waits until Envoys have accepted all requests that are not answered yet: one that was only sent may still be on its way. */
async function accepted(port: number, pids: readonly number[], answers: readonly Promise<unknown>[]): Promise<void> {
  // Where clients cannot be counted, time must do.
  if (process.platform !== "linux") return void (await new Promise((resolve) => setTimeout(resolve, 400)));
  const open = new Set(answers);
  for (const answer of answers) void answer.finally(() => open.delete(answer));
  await eventually("clients of Envoy", async () => {
    const counts = await Promise.all(pids.map((pid) => clientsOf(pid, [port])));
    return counts.reduce<number>((sum, count = 0) => sum + count, 0) >= open.size;
  });
}

async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const since = Date.now(); !(await holds()); await new Promise((resolve) => setTimeout(resolve, 10)))
    if (Date.now() - since > 30_000) throw new Error(`${what}: not within 30 s`);
}

/** Starts a fleet that answers `hello` on a port of its own. */
async function serving(config: Record<string, unknown> = {}, options: Parameters<typeof arrange>[0] = {}) {
  setting = await arrange(options);
  const port = await freePort();
  setting.controlPlane.send([answering(port, "hello")]);
  setting.set(infraOf(port, config));
  await setting.untilReady();
  const { pid } = await setting.event("live");
  return { port, pid };
}

describe.skipIf(envoy === undefined)("a fleet on this machine", () => {
  it("starts, serves what the control plane says, and is ready", async () => {
    const { port } = await serving();
    expect(setting.host.states.list()[0]).toMatchObject({ key: "default/web", running: 1, wanted: 1, ready: true });
    expect(setting.host.states.list()[0]?.addresses[0]).toEqual({ type: "IPAddress", value: "127.0.0.1" });
    expect(await ask(port)).toEqual({ ok: true, text: "hello" });
    expect((await setting.event("output")).text).toBe("/asked hello");
    expect(setting.controlPlane.nodes).toEqual(["default/web"]);
  });

  it("does not restart when listeners change, and is as ready as its ports are open", async () => {
    const { port, pid } = await serving();
    const other = await freePort();
    const infra = infraOf(port);
    const [listener] = infra.listeners;
    const ports = [...listener!.ports, { ...listener!.ports[0]!, name: "more", containerPort: other }];
    setting.set({ ...infra, listeners: [{ ...listener!, ports }] });
    const missing = await setting.until((state) => state?.ready === false);
    expect(missing.message).toBe(`Envoy does not listen on port ${other} yet`);
    setting.controlPlane.send([answering(port, "hello"), answering(other, "more")]);
    await setting.untilReady();
    expect(await ask(other)).toEqual({ ok: true, text: "more" });
    expect(setting.events.filter(({ kind }) => kind === "starting")).toHaveLength(1);
    expect(alive(pid)).toBe(true);
  });

  it("stays ready when a port opens in time", async () => {
    const { port } = await serving();
    const seen: boolean[] = [];
    const watching = setting.host.states.changes$.subscribe((changes) => {
      for (const change of changes) if (change.kind === "set") seen.push(change.value.ready);
    });
    const other = await freePort();
    setting.set({ ...infraOf(other), addresses: ["192.0.2.1", "gateway.example"] });
    setting.controlPlane.send([answering(port, "hello"), answering(other, "more")]);
    const state = await setting.until((found) => found?.addresses[0]?.value === "192.0.2.1");
    expect(state.addresses).toEqual([
      { type: "IPAddress", value: "192.0.2.1" },
      { type: "Hostname", value: "gateway.example" },
    ]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    watching.unsubscribe();
    expect(seen).not.toContain(false);
  });

  it("starts Envoy again when it is killed, and later with more patience", async () => {
    const { port, pid } = await serving();
    process.kill(pid, "SIGKILL");
    const down = await setting.until((state) => state?.ready === false);
    expect(down).toMatchObject({ running: 0, wanted: 1, message: "Envoy ended with SIGKILL" });
    const again = await setting.event("live", (event) => event.pid !== pid);
    await setting.untilReady();
    expect(await ask(port)).toEqual({ ok: true, text: "hello" });
    process.kill(again.pid, "SIGKILL");
    await setting.event("live", (event) => event.pid !== pid && event.pid !== again.pid);
    const waits = setting.events.flatMap((event) => (event.kind === "restarting" ? [event.inMs] : []));
    expect(waits).toEqual([200, 400]);
  });

  it("lets requests finish when it ends", async () => {
    setting = await arrange();
    const port = await freePort();
    setting.controlPlane.send([answering(port, "slow", "0.8s")]);
    setting.set(infraOf(port));
    await setting.untilReady();
    const { pid } = await setting.event("live");
    const answer = ask(port);
    await accepted(port, [pid], [answer]);
    const begun = Date.now();
    await setting.host.close();
    expect(await answer).toEqual({ ok: true, text: "slow" });
    expect(Date.now() - begun).toBeLessThan(8_000);
    expect(alive(pid)).toBe(false);
    expect(await setting.event("draining")).toMatchObject({ connections: 1 });
    expect(await setting.event("exited")).toMatchObject({ pid, wanted: true });
    expect(readdirSync(join(setting.directory, "runtime"))).toEqual([]);
  });

  it("ends a connection that does not finish after the drain's timeout, and sooner when hurried", async () => {
    setting = await arrange({ drain: { timeoutMs: 700 } });
    const port = await freePort();
    setting.controlPlane.send([answering(port, "endless", "60s")]);
    setting.set(infraOf(port));
    await setting.untilReady();
    const { pid } = await setting.event("live");
    const answer = ask(port);
    await accepted(port, [pid], [answer]);
    const begun = Date.now();
    await setting.host.close();
    expect(Date.now() - begun).toBeGreaterThan(600);
    expect(Date.now() - begun).toBeLessThan(20_000);
    expect((await answer).ok).toBe(false);
  });

  it("ends at once when hurried", async () => {
    setting = await arrange({ drain: { timeoutMs: 60_000 } });
    const port = await freePort();
    setting.controlPlane.send([answering(port, "endless", "60s")]);
    setting.set(infraOf(port));
    await setting.untilReady();
    const { pid } = await setting.event("live");
    const answer = ask(port);
    await accepted(port, [pid], [answer]);
    const closed = setting.host.close();
    await setting.event("draining");
    const begun = Date.now();
    await setting.host.close("now");
    await closed;
    expect(Date.now() - begun).toBeLessThan(20_000);
    expect((await answer).ok).toBe(false);
  });

  it("ends the process of a fleet that is no longer wanted, and starts it when it comes back", async () => {
    const { port, pid } = await serving();
    setting.infra.delete("default/web");
    await setting.event("exited", (event) => event.pid === pid && event.wanted);
    expect(setting.host.states.list()).toEqual([]);
    setting.set(infraOf(port));
    await setting.untilReady();
    expect(await ask(port)).toEqual({ ok: true, text: "hello" });
  });

  it("runs fleets side by side, and says when they share a port", async () => {
    const { port, pid } = await serving();
    const other = await freePort();
    // This control plane tells all fleets the same, so that both listen on both ports.
    setting.controlPlane.send([answering(port, "hello"), answering(other, "hello")]);
    setting.set(infraOf(other, {}, "default/other"));
    const state = await setting.until((found) => found?.message?.includes("shared") === true);
    expect(state).toMatchObject({
      key: "default/other",
      ready: false,
      message: `port ${Math.min(port, other)} is shared with process ${pid} (envoy), which takes a part of the connections`,
    });
    expect(setting.controlPlane.nodes).toEqual(["default/other", "default/web"]);
    setting.infra.delete("default/web");
    await setting.event("exited", (event) => event.key === "default/web");
    await setting.untilReady();
    expect(await ask(other)).toEqual({ ok: true, text: "hello" });
  });
});

describe.skipIf(envoy === undefined)("a host that hands over", () => {
  it("leaves its proxies to another one as they are, but for those that nobody wants any more", async () => {
    const { port, pid } = await serving();
    const other = await freePort();
    setting.set(infraOf(other, {}, "default/other"));
    const unwanted = await setting.event("live", (event) => event.key === "default/other");
    const takesOver = await setting.host.handOver();
    expect(alive(pid)).toBe(true);

    const graph = createGraph();
    const infra = graph.source<Infra>("test/infra");
    const { controlPlane, directory } = setting;
    const folder = (name: string): string => join(directory, name);
    const heir = manageHostInfra(infra, {
      xds: { address: "127.0.0.1", port: controlPlane.port },
      directories: {
        config: folder("config"),
        data: folder("data"),
        state: folder("state"),
        runtime: folder("runtime"),
      },
      envoy: { download: false },
      graph,
      takesOver,
    });
    const events: InfraEvent[] = [];
    const seen: string[] = [];
    heir.events$.subscribe((event) => events.push(event));
    heir.states.changes$.subscribe((changes) => {
      for (const change of changes)
        seen.push(change.kind === "set" ? `${change.value.key} ${change.value.ready}` : `${change.key} gone`);
    });
    try {
      infra.set(infraOf(port));
      infra.markSynced();
      graph.flush();
      await eventually("the end of what nobody wants", () => !alive(unwanted.pid));
      await eventually("news of it", () => events.some((event) => event.kind === "exited"));
      expect(heir.states.list()).toMatchObject([{ key: "default/web", ready: true, running: 1 }]);
      // Nobody heard that it was not ready.
      expect(seen.filter((one) => one.startsWith("default/web"))).toEqual(["default/web true"]);
      // It is the heir's now: its access log comes to it, it starts it again, and ends it.
      expect(await ask(port)).toEqual({ ok: true, text: "hello" });
      await eventually("the access log", () => events.some((event) => event.kind === "output"));
      process.kill(pid, "SIGKILL");
      await eventually("another Envoy", () => events.some((event) => event.kind === "live"));
      await eventually("readiness", () => heir.states.list()[0]?.ready === true);
      expect(await ask(port)).toEqual({ ok: true, text: "hello" });
      expect(events.filter(({ kind }) => kind === "starting")).toHaveLength(1);
    } finally {
      await heir.close("now");
    }
    expect(readdirSync(folder("runtime"))).toEqual([]);
  });
});

describe.skipIf(envoy === undefined)("what goes wrong", () => {
  it("names a port that is taken, and is ready once it is free", async () => {
    setting = await arrange();
    const port = await freePort();
    const taker = createServer();
    await new Promise<void>((resolve) => taker.listen(port, "127.0.0.1", resolve));
    setting.controlPlane.send([answering(port, "hello")]);
    setting.set(infraOf(port));
    const { problem } = await setting.event("problem");
    expect(problem.message).toBe(`Envoy cannot listen on 127.0.0.1:${port} (port-${port}): Address already in use`);
    expect(problem.remedy).toContain("stop the other program");
    expect(setting.host.states.list()[0]).toMatchObject({ ready: false, running: 1 });
    await new Promise((resolve) => taker.close(resolve));
    setting.controlPlane.send([answering(port, "hello again")]);
    await setting.untilReady();
    expect(await ask(port)).toEqual({ ok: true, text: "hello again" });
  });

  it("names a bootstrap that Envoy refuses at the start, keeps its log, and recovers when it is corrected", async () => {
    setting = await arrange();
    const port = await freePort();
    setting.controlPlane.send([answering(port, "hello")]);
    setting.set(infraOf(port, { bootstrap: { type: "Merge", value: "no_such_field: 1" } }));
    const { problem } = await setting.event("problem");
    expect(problem.message).toMatch(/^Envoy refuses its bootstrap: .*no_such_field/);
    expect(setting.host.states.list()[0]).toMatchObject({ ready: false, message: problem.message });
    const [log] = readdirSync(join(setting.directory, "state", "envoy"));
    expect(readFileSync(join(setting.directory, "state", "envoy", log!), "utf8")).toContain("no_such_field");
    setting.set(infraOf(port));
    await setting.untilReady();
  });

  it("keeps what serves when a later bootstrap is refused", async () => {
    const { port, pid } = await serving();
    setting.set(infraOf(port, { bootstrap: { type: "Merge", value: "no_such_field: 1" } }));
    const { problem } = await setting.event("problem");
    expect(problem.message).toMatch(/no_such_field.*; the Envoy that runs goes on as it is$/);
    expect(alive(pid)).toBe(true);
    expect(await ask(port)).toEqual({ ok: true, text: "hello" });
    setting.set(infraOf(port, { bootstrap: { type: "Merge", value: "{" } }));
    const next = await setting.event("problem", (event) => event.problem.message.includes("YAML"));
    expect(next.problem.place).toEqual({ field: "spec.bootstrap.value" });
    expect(setting.events.filter(({ kind }) => kind === "starting")).toHaveLength(1);
  });

  it("keeps what serves when a later bootstrap fails only as it runs, and does not try it again and again", async () => {
    const { port } = await serving();
    const traffic = startTraffic(port);
    const taker = createServer();
    await new Promise<void>((resolve) => taker.listen(0, "127.0.0.1", resolve));
    const taken = (taker.address() as { port: number }).port;
    const listener = { ...answering(taken, "mine"), name: "mine" };
    const value = JSON.stringify({ static_resources: { listeners: [listener] } });
    setting.set(infraOf(port, { bootstrap: { type: "Merge", value } }));
    const { problem } = await setting.event("problem");
    expect(problem.message).toBe(
      `Envoy cannot listen on 127.0.0.1:${taken}: Address already in use; the Envoy that runs goes on as it is`,
    );
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect((await traffic.stop()).failures).toEqual({});
    // The one that failed, and the one with the old settings that got the admin interface back.
    expect(setting.events.filter(({ kind }) => kind === "replacing")).toHaveLength(2);
    expect(setting.host.states.list()[0]).toMatchObject({ ready: true, running: 1 });
    await new Promise((resolve) => taker.close(resolve));
  });

  it("names arguments that Envoy refuses", async () => {
    setting = await arrange();
    setting.set(infraOf(await freePort(), { extraArgs: ["--no-such-argument"] }));
    const { problem } = await setting.event("problem");
    expect(problem.message).toContain("Envoy refuses its arguments");
    expect(problem.remedy).toContain("extraArgs");
  });

  it("says that there is no Envoy", async () => {
    setting = await arrange({ envoy: { path: "/nowhere/envoy" } });
    setting.set(infraOf(await freePort()));
    const { problem } = await setting.event("problem");
    expect(problem).toMatchObject({
      message: "the configuration names /nowhere/envoy as Envoy, but there is no such file",
      remedy: "install Envoy and set ENVOY_PATH to its binary",
    });
    expect(setting.host.states.list()[0]).toMatchObject({ ready: false, message: problem.message, running: 0 });
  });

  it("says why nothing can run here, and starts when it can", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sluice-blocked-"));
    const blocked = join(folder, "blocked");
    writeFileSync(blocked, "");
    try {
      setting = await arrange({}, { runtime: join(blocked, "runtime") });
      const port = await freePort();
      setting.controlPlane.send([answering(port, "hello")]);
      setting.set(infraOf(port));
      const { problem } = await setting.event("problem");
      expect(problem.message).toMatch(/^proxies cannot run on this machine: ENOTDIR/);
      expect(setting.host.states.list()[0]).toMatchObject({ ready: false, running: 0 });
      rmSync(blocked);
      await setting.untilReady();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("keeps a fixed admin port through a change", async () => {
    const adminPort = await freePort();
    const { port, pid } = await serving({ shutdown: { drainTimeout: "1s" } }, { adminPort });
    expect(await ask(adminPort)).toMatchObject({ ok: false, text: expect.stringContaining("invalid path") });
    setting.set(infraOf(port, { shutdown: { drainTimeout: "1s" }, logging: { level: { default: "info" } } }));
    await setting.event("live", (event) => event.pid !== pid);
    expect(await ask(adminPort)).toMatchObject({ text: expect.stringContaining("invalid path") });
  });

  it("waits for a control plane that is away", async () => {
    setting = await arrange();
    await setting.controlPlane.stop();
    setting.set(infraOf(await freePort()));
    const state = await setting.until((found) => found?.message === "Envoy waits for its configuration");
    expect(state).toMatchObject({ ready: false, running: 1 });
  });
});

describe.skipIf(envoy === undefined)("a bootstrap that changes", () => {
  it("is taken up by a successor without one failed request", async () => {
    const { port, pid } = await serving({ shutdown: { drainTimeout: "2s" } });
    const traffic = startTraffic(port);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const pids = [pid];
    for (const level of ["info", "error", "warn"]) {
      const config = { shutdown: { drainTimeout: "2s" }, logging: { level: { default: level } } };
      setting.set(infraOf(port, config));
      const live = await setting.event("live", (event) => !pids.includes(event.pid));
      await setting.event("exited", (event) => event.pid === pids.at(-1) && event.wanted);
      pids.push(live.pid);
    }
    const { answers, failures } = await traffic.stop();
    expect(failures).toEqual({});
    expect(answers.hello).toBeGreaterThan(100);
    expect(pids.map(alive)).toEqual([false, false, false, true]);
    expect(setting.events.filter(({ kind }) => kind === "replacing")).toHaveLength(3);
    expect(setting.host.states.list()[0]).toMatchObject({ ready: true, running: 1 });
  });

  it.each([
    ["more workers without one failed request", 1, 2, 0],
    // The socket of a worker that is no more closes with what it had not accepted (README, "No lost requests").
    ["fewer workers with a handful of failed requests at most", 2, 1, 9],
  ])("is taken up with %s", async (_title, before, after, most) => {
    const { port, pid } = await serving({ concurrency: before, shutdown: { drainTimeout: "1s" } });
    const traffic = startTraffic(port);
    setting.set(infraOf(port, { concurrency: after, shutdown: { drainTimeout: "1s" } }));
    await setting.event("exited", (event) => event.pid === pid && event.wanted);
    const { answers, failures } = await traffic.stop();
    expect(answers.hello).toBeGreaterThan(100);
    expect(Object.values(failures).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(most);
  });

  it("is taken up after the clients of an older process are done, or at once when there are none", async () => {
    setting = await arrange();
    const port = await freePort();
    setting.controlPlane.send([answering(port, "slow", "2s")]);
    const level = (name: string): void => setting.set(infraOf(port, { logging: { level: { default: name } } }));
    level("warn");
    await setting.untilReady();
    const first = await setting.event("live");
    const answer = ask(port);
    await accepted(port, [first.pid], [answer]);
    level("error");
    const second = await setting.event("live", (event) => event.pid !== first.pid);
    level("info");
    const third = await setting.event("live", (event) => ![first.pid, second.pid].includes(event.pid));
    expect(await answer).toEqual({ ok: true, text: "slow" });
    await setting.event("exited", (event) => event.pid === first.pid && event.wanted);
    const begun = Date.now();
    level("warn");
    await setting.event("live", (event) => ![first.pid, second.pid, third.pid].includes(event.pid));
    expect(Date.now() - begun).toBeLessThan(8_000);
  });

  it("does not cut off clients of a predecessor when all ends", async () => {
    setting = await arrange();
    const port = await freePort();
    setting.controlPlane.send([answering(port, "slow", "1.5s")]);
    setting.set(infraOf(port));
    await setting.untilReady();
    const { pid } = await setting.event("live");
    const old = ask(port);
    await accepted(port, [pid], [old]);
    setting.set(infraOf(port, { logging: { level: { default: "error" } } }));
    const heir = await setting.event("live", (event) => event.pid !== pid);
    const young = ask(port);
    await accepted(port, [pid, heir.pid], [old, young]);
    await setting.host.close();
    expect(await old).toEqual({ ok: true, text: "slow" });
    expect(await young).toEqual({ ok: true, text: "slow" });
    const exits = setting.events.flatMap((event) => (event.kind === "exited" ? [event.how] : []));
    // SIGTERM: it was told to end while it was ending by itself.
    expect(exits).toEqual([expect.stringMatching(/code 0|SIGTERM/), expect.stringMatching(/code 0|SIGTERM/)]);
  });

  it("changes nothing for clients when the successor dies before it serves", async () => {
    const { port, pid } = await serving();
    const traffic = startTraffic(port);
    const running = setting.controlPlane;
    // Without a control plane a successor waits, and its predecessor serves on.
    await running.stop();
    setting.set(infraOf(port, { logging: { level: { default: "error" } } }));
    const heir = await setting.event("replacing");
    // It takes the admin interface from its predecessor, then says where that is, and waits for the control plane.
    const runtime = join(setting.directory, "runtime");
    const admins = (): number =>
      readdirSync(runtime, { recursive: true }).filter((file) => /admin-\d+$/.test(`${file}`)).length;
    await eventually("the successor's admin interface", () => admins() === 2);
    expect(setting.host.states.list()[0]).toMatchObject({ ready: true, running: 1 });
    process.kill(heir.pid, "SIGKILL");
    const { problem } = await setting.event("problem");
    expect(problem.message).toMatch(/^Envoy ended with SIGKILL before it was ready.*goes on as it is$/);
    expect(alive(pid)).toBe(true);
    // Another successor, with the old settings, gets the admin interface back once the control plane is there.
    const back = await setting.event("replacing", (event) => event.pid !== heir.pid);
    const again = await startControlPlane(join(setting.directory, "config", "certs"), running.port);
    try {
      again.send([answering(port, "hello")]);
      await setting.event("live", (event) => event.pid === back.pid);
      expect((await traffic.stop()).failures).toEqual({});
      expect(setting.host.states.list()[0]).toMatchObject({ ready: true, running: 1 });
      // And a later change is taken up.
      setting.set(infraOf(port, { logging: { level: { default: "info" } } }));
      await setting.event("live", (event) => event.pid !== pid && event.pid !== back.pid);
      expect(await ask(port)).toEqual({ ok: true, text: "hello" });
    } finally {
      await again.stop();
    }
  });

  it("is taken up by a new process beside the old one where sockets cannot be handed over", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sluice-wrapped-"));
    try {
      const path = withoutHotRestart(envoy!, folder);
      const { port, pid } = await serving({ shutdown: { drainTimeout: "1s" } }, { envoy: { path } });
      const traffic = startTraffic(port);
      setting.set(infraOf(port, { shutdown: { drainTimeout: "1s" }, logging: { level: { default: "error" } } }));
      await setting.event("exited", (event) => event.pid === pid && event.wanted);
      const { answers, failures } = await traffic.stop();
      // A connection that the old process has not accepted when it closes its socket is lost: at most a handful.
      const lost = Object.values(failures).reduce((sum, count) => sum + count, 0);
      expect(lost).toBeLessThan(10);
      expect(answers.hello).toBeGreaterThan(100);
      expect(setting.host.states.list()[0]).toMatchObject({ ready: true, running: 1 });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("is not taken up twice when it changes while Envoy starts", async () => {
    setting = await arrange();
    const port = await freePort();
    for (const level of ["info", "error", "warn"])
      setting.set(infraOf(port, { logging: { level: { default: level } } }));
    await setting.event("starting");
    setting.set(infraOf(port, { logging: { level: { default: "error" } } }));
    setting.controlPlane.send([answering(port, "hello")]);
    await setting.untilReady();
    await setting.until((state) => state?.ready === true && state.running === 1);
    expect(setting.events.filter(({ kind }) => kind === "starting").length).toBeLessThanOrEqual(2);
    expect(await ask(port)).toEqual({ ok: true, text: "hello" });
  });
});
