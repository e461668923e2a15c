import { expect, it } from "vitest";
import { DeltaDiscoveryResponse, DiscoveryResponse } from "./gen/envoy/service/discovery/v3/discovery.ts";
import { encodeDeltaDiscoveryResponse, encodeDiscoveryResponse } from "./responses.ts";

const typeUrl = "type.googleapis.com/envoy.config.cluster.v3.Cluster";
const value = new Uint8Array(300).fill(7);

it.each([
  ["resources and removals", { resources: ["a", "bücher"], removedResources: ["c", "d"], controlPlane: "sluice" }],
  ["no resources", { resources: [], removedResources: ["c"], controlPlane: "" }],
  ["long names", { resources: ["n".repeat(200), "m".repeat(20_000)], removedResources: [], controlPlane: "" }],
])(
  "wraps cached bytes as the generated encoder does: delta, %s",
  (_, { resources, removedResources, controlPlane }) => {
    const bytes = encodeDeltaDiscoveryResponse({
      typeUrl,
      nonce: "17",
      systemVersionInfo: "v1",
      resources: resources.map((name, index) => ({
        name,
        version: `v${index}`,
        typeUrl,
        value: index === 0 ? value : new Uint8Array(),
        aliases: index === 0 ? ["other/name", "third/name"] : [],
      })),
      removedResources,
      controlPlane,
    });
    const message: DeltaDiscoveryResponse = {
      typeUrl,
      nonce: "17",
      systemVersionInfo: "v1",
      resources: resources.map((name, index) => ({
        name,
        version: `v${index}`,
        resource: { typeUrl, value: index === 0 ? value : new Uint8Array() },
        aliases: index === 0 ? ["other/name", "third/name"] : [],
      })),
      removedResources,
      controlPlane: controlPlane === "" ? undefined : { identifier: controlPlane },
    };
    // The order of fields may differ: decode and encode again to compare.
    const canonical = (encoded: Uint8Array) =>
      DeltaDiscoveryResponse.encode(DeltaDiscoveryResponse.decode(encoded)).finish();
    expect(canonical(bytes)).toEqual(DeltaDiscoveryResponse.encode(message).finish());
  },
);

it("wraps cached bytes as the generated encoder does: state of the world", () => {
  const resources = [
    { typeUrl, value },
    { typeUrl, value: new Uint8Array() },
  ];
  const bytes = encodeDiscoveryResponse({ typeUrl, nonce: "1", versionInfo: "v2", resources, controlPlane: "sluice" });
  const message = { typeUrl, nonce: "1", versionInfo: "v2", resources, controlPlane: { identifier: "sluice" } };
  const canonical = (encoded: Uint8Array) => DiscoveryResponse.encode(DiscoveryResponse.decode(encoded)).finish();
  expect(canonical(bytes)).toEqual(DiscoveryResponse.encode(message).finish());
  expect(bytes.length).toBe(canonical(bytes).length);
});
