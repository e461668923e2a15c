import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import {
  apiVersionOf,
  applyDefaults,
  type KindName,
  kinds,
  readResource,
  type Schema,
  schemas,
} from "@sluice/resources";
import { installCrds, kubeMissing, startCluster, type TestCluster } from "@sluice/testkit/kube";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { arbitraryObject } from "../../packages/resources/test/arbitrary-resource.ts";
import { forAll, type Verdict, verdictOf, type Written } from "./verdicts.ts";

const missing = kubeMissing();
if (missing !== undefined) console.log(`skipped: ${missing}`);

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const crds = here("../sluice/charts/crds/crds");
const ours = (Object.keys(kinds) as KindName[]).filter((kind) => kinds[kind].group === "gateway.envoyproxy.io");
const theirs = (Object.keys(kinds) as KindName[]).filter((kind) => kinds[kind].group === "gateway.networking.k8s.io");
/** More with `CRD_SAMPLES=2000`, and others with `CRD_SEED=7`. */
const samples = Number(process.env.CRD_SAMPLES ?? 60);
const seed = Number(process.env.CRD_SEED ?? 1);

/** Policies of the oracle's cases (reference data outside the repository). */
const oracle = here("../../../shared/oracle/dev");
/** Envoy Gateway's own CRDs, from a folder. */
const egCrds = process.env.EG_CRDS;
/** More objects, one JSON object a line. */
const corpus = process.env.EG_CORPUS;

function oracleObjects(): readonly Written[] {
  if (!existsSync(oracle)) return [];
  return readdirSync(oracle)
    .map((name) => join(oracle, name, "in.yaml"))
    .filter((file) => existsSync(file))
    .flatMap((file) =>
      parseAllDocuments(readFileSync(file, "utf8")).map((document) => document.toJS() as Written | null),
    )
    .filter((object): object is Written => object?.apiVersion?.startsWith("gateway.envoyproxy.io/") === true)
    .filter(({ kind }) => (ours as readonly string[]).includes(kind));
}

/** Made-up objects, some of which break rules. Plain data: the generator's has no prototypes. */
function made(kind: KindName): readonly Written[] {
  const objects: readonly Written[] = JSON.parse(
    JSON.stringify(fc.sample(arbitraryObject(kind), { numRuns: samples, seed })),
  );
  return objects.map((object) => ({ ...object, apiVersion: apiVersionOf(kind) }));
}

function corpusObjects(): readonly Written[] {
  if (corpus === undefined) return [];
  return readFileSync(corpus, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Written);
}

/** What reading says, without a server. */
function reading(object: Written): Verdict {
  // Names that tests use need not be names.
  const { resource, findings } = readResource({ ...object, metadata: { name: "read" } } as never);
  const message = findings.map(({ problem }) => `${problem.message} ${problem.remedy}`).join(" ");
  if (resource === undefined) return { valid: false, content: undefined, message };
  const { key: _, kind: __, metadata: ___, status: ____, ...content } = applyDefaults(resource) as never as Written;
  return { valid: true, content };
}

/** Servers drop a null that stands for a whole value (`value: null` in a patch); files keep it. */
function withoutNulls(content: unknown): unknown {
  return content === undefined ? content : JSON.parse(JSON.stringify(content), (_, value) => value ?? undefined);
}

/** The messages of all rules of a kind. */
function messagesOf(kind: KindName): readonly string[] {
  const messages = new Set<string>();
  const visit = (schema: Schema): void => {
    if (schema.kind === "list") visit(schema.items);
    if (schema.kind === "map") visit(schema.values);
    if (schema.kind !== "object") return;
    for (const { message } of schema.rules ?? []) messages.add(message);
    for (const field of Object.values(schema.fields)) visit(field.schema);
  };
  visit(schemas[kind]);
  return [...messages];
}

/** Which rules of a kind a server, and which ones reading finds broken. */
function brokenRules(kind: KindName, [server, read]: readonly [Verdict, Verdict]): readonly [string[], string[]] {
  const named = (text = ""): string[] => messagesOf(kind).filter((message) => text.includes(message));
  return [named(server.message), named(read.message)];
}

function differing(object: Written, [a, b]: readonly [Verdict, Verdict], what: string): string | undefined {
  const text = JSON.stringify(object);
  if (a.valid !== b.valid) return `${what}: ${a.valid} and ${b.valid}: ${a.message ?? ""}${b.message ?? ""}\n${text}`;
  if (isDeepStrictEqual(withoutNulls(a.content), withoutNulls(b.content))) return undefined;
  return `${what}: filled in differently\n${text}\n${JSON.stringify(a.content)}\n${JSON.stringify(b.content)}`;
}

describe.skipIf(missing !== undefined)("the kinds, installed in an API server", { timeout: 600_000 }, () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster();
    await installCrds(
      cluster.api,
      readdirSync(crds).map((name) => join(crds, name)),
    );
  }, 240_000);
  afterAll(() => cluster?.stop());

  it("are established without a complaint", async () => {
    for (const kind of ours) {
      const { status } = await cluster.api.get(
        `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${kinds[kind].plural}.${kinds[kind].group}`,
      );
      const conditions = status.conditions.map(
        ({ type, status: is }: { type: string; status: string }) => `${type}=${is}`,
      );
      expect(conditions.sort(), kind).toEqual(["Established=True", "NamesAccepted=True"]);
    }
  });

  it("have short names, a category and columns", async () => {
    const { body } = await cluster.api.request("GET", "/apis/gateway.envoyproxy.io/v1alpha1");
    const resources = body.resources as { name: string; shortNames?: string[]; categories?: string[] }[];
    const short = resources
      .filter(({ name }) => !name.includes("/"))
      .map(({ shortNames }) => shortNames?.[0])
      .sort();
    expect(short).toEqual(["be", "btp", "ctp", "eep", "epp", "eproxy", "hrf", "sp"]);
    expect(resources.filter(({ name }) => name.endsWith("/status")).length).toBe(7);
  });

  it.each([...ours, ...theirs])(
    "%s: the server and Sluice judge any object alike, and fill in the same",
    async (kind) => {
      const objects = made(kind);
      const found: string[] = [];
      const counts = { valid: 0, invalid: 0 };
      let rules = 0;
      await forAll(objects, async (object) => {
        const verdict = await verdictOf(cluster, object);
        counts[verdict.valid ? "valid" : "invalid"]++;
        const read = reading(object);
        const difference = differing(object, [verdict, read], kind);
        if (difference !== undefined) found.push(difference);
        // The server's messages are ours where the kind is.
        if (!ours.includes(kind)) return;
        const [byServer, byReading] = brokenRules(kind, [verdict, read]);
        rules += byServer.length;
        if (!isDeepStrictEqual(byServer, byReading)) {
          found.push(`${kind}: other rules are broken\n${JSON.stringify(object)}\n${byServer}\n${byReading}`);
        }
      });
      console.log(
        `${kind}: ${counts.valid} valid, ${counts.invalid} invalid (${rules} rules broken), ${found.length} judged differently`,
      );
      expect(found).toEqual([]);
    },
  );

  const written = [...oracleObjects(), ...corpusObjects()];
  it.skipIf(written.length === 0)(
    "judge written objects as Sluice does when it reads them (skipped without shared/oracle)",
    async () => {
      const found: string[] = [];
      await forAll(written, async (object) => {
        const difference = differing(object, [await verdictOf(cluster, object), reading(object)], object.kind);
        if (difference !== undefined) found.push(difference);
      });
      console.log(`${written.length} objects, ${found.length} judged differently`);
      expect(found).toEqual([]);
    },
  );

  it.skipIf(egCrds === undefined)(
    "judge objects, and fill them in, as Envoy Gateway's do (skipped without EG_CRDS)",
    async () => {
      // Beside ours, in a group of their own.
      const group = "other.envoyproxy.io";
      for (const name of readdirSync(egCrds ?? "")) {
        const text = readFileSync(join(egCrds ?? "", name), "utf8").replace(/^\{\{.*$/gm, "");
        const crd = parseAllDocuments(text)
          .map((document) => document.toJS())
          .find((object) => object?.spec !== undefined);
        const renamed = {
          ...crd,
          metadata: { name: `${crd.spec.names.plural}.${group}` },
          spec: { ...crd.spec, group },
        };
        await cluster.api.apply([renamed]);
        await cluster.api.served([`/apis/${group}/v1alpha1/${crd.spec.names.plural}`]);
      }
      const found: string[] = [];
      const counts = { valid: 0, invalid: 0 };
      await forAll([...written, ...ours.flatMap(made)], async (object) => {
        const verdict = await verdictOf(cluster, object);
        counts[verdict.valid ? "valid" : "invalid"]++;
        const theirs = await verdictOf(cluster, object, group);
        // Their expression for IPv6 refuses some addresses, such as ::1.
        if (verdict.valid && theirs.message?.includes("ip.address in body should match")) return;
        const difference = differing(object, [verdict, theirs], object.kind);
        if (difference !== undefined) found.push(difference);
      });
      console.log(
        `Envoy Gateway's: ${counts.valid} valid, ${counts.invalid} invalid, ${found.length} judged differently`,
      );
      expect(found).toEqual([]);
    },
  );
});
