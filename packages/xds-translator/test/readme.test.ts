import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

it("holds a program that translates", () => {
  const program = /```ts\n(.*?)```/s.exec(readFileSync(join(root, "README.md"), "utf8"))?.[1] ?? "";
  expect(program.split("\n").filter((line) => line.trim() !== "").length).toBeLessThanOrEqual(15);
  // Inside the package: a package may import itself by name only from there.
  const folder = mkdtempSync(join(root, "readme-"));
  try {
    const file = join(folder, "program.ts");
    writeFileSync(file, program);
    const printed = execFileSync(process.execPath, ["--conditions=@sluice/source", file], { encoding: "utf8" });
    expect(printed).toMatch(
      /^type.googleapis.com\/envoy.config.cluster.v3.Cluster shop [\w-]{22} \d+\ntype.googleapis.com\/envoy.config.endpoint.v3.ClusterLoadAssignment shop [\w-]{22} \d+\n\[ 'default\/eg' \] 0\n$/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
