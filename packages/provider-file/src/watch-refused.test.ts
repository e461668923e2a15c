import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { type Sight, watchFiles } from "./watch.ts";

vi.mock("node:fs", async (load) => ({
  ...(await load<typeof import("node:fs")>()),
  watch: () => {
    throw Object.assign(new Error("System limit for number of file watchers reached"), { code: "ENOSPC" });
  },
}));

it("looks now and then where the system refuses to watch, and says so", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-refused-"));
  writeFileSync(join(folder, "a.yaml"), "1");
  const sights: Sight[] = [];
  const watching = watchFiles({ paths: [folder], pollMs: 20 }).subscribe((sight) => sights.push(sight));
  expect(sights[0]?.unwatched.join()).toContain(`${folder}: System limit`);
  writeFileSync(join(folder, "a.yaml"), "2");
  await expect
    .poll(() => sights.flatMap((sight) => sight.files).at(-1)?.content, { timeout: 3000 })
    .toEqual({ kind: "text", text: "2" });
  watching.unsubscribe();
  rmSync(folder, { recursive: true });
});
