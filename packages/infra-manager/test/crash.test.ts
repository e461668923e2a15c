import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answering, type ControlPlane, startControlPlane } from "./control-plane.ts";
import { freePort, infraOf, realEnvoy, withoutHotRestart } from "./setting.ts";
import { ask } from "./traffic.ts";

const envoy = await realEnvoy();
const fixture = join(import.meta.dirname, "fixtures", "run-host.ts");

let directory: string;
let controlPlane: ControlPlane;
const children: ChildProcess[] = [];
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "sluice-crash-"));
  controlPlane = await startControlPlane(join(directory, "config", "certs"));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await controlPlane.stop();
  rmSync(directory, { recursive: true, force: true });
});

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};

async function gone(pid: number, withinMs: number): Promise<number> {
  const begun = Date.now();
  while (alive(pid)) {
    if (Date.now() - begun > withinMs) throw new Error(`process ${pid} is still there after ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return Date.now() - begun;
}

/** Runs the fixture in a process group of its own, as a terminal does. */
function run(
  port: number,
  path?: string,
): {
  readonly child: ChildProcess;
  readonly lines: unknown[];
  line<T>(pick: (line: Record<string, unknown>) => T | undefined): Promise<T>;
} {
  const directories = Object.fromEntries(
    ["config", "data", "state", "runtime"].map((name) => [name, join(directory, name)]),
  );
  const xds = { address: "127.0.0.1", port: controlPlane.port };
  const options = { xds, directories, envoy: { download: false, ...(path !== undefined && { path }) } };
  const job = JSON.stringify({ infra: infraOf(port), options });
  const child = spawn(process.execPath, ["--conditions=@sluice/source", fixture, job], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const lines: Record<string, unknown>[] = [];
  createInterface({ input: child.stdout! }).on("line", (text) => lines.push(JSON.parse(text)));
  const line = async <T>(pick: (line: Record<string, unknown>) => T | undefined): Promise<T> => {
    for (const deadline = Date.now() + 15_000; Date.now() < deadline; ) {
      for (const one of lines) {
        const picked = pick(one);
        if (picked !== undefined) return picked;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`that did not happen: ${JSON.stringify(lines.slice(-20))}`);
  };
  return { child, lines, line };
}

const livePid = (line: Record<string, unknown>): number | undefined =>
  line.kind === "live" ? (line.pid as number) : undefined;
const ready = (line: Record<string, unknown>): true | undefined =>
  (line.state as { ready?: boolean } | undefined)?.ready === true ? true : undefined;

/** The watcher is the only child of its Envoy. */
function watcherOf(pid: number): number {
  const found = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
  expect(found).toHaveLength(1);
  return Number(found[0]);
}

describe.skipIf(envoy === undefined)("a Sluice that ends", () => {
  it.each([
    ["that can hand over its sockets", (path: string) => path],
    ["that cannot", (path: string) => withoutHotRestart(path, directory)],
  ])("by SIGKILL takes an Envoy %s with it within two seconds", async (_title, variant) => {
    const port = await freePort();
    controlPlane.send([answering(port, "hello")]);
    const { child, line } = run(port, variant(envoy!));
    const pid = await line(livePid);
    await line(ready);
    const watcher = watcherOf(pid);
    child.kill("SIGKILL");
    await gone(pid, 2_000);
    await gone(watcher, 2_000);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("by %s to its process group lets requests finish first", async (signal) => {
    const port = await freePort();
    controlPlane.send([answering(port, "slow", "0.8s")]);
    const { child, line } = run(port);
    const pid = await line(livePid);
    await line(ready);
    const watcher = watcherOf(pid);
    const answer = ask(port);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
    process.kill(-child.pid!, signal);
    expect(await answer).toEqual({ ok: true, text: "slow" });
    expect(await exit).toBe(0);
    expect(alive(pid)).toBe(false);
    await gone(watcher, 1_000);
    expect(await line((one) => one.closed)).toBe(signal);
    expect(readdirSync(join(directory, "runtime"))).toEqual([]);
  });

  it("with its watcher leaves an Envoy that the next start ends", async () => {
    const port = await freePort();
    controlPlane.send([answering(port, "hello")]);
    // One that can hand over its sockets asks the kernel for a signal when its parent ends.
    const first = run(port, withoutHotRestart(envoy!, directory));
    const pid = await first.line(livePid);
    await first.line(ready);
    process.kill(watcherOf(pid), "SIGKILL");
    first.child.kill("SIGKILL");
    await gone(first.child.pid!, 1_000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(alive(pid)).toBe(true);

    const second = run(port);
    expect(await second.line((one) => (one.kind === "leftover" ? one.pid : undefined))).toBe(pid);
    expect(alive(pid)).toBe(false);
    await second.line(ready);
    expect(await ask(port)).toEqual({ ok: true, text: "hello" });
  });

  it("is not mistaken for one that still runs", async () => {
    const [port, other] = [await freePort(), await freePort()];
    controlPlane.send([answering(port, "hello"), answering(other, "hello")]);
    const first = run(port);
    const pid = await first.line(livePid);
    const second = run(other);
    await second.line(livePid);
    expect(alive(pid)).toBe(true);
    expect(second.lines).not.toContainEqual(expect.objectContaining({ kind: "leftover" }));
  });
});

describe.skipIf(envoy === undefined || process.platform !== "linux")("the watcher", () => {
  it("needs less than 2 MB", async () => {
    const port = await freePort();
    controlPlane.send([answering(port, "hello")]);
    const { line } = run(port);
    const pid = await line(livePid);
    const rollup = readFileSync(`/proc/${watcherOf(pid)}/smaps_rollup`, "utf8");
    const [rss, pss] = ["Rss", "Pss"].map((name) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(rollup)?.[1]),
    );
    console.info(`watcher: ${rss} kB resident, ${pss} kB its own share`);
    expect(rss).toBeLessThan(2_048);
  });
});
