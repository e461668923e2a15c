import type { Destination } from "@sluice/ir";
import { toJson, typeName } from "@sluice/protos";
import { describe, expect, it } from "vitest";
import { assignment, destination, fleetKey, origin } from "../../test/values.ts";
import type { Built } from "../encoding/resource.ts";
import { buildAssignment, buildCluster, buildComposite, buildDeadEnds } from "./build.ts";

const dns: Destination["discovery"] = { kind: "dns", refreshMs: 1000, respectTtl: true };
const tls: Destination["tls"] = {
  settings: {},
  autoSniFromEndpoint: false,
  verification: { kind: "ca", secret: "ns/ca" },
  clientCertificate: "ns/client",
};

const sketch = ({ resource }: Built): unknown =>
  resource && `${typeName(resource.typeUrl).split(".").at(-1)} ${resource.name}`;
const broughtBy = ({ resource }: Built): readonly string[] | undefined =>
  resource?.brings.map(({ typeUrl, name }) => `${typeName(typeUrl).split(".").at(-1)} ${name}`);

describe("buildCluster", () => {
  it.each<[string, Partial<Destination>, readonly string[]]>([
    ["its endpoints", {}, ["ClusterLoadAssignment a"]],
    ["nothing where it resolves names", { discovery: dns }, []],
    ["nothing where requests name the host", { discovery: { kind: "dynamicResolver" } }, []],
    ["its secrets", { tls }, ["ClusterLoadAssignment a", "Secret ns/ca", "Secret ns/client"]],
  ])("brings %s", (_title, change, expected) => {
    const built = buildCluster(destination("a", change), undefined);
    expect(sketch(built)).toBe("Cluster a");
    expect(broughtBy(built)).toEqual(expected);
    expect(built.resource?.origins).toEqual(["Service/default/app"]);
  });

  it("is held back when Envoy would refuse it, and told to the backend", () => {
    const built = buildCluster(destination("a", { features: { connectTimeout: -1 } }), undefined);
    expect(built.resource).toBeUndefined();
    expect(built.reports.map(({ about, problem }) => [about.name, problem.kind])).toEqual([["app", "invalidXds"]]);
  });
});

describe("buildAssignment", () => {
  it("answers for endpoints, also when nothing is known about them", () => {
    const known = buildAssignment(destination("a"), assignment("a"));
    expect(known && sketch(known)).toBe("ClusterLoadAssignment a");
    const unknown = buildAssignment(destination("a"), undefined);
    expect(toJson("envoy.config.endpoint.v3.ClusterLoadAssignment", unknown!.resource!.value)).toEqual({
      clusterName: "a",
    });
  });

  it.each([
    ["zones", { loadBalancing: { policy: "random", preferLocalZone: { force: true } } }, { zone: "z" }],
    ["one region", {}, { region: "a/backend/0" }],
  ] as const)("sorts endpoints by %s as the destination wants", (_title, features, locality) => {
    const { groups, ...rest } = assignment("a");
    const endpoints = groups[0]!.endpoints.map((endpoint) => ({ ...endpoint, zone: "z" }));
    const built = buildAssignment(destination("a", { features }), { ...rest, groups: [{ ...groups[0]!, endpoints }] });
    expect(toJson("envoy.config.endpoint.v3.ClusterLoadAssignment", built!.resource!.value)).toMatchObject({
      endpoints: [{ locality }],
    });
  });

  it("names the objects that endpoints came from", () => {
    const { groups, ...rest } = assignment("a");
    const from = { ...rest, groups: groups.map((group) => ({ ...group, origin: origin("Backend", "b") })) };
    expect(buildAssignment(destination("a"), from)?.resource?.origins).toEqual([
      "Backend/default/b",
      "Service/default/app",
    ]);
  });

  it("tells each object once what Envoy would refuse", () => {
    const { groups, ...rest } = assignment("a", [""]);
    const from = { ...rest, groups: [...groups, ...groups] };
    const built = buildAssignment(destination("a"), from);
    expect(built?.reports.map(({ about }) => about.name)).toEqual(["app"]);
  });

  it("is not for clusters that find their endpoints in another way", () => {
    expect(buildAssignment(destination("a", { discovery: dns }), assignment("a"))).toBeUndefined();
  });
});

it("makes a composite of a cluster and its endpoints", () => {
  const parts = { key: "k", destination: destination("c"), assignment: assignment("c") };
  expect(buildComposite(parts).map(sketch)).toEqual(["Cluster c", "ClusterLoadAssignment c"]);
  expect(buildComposite({ ...parts, destination: destination("c", { discovery: dns }) }).map(sketch)).toEqual([
    "Cluster c",
  ]);
});

it("makes the dead ends of a fleet", () => {
  const built = buildDeadEnds(fleetKey);
  expect(built.map(sketch)).toEqual(["Cluster EmptyCluster", "Cluster no-backend", "ClusterLoadAssignment no-backend"]);
  expect(built.flatMap(({ reports }) => reports)).toEqual([]);
});
