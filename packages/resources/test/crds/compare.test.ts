import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { crdFiles } from "../../src/crds/files.ts";
import { compareSchemas, type Difference } from "./compare.ts";

/*
 * Whether our CRDs take and fill in what Envoy Gateway's do. Its CRDs are read from a folder (EG_CRDS) or from a clone of its
 * repository beside ours (../.mirror/envoyproxy+gateway/repo); without either the comparison is skipped. What servers say to
 * objects of both is compared in charts/test/crds.test.ts.
 */
const clone = fileURLToPath(new URL("../../../../../.mirror/envoyproxy+gateway/repo", import.meta.url));
const theirs = process.env.EG_CRDS === undefined ? fromClone() : fromFolder(process.env.EG_CRDS);

function fromFolder(folder: string): ReadonlyMap<string, string> {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

function fromClone(): ReadonlyMap<string, string> {
  if (!existsSync(clone)) return new Map();
  const git = (...args: readonly string[]): string =>
    spawnSync("git", ["-C", clone, ...args], { encoding: "utf8", maxBuffer: 64 << 20 }).stdout;
  const folder = "charts/gateway-crds-helm/templates/generated/";
  const names = git("ls-tree", "--name-only", "HEAD", folder).trim().split("\n");
  return new Map(names.map((name) => [name.slice(folder.length), git("show", `HEAD:${name}`)]));
}

/** Differences that stay, and why. */
const kept: readonly { readonly why: string; readonly is: (difference: Difference) => boolean }[] = [
  {
    why: "the labels of a volume's claim template are kept; theirs drop them",
    is: ({ path, keyword }) =>
      path.endsWith("volumeClaimTemplate.metadata") && keyword === "x-kubernetes-preserve-unknown-fields",
  },
  {
    why: "appliers share these references field by field, as in Kubernetes' own pods",
    is: ({ path, keyword }) =>
      keyword === "x-kubernetes-map-type" &&
      /\.(configMap|sources\[\]\.secret|envFrom\[\]\.(configMapRef|secretRef))$/.test(path),
  },
  {
    why: "theirs refuses some IPv6 addresses, such as ::1",
    is: ({ path, keyword }) => path === "spec.endpoints[].ip.address" && keyword === "pattern",
  },
  {
    why: "their expression matches any text",
    is: ({ path, keyword, ours }) => /\.http\.url$/.test(path) && keyword === "pattern" && ours === undefined,
  },
];

/** Whether two expressions allow the same texts, as far as made-up ones show. */
function sameLanguage(a: string, b: string): boolean {
  const within = (from: string, into: string): boolean =>
    fc
      .sample(fc.stringMatching(new RegExp(from)), { numRuns: 400, seed: 1 })
      .every((text) => new RegExp(into).test(text));
  return within(a, b) && within(b, a);
}

const compared = new Map<string, boolean>();

function isSpelling({ keyword, ours, theirs: other }: Difference): boolean {
  if (keyword !== "pattern" || typeof ours !== "string" || typeof other !== "string") return false;
  const key = `${ours} ${other}`;
  const known = compared.get(key) ?? sameLanguage(ours, other);
  compared.set(key, known);
  return known;
}

describe.skipIf(theirs.size === 0)("our kinds and Envoy Gateway's (skipped without EG_CRDS)", () => {
  const ours = crdFiles();

  it("are the same ones", () => {
    expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
  });

  it.each([...ours])(
    "%s: take and fill in the same, but for what is listed with a reason",
    { timeout: 120_000 },
    (name, text) => {
      const [a, b] = [text, (theirs.get(name) ?? "").replace(/^\{\{.*$/gm, "")].map((each) => parse(each));
      const schema = (crd: typeof a) => crd.spec.versions[0].schema.openAPIV3Schema;
      const differences = compareSchemas(schema(a), schema(b));
      expect(differences.filter((each) => !isSpelling(each) && !kept.some(({ is }) => is(each)))).toEqual([]);

      const { names, scope, group } = a.spec;
      expect({ group, scope, ...names, categories: ["envoy-gateway"] }).toEqual({
        group: b.spec.group,
        scope: b.spec.scope,
        ...b.spec.names,
        // EnvoyExtensionPolicy of theirs is in none.
        categories: ["envoy-gateway"],
      });
      expect(a.spec.versions[0].subresources).toEqual(b.spec.versions[0].subresources);
      const columns = b.spec.versions[0].additionalPrinterColumns ?? [];
      expect(a.spec.versions[0].additionalPrinterColumns).toEqual(expect.arrayContaining(columns));
    },
  );
});
