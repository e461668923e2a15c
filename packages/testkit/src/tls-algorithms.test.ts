import { collect } from "@sluice/collections";
import { type Destination, knownCiphers, knownCurves, knownSignatureAlgorithms, type TlsSettings } from "@sluice/ir";
import { translateXds } from "@sluice/xds-translator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EnvoyJudge, startJudge } from "./envoy-acceptance.ts";

const envoy = process.env.ENVOY_PATH;

describe.skipIf(!envoy)("a real Envoy (skipped without ENVOY_PATH)", () => {
  let judge: EnvoyJudge;
  beforeAll(async () => {
    judge = await startJudge(envoy ?? "");
  });
  afterAll(() => judge?.close());

  it("takes every algorithm that is said to be known, and no other", async () => {
    const settings: readonly TlsSettings[] = [
      ...knownCiphers.map((name) => ({ ciphers: [name] })),
      ...knownCurves.map((name) => ({ curves: [name] })),
      ...knownSignatureAlgorithms.map((name) => ({ signatureAlgorithms: [name] })),
      ...["ciphers", "curves", "signatureAlgorithms"].map((field) => ({ [field]: ["P-1"] })),
    ];
    const destinations = settings.map(toDestination);
    const none = { listeners: [], httpRoutes: [], tcpRoutes: [], udpRoutes: [], assignments: [] };
    const { graph, collections } = collect({ ...none, fleets: [], destinations, clusterAliases: [], secrets: [] });
    const { resources } = translateXds(collections, graph);
    graph.flush();
    const refused = await judge.judge(resources.list().filter(({ name }) => /^\d+$/.test(name)));
    expect(refused.map(({ resource }) => Number(resource.split(" ")[1])).sort((a, b) => a - b)).toEqual(
      [3, 2, 1].map((fromEnd) => settings.length - fromEnd),
    );
  }, 120_000);
});

function toDestination(settings: TlsSettings, index: number): Destination {
  const name = String(index);
  const tls = { settings, autoSniFromEndpoint: false, verification: { kind: "none" } } as const;
  const origin = { group: "", kind: "Service", namespace: "default", name };
  const rest = { discovery: { kind: "endpoints" }, protocol: "HTTP", features: {} } as const;
  return { key: `fleet|${name}`, fleet: "fleet", name, origin, tls, ...rest };
}
