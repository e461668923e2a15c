import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { applyDefaults, parseResources } from "../src/index.ts";

/** What EG's own tests read, with notes about objects that its CRDs refuse (reference data outside the repository). */
const folder = fileURLToPath(new URL("../../../../shared/oracle", import.meta.url));
const cases = casesOf("dev");

interface Case {
  readonly name: string;
  readonly text: string;
  readonly notes: { readonly crdInvalid?: readonly string[] };
}

function casesOf(suite: string): readonly Case[] {
  const root = `${folder}/${suite}`;
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .filter((name) => existsSync(`${root}/${name}/in.yaml`))
    .map((name) => ({
      name,
      text: readFileSync(`${root}/${name}/in.yaml`, "utf8"),
      notes:
        (JSON.parse(readFileSync(`${root}/${name}/options.json`, "utf8")) as { notes?: Case["notes"] }).notes ?? {},
    }));
}

describe.skipIf(cases.length === 0)(`the oracle's cases (${folder}; skipped when absent)`, () => {
  it("are valid, but for the objects that are noted as invalid", () => {
    const unexpected = cases.flatMap(({ name, text, notes }) =>
      parseResources(text)
        .reports.filter(({ about }) => !notes.crdInvalid?.includes(`${about.kind} ${about.namespace}/${about.name}`))
        .map(({ problem }) => `${name}:${problem.place?.line}: ${problem.message}`),
    );
    // The notes name CRDs only; this EndpointSlice is one that an API server refuses as well.
    expect(unexpected).toEqual(["backendtrafficpolicy-dns-lookup-family:258: addressType is missing."]);
  });

  it("give all their objects when they are not validated", () => {
    for (const { name, text } of cases) {
      const { objects, reports } = parseResources(text, { validate: false });
      expect(reports, name).toEqual([]);
      expect(objects.length, name).toBe(text.split(/^kind: /m).length - 1);
    }
  });

  it("keep objects that already have the defaults of the CRDs", () => {
    const filled = casesOf("egctl").flatMap(({ text }) => parseResources(text, { validate: false }).objects);
    const changed = filled.filter((object) => applyDefaults(object) !== object).map(({ kind }) => kind);
    expect(filled.length).toBeGreaterThan(50);
    // The loader that made these cases fills in neither core kinds nor its own EnvoyProxy.
    expect(changed.filter((kind) => kind !== "Service" && kind !== "EnvoyProxy")).toEqual([]);
  });
});
