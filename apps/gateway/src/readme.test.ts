import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

it("the README's program runs", { timeout: 20_000 }, () => {
  const program = /```ts\n([\s\S]*?)```/.exec(readFileSync(here("../README.md"), "utf8"))?.[1] ?? "";
  expect(program.trim().split("\n").length).toBeLessThanOrEqual(15);
  const file = here(`./readme-${process.pid}.ts`);
  writeFileSync(file, program);
  try {
    const output = execFileSync(process.execPath, ["--conditions=@sluice/source", file], { encoding: "utf8" });
    expect(output).toContain("provider changed\nprovider synced\nstatus statuses\n");
  } finally {
    rmSync(file);
  }
});
