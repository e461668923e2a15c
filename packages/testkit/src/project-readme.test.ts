import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { repositoryRoot } from "./cases.ts";

it("the project's README holds a program of at most 15 lines that runs", () => {
  const program = /```ts\n(.*?)```/s.exec(readFileSync(join(repositoryRoot, "README.md"), "utf8"))?.[1] ?? "";
  expect(program.trim().split("\n").length).toBeLessThanOrEqual(15);
  // Beside the sources of a package that depends on all the packages it imports.
  const file = join(import.meta.dirname, "..", `readme-${process.pid}.ts`);
  writeFileSync(file, program);
  try {
    const output = execFileSync(process.execPath, ["--conditions=@sluice/source", file], {
      cwd: repositoryRoot,
      encoding: "utf8",
    });
    expect(output).toContain("type.googleapis.com/envoy.config.listener.v3.Listener default/web/http");
  } finally {
    rmSync(file);
  }
});
