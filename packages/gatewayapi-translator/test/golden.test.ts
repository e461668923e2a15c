import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Resource } from "@sluice/resources";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { read, World } from "./world.ts";

const root = join(import.meta.dirname, "../../../testdata");

/** Folders with manifests and what they should come to. `pnpm golden` writes the goldens: read the difference. */
function cases(folder: string = root): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [];
    return existsSync(join(path, "in.yaml")) ? [path] : cases(path);
  });
}

/** A case's objects, and shared ones of the folders above (`_defaults.yaml`) that it has none of the same name for. */
function objectsOf(folder: string): readonly Resource[] {
  const objects = new Map<string, Resource>();
  const files = [join(folder, "in.yaml")];
  for (let at = dirname(folder); at.length >= root.length; at = dirname(at)) files.push(join(at, "_defaults.yaml"));
  for (const file of files.reverse())
    if (existsSync(file))
      for (const object of read(readFileSync(file, "utf8"))) objects.set(`${object.kind}/${object.key}`, object);
  return [...objects.values()];
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, plain(of)]));
}

function toYaml(value: unknown): string {
  return stringify(plain(value), { lineWidth: 0, aliasDuplicateObjects: false });
}

describe.each(cases().map((folder) => [relative(root, folder), folder]))("%s", (_name, folder) => {
  const world = new World().apply(objectsOf(folder));

  it("has the statuses of its golden", async () => {
    const statuses = world.translation.statuses
      .list()
      .map(({ kind, namespace, name, status: { supportedFeatures: _, ...status } }) => ({
        kind,
        ...(namespace === "" ? {} : { namespace }),
        name,
        // The features of a GatewayClass do not depend on the case.
        status,
      }));
    await expect(toYaml(statuses)).toMatchFileSnapshot(join(folder, "status.yaml"));
  });

  it("has the IR of its golden", async () => {
    const { statuses: _, reports: __, ...ir } = world.output();
    const lists = Object.entries(ir).filter(([, list]) => list.length > 0);
    await expect(toYaml(Object.fromEntries(lists))).toMatchFileSnapshot(join(folder, "ir.yaml"));
  });
});
