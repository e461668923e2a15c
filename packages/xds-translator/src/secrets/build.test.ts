import { expect, it } from "vitest";
import { destination, fleetKey, secret } from "../../test/values.ts";
import { buildCluster } from "../clusters/build.ts";
import { buildSecret, secretsWanted } from "./build.ts";

it("makes a resource of a secret", () => {
  const built = buildSecret(secret("ns/cert", { chain: "chain", privateKey: "key" }));
  expect(built.reports).toEqual([]);
  expect(built.resource).toMatchObject({ fleet: fleetKey, name: "ns/cert", origins: ["Secret/default/cert"] });
});

it.each<[string, Parameters<typeof destination>[1], readonly string[]]>([
  ["nothing in the clear", {}, []],
  [
    "what its TLS refers to",
    { tls: { settings: {}, autoSniFromEndpoint: false, verification: { kind: "ca", secret: "ns/ca" } } },
    [`${fleetKey}|ns/ca`],
  ],
  ["nothing when it is held back", { features: { connectTimeout: -1 } }, []],
])("a cluster wants %s", (_title, change, expected) => {
  expect(secretsWanted(buildCluster(destination("a", change), undefined))).toEqual(expected);
});
