import { collect } from "@sluice/collections";
import { parseResources } from "@sluice/resources";
import { expect, it } from "vitest";
import { defaultTranslateOptions } from "../options.ts";
import { translateGatewayApi } from "../translate.ts";
import { isOcspResponse } from "./ocsp.ts";

const long = new Uint8Array(4 + 300);
long.set([0x30, 0x82, 0x01, 0x2c, 0x0a, 0x01, 0x00]);

it.each<[string, Uint8Array, boolean]>([
  ["a response that only says tryLater", new Uint8Array([0x30, 0x03, 0x0a, 0x01, 0x03]), true],
  ["a response with a length of two bytes", long, true],
  ["two responses", new Uint8Array([0x30, 0x03, 0x0a, 0x01, 0x03, 0x30, 0x03, 0x0a, 0x01, 0x03]), false],
  ["half a response", long.subarray(0, 200), false],
  ["text", new TextEncoder().encode("OCSP Response Data:"), false],
  ["another sequence", new Uint8Array([0x30, 0x03, 0x02, 0x01, 0x03]), false],
  ["nothing", new Uint8Array(), false],
])("knows %s", (_title, der, expected) => {
  expect(isOcspResponse(der)).toBe(expected);
});

it("leaves a broken staple out and says so, and keeps a good one as it is", () => {
  const good = new Uint8Array([0x30, 0x03, 0x0a, 0x01, 0x03]);
  const staples = [good, new TextEncoder().encode("text")].map((staple) => Buffer.from(staple).toString("base64"));
  const secrets = staples.map((staple, i) => ({
    key: `shop/tls-${i}`,
    kind: "Secret" as const,
    metadata: { name: `tls-${i}`, namespace: "shop", labels: {}, annotations: {} },
    data: { "tls.ocsp-staple": staple },
  }));
  const { graph, collections } = collect({ ...parseResources("").resources, Secret: secrets });
  const { reports } = translateGatewayApi(collections, graph, defaultTranslateOptions);
  graph.flush();
  expect(reports.list().map(({ about, severity }) => [about.name, severity])).toEqual([["tls-1", "warning"]]);
});
