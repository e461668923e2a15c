import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { crdFiles } from "./files.ts";

const folder = new URL("../../../../charts/sluice/charts/crds/crds/", import.meta.url);

describe("the chart's CustomResourceDefinitions", () => {
  it("are those of the schemas (run `pnpm generate` after a change)", () => {
    const expected = crdFiles();
    expect(readdirSync(folder).sort()).toEqual([...expected.keys()].sort());
    for (const [name, text] of expected) expect(readFileSync(new URL(name, folder), "utf8"), name).toBe(text);
  });
});
