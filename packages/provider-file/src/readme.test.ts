import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

it("the README's program runs", () => {
  const program = /```ts\n([\s\S]*?)```/.exec(readFileSync(here("../README.md"), "utf8"))?.[1] ?? "";
  expect(program.trim().split("\n").length).toBeLessThanOrEqual(15);
  const file = here(`./readme-${process.pid}.ts`);
  writeFileSync(file, program);
  try {
    const output = execFileSync(process.execPath, ["--conditions=@sluice/source", file], { encoding: "utf8" });
    expect(output).toBe("Namespace shop\nService shop/web\nService shop/web\n");
  } finally {
    rmSync(file);
  }
});
