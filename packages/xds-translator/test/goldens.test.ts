// testdata/<scope>/<feature>/<case>/ir.yaml, the gatewayapi-translator's golden, becomes xds.yaml beside it. `pnpm golden` rewrites it.
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { collect } from "@sluice/collections";
import type { Xds } from "@sluice/ir";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { toConfigDump } from "../src/config-dump.ts";
import type { XdsOptions } from "../src/options.ts";
import { translateXds } from "../src/translate.ts";
import { hasEnvoy, objectionTo } from "./envoy.ts";
import { toStaticBootstrap } from "./static-bootstrap.ts";

const testdata = join(import.meta.dirname, "../../../testdata");
const cases = globSync("*/*/*/ir.yaml", { cwd: testdata })
  .map((file) => dirname(file))
  .sort();

const noValues: Xds = {
  fleets: [],
  listeners: [],
  httpRoutes: [],
  tcpRoutes: [],
  udpRoutes: [],
  destinations: [],
  assignments: [],
  clusterAliases: [],
  secrets: [],
};

/** Fields that hold bytes; they are text in the file, because that is what PEM and most bodies are. */
const byteFields = new Set(["chain", "privateKey", "bundle", "data", "ocspStaple", "body"]);

/** Lists that are empty are left out of the file. */
function readIr(name: string): Xds {
  const text = readFileSync(join(testdata, name, "ir.yaml"), "utf8");
  const { infra: _, ...lists } = parse(text, (key, value: unknown) =>
    typeof value === "string" && byteFields.has(String(key)) ? new TextEncoder().encode(value) : value,
  );
  return { ...noValues, ...(lists as Partial<Xds>) };
}

function translate(name: string, options?: Partial<XdsOptions>) {
  const { graph, collections } = collect({ ...readIr(name) });
  const { resources, reports } = translateXds(collections, graph, options);
  graph.flush();
  return { dump: toConfigDump(resources.list()), reports: reports.list() };
}

it("has cases", () => expect(cases.length).toBeGreaterThan(0));

describe.each(cases)("%s", (name) => {
  it("is what it was", async () => {
    const { dump, reports } = translate(name);
    const file = join(testdata, name, "xds.yaml");
    await expect(stringify(dump, { aliasDuplicateObjects: false, lineWidth: 140 })).toMatchFileSnapshot(
      relative(import.meta.dirname, file),
    );
    expect(reports).toEqual([]);
  });

  it("is the same with virtual hosts on demand", () => {
    expect(translate(name, { virtualHosts: "onDemand" }).dump).toEqual(translate(name).dump);
  });

  it.runIf(hasEnvoy)("is accepted by a real Envoy", () => {
    for (const dump of Object.values(translate(name).dump))
      expect(objectionTo(toStaticBootstrap(dump))).toBeUndefined();
  });
});
