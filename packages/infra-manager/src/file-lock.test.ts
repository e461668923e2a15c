import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { withLock } from "./file-lock.ts";
import { identify, parseIdentity, runs } from "./process-identity.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it("lets one caller work at a time, and leaves nothing behind", async () => {
  let inside = 0;
  let most = 0;
  const waited: number[] = [];
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setTimeout(resolve, 10));
    inside -= 1;
  };
  const onWait = (pid: number): unknown => waited.push(pid);
  await Promise.all(Array.from({ length: 5 }, () => withLock(join(folder, "lock"), work, { onWait })));
  expect(most).toBe(1);
  expect(waited).toEqual([process.pid, process.pid, process.pid, process.pid]);
  expect(await readdir(folder)).toEqual([]);
});

it("gives the lock back when the work fails", async () => {
  const path = join(folder, "lock");
  await expect(withLock(path, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await withLock(path, async () => "yes")).toBe("yes");
});

it.each([
  ["a process that is gone", JSON.stringify({ pid: 2 ** 22 + 1, started: "long ago" })],
  ["a process whose number another one has now", JSON.stringify({ pid: process.pid, started: "long ago" })],
  ["nobody known", ""],
])("takes the lock of %s", async (_title, content) => {
  const path = join(folder, "lock");
  await writeFile(path, content);
  expect(await withLock(path, async () => "mine")).toBe("mine");
  expect(await readdir(folder)).toEqual([]);
});

it("stops waiting when told to", async () => {
  const path = join(folder, "lock");
  await writeFile(path, JSON.stringify(identify(process.pid)));
  const signal = AbortSignal.timeout(50);
  await expect(withLock(path, async () => "never", { signal })).rejects.toThrow(/abort/i);
});

it("knows a process by its start", () => {
  const own = identify(process.pid);
  expect(own).toBeDefined();
  expect(runs(own!)).toBe(true);
  expect(identify(process.pid)).toEqual(own);
  expect(identify(2 ** 22 + 1)).toBeUndefined();
  expect(parseIdentity(JSON.stringify(own))).toEqual(own);
  expect(parseIdentity("{}")).toBeUndefined();
});
