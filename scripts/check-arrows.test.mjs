import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { checkArrows } from "./check-arrows.mjs";

const folders = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function tree(files) {
  const root = mkdtempSync(join(tmpdir(), "arrows-"));
  folders.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

describe("check-arrows", () => {
  it("finds nothing wrong in this repository", () => {
    expect(checkArrows(dirname(dirname(fileURLToPath(import.meta.url))))).toEqual([]);
  });

  it.each([
    [
      "an arrow that goes up",
      { "packages/ir/src/a.ts": 'import { x } from "@sluice/resources";\n' },
      "packages/ir/src/a.ts: imports @sluice/resources: that arrow does not go down",
    ],
    [
      "an effect in a pure package",
      { "packages/ir/src/a.ts": 'import { readFileSync } from "node:fs";\n' },
      "packages/ir/src/a.ts: imports node:fs: only packages that act may",
    ],
    [
      "export *",
      { "packages/ir/src/a.ts": 'export * from "./b.ts";\n' },
      "packages/ir/src/a.ts: `export *`: list the names",
    ],
    [
      "a cycle",
      {
        "packages/ir/src/a.ts": 'import { b } from "./b.ts";\n',
        "packages/ir/src/b.ts": 'import { a } from "./a.ts";\n',
      },
      "packages/ir/src/a.ts: import cycle: a.ts -> b.ts -> a.ts",
    ],
    [
      "a file that is too long",
      { "packages/ir/src/a.ts": "//\n".repeat(501) },
      "packages/ir/src/a.ts: 501 lines, the limit is 500: split it",
    ],
    [
      "a package without a level",
      { "packages/new/src/a.ts": "" },
      "packages/new: not listed in scripts/check-arrows.mjs: say which packages it may import",
    ],
  ])("finds %s", (_title, files, violation) => {
    expect(checkArrows(tree(files))).toEqual([violation]);
  });

  it("lets type-only imports go both ways inside a package", () => {
    expect(
      checkArrows(
        tree({
          "packages/ir/src/a.ts": 'import type { B } from "./b.ts";\n',
          "packages/ir/src/b.ts": 'import { a } from "./a.ts";\n',
        }),
      ),
    ).toEqual([]);
  });
});
