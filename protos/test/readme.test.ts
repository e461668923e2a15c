import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

it("runs the program in the README (needs the built package)", () => {
  const [, program = ""] = /```ts\n(.*?)```/s.exec(readFileSync(`${root}README.md`, "utf8")) ?? [];
  expect(program.split("\n").length).toBeGreaterThan(5);
  const file = `${root}test/readme-${process.pid}.tmp.ts`;
  writeFileSync(file, program);
  try {
    const { stdout, stderr } = spawnSync(process.execPath, ["--conditions=@sluice/source", file], { encoding: "utf8" });
    expect(stderr).toBe("domains must have at least 1 element, but is 0\n");
    expect(stdout).toContain("name: 'http'");
    expect(stdout).toContain("virtualHosts: [ { name: 'www'");
  } finally {
    rmSync(file);
  }
});
