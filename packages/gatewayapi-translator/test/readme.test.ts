import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
let folder: string;

beforeAll(() => {
  // Inside the package: a package may import itself by name only from there.
  folder = mkdtempSync(join(root, "readme-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

it("holds a program that translates", () => {
  const program = /```ts\n(.*?)```/s.exec(readFileSync(join(root, "README.md"), "utf8"))?.[1] ?? "";
  const lines = program.split("\n").filter((line) => line.trim() !== "");
  expect(lines.length).toBeLessThanOrEqual(15);
  const file = join(folder, "program.ts");
  writeFileSync(file, program);
  const printed = execFileSync(process.execPath, ["--conditions=@sluice/source", file], { encoding: "utf8" });
  expect(printed).toBe("default/web/http on 10080\n");
});
