import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { realEnvoy } from "./setting.ts";

const envoy = await realEnvoy();

it.skipIf(envoy === undefined)("runs the README's program", async () => {
  const home = mkdtempSync(join(tmpdir(), "sluice-readme-"));
  const program = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(import.meta.dirname, "..", "README.md"), "utf8"))?.[1];
  expect(program?.trim().split("\n").length).toBeLessThanOrEqual(15);
  const file = join(import.meta.dirname, `readme-${process.pid}.ts`);
  writeFileSync(file, program ?? "");
  try {
    const env = {
      ...process.env,
      HOME: home,
      XDG_CONFIG_HOME: "",
      XDG_DATA_HOME: "",
      XDG_STATE_HOME: "",
      XDG_RUNTIME_DIR: home,
    };
    const child = spawn(process.execPath, ["--conditions=@sluice/source", file], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    let asked = false;
    let complained = "";
    child.stdout.on("data", (text) => {
      said += text;
      if (!asked && /Envoy waits/.test(said)) asked = child.kill("SIGINT");
    });
    child.stderr.on("data", (text) => {
      complained += text;
    });
    const code = await new Promise((resolve) => child.once("exit", resolve));
    expect([code, complained]).toEqual([0, ""]);
    expect(said).toMatch(/certificates[\s\S]*starting[\s\S]*key: 'default\/web'[\s\S]*exited/);
  } finally {
    rmSync(file, { force: true });
    rmSync(home, { recursive: true, force: true });
  }
});
