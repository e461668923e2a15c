import { chown, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { identify } from "../process-identity.ts";
import { hostDirectories } from "./directories.ts";
import { endLeftovers, RuntimeDirectory } from "./runtime-directory.ts";

let base: string;
beforeEach(async () => {
  base = join(await mkdtemp(join(tmpdir(), "sluice-runtime-")), "runtime");
});
afterEach(() => rm(join(base, ".."), { recursive: true, force: true }));

describe("RuntimeDirectory", () => {
  it("is for the user alone, and goes when it is not needed", async () => {
    const runtime = await RuntimeDirectory.open(base);
    expect((await stat(base)).mode & 0o777).toBe(0o700);
    expect((await stat(runtime.path)).mode & 0o777).toBe(0o700);
    await runtime.remember(process.pid);
    expect((await readdir(runtime.path)).sort()).toEqual([`${process.pid}.pid.json`, "owner.json"].sort());
    await runtime.forget(process.pid);
    await runtime.remove();
    expect(await readdir(base)).toEqual([]);
  });

  it.skipIf(process.getuid?.() !== 0)("is refused below a folder of another user", async () => {
    await mkdir(base);
    await chown(base, 65_534, 65_534);
    await expect(RuntimeDirectory.open(base)).rejects.toThrow(`${base} belongs to another user`);
  });
});

describe("endLeftovers", () => {
  it("leaves folders of owners that run", async () => {
    const runtime = await RuntimeDirectory.open(base);
    expect(await endLeftovers(base)).toEqual([]);
    expect(await readdir(base)).toHaveLength(1);
    await runtime.remove();
  });

  it("removes what a dead owner left, and kills no process that only has the number of its Envoy", async () => {
    const folder = join(base, "1-x-0");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "owner.json"), JSON.stringify({ pid: 2 ** 22 + 1, started: "long ago" }));
    const reused = { pid: process.pid, started: `${identify(process.pid)?.started}0` };
    await writeFile(join(folder, `${process.pid}.pid.json`), JSON.stringify(reused));
    await writeFile(join(folder, "7.pid.json"), "half a fi");
    expect(await endLeftovers(base)).toEqual([]);
    expect(await readdir(base)).toEqual([]);
  });

  it("finds nothing where nothing is", async () => {
    expect(await endLeftovers(base)).toEqual([]);
  });
});

describe("hostDirectories", () => {
  it("follows the XDG base directories", () => {
    const environment = { XDG_CONFIG_HOME: "/c", XDG_DATA_HOME: "/d", XDG_STATE_HOME: "/s", XDG_RUNTIME_DIR: "/r" };
    expect(hostDirectories(environment, "/home/me")).toEqual({
      config: "/c/sluice",
      data: "/d/sluice",
      state: "/s/sluice",
      runtime: "/r/sluice",
    });
    expect(hostDirectories({}, "/home/me")).toEqual({
      config: "/home/me/.config/sluice",
      data: "/home/me/.local/share/sluice",
      state: "/home/me/.local/state/sluice",
      runtime: join(tmpdir(), `sluice-${process.getuid?.()}`),
    });
  });
});
