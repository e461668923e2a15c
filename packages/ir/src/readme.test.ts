import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

it("README holds a program of at most 15 lines that runs", () => {
  const program = /```ts\n(.*?)```/s.exec(readFileSync(join(root, "README.md"), "utf8"))?.[1] ?? "";
  expect(program.trim().split("\n").length).toBeLessThanOrEqual(15);
  // Inside the package: a package may import itself by name only from there.
  const folder = mkdtempSync(join(root, "readme-"));
  try {
    writeFileSync(join(folder, "program.ts"), program);
    const output = execFileSync(process.execPath, ["--conditions=@sluice/source", join(folder, "program.ts")], {
      encoding: "utf8",
    });
    expect(output).toBe("respond\nshop is no path: write /shop instead\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
