import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");
let folder: string;

beforeAll(() => {
  // Inside the package: a package may import itself by name only from there.
  folder = mkdtempSync(join(root, "readme-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a program in a process of its own. */
function run(program: string): string {
  const file = join(folder, "program.ts");
  writeFileSync(file, program);
  return execFileSync(process.execPath, ["--conditions=@sluice/source", file], { encoding: "utf8", stdio: "pipe" });
}

it("holds a program that runs and prints what its comments say", () => {
  const program = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? "";
  const promised = [...program.matchAll(/\/\/ prints: (.*)$/gm)].map(([, line]) => line);
  expect(program.trim().split("\n").length).toBeLessThanOrEqual(15);
  expect(promised.length).toBeGreaterThan(0);
  expect(run(program).trim().split("\n")).toEqual(promised);
});

it("does not let a bug at the end of a tick pass unseen when nobody listens to errors$", () => {
  const program = `
    import { createGraph } from "@sluice/collections";
    const graph = createGraph();
    const source = graph.source("source");
    graph.derive({ name: "failing", from: source, to: () => { throw new Error("broken"); } });
    source.set({ key: "a" });
    source.markSynced();
  `;
  expect(() => run(program)).toThrow("bug in failing[a]: broken");
});
