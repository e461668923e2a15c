import type { WeightedBackend } from "@sluice/ir";
import { describe, expect, it } from "vitest";
import { assignment, backend, destination, fleetKey, origin, udpRoute } from "../../test/values.ts";
import { compositeName, toComposite, validOf } from "./composite.ts";

const find = {
  destination: (name: string) =>
    name === "gone" ? undefined : destination(name, { features: { connectTimeout: name.length } }),
  assignment: (name: string) => (name === "gone" ? undefined : assignment(name, [`10.0.0.${name.length}`])),
};

describe("toComposite", () => {
  it("joins the endpoints of several backends with their weights, under the settings of the first", () => {
    const route = udpRoute("u", { backends: [backend("a", 3), backend("bb", 1), backend("ccc", 0)] });
    const composite = toComposite(route, find);
    expect(composite?.destination).toMatchObject({
      key: `${fleetKey}|udproute/default/u/rule/-1`,
      name: compositeName(route),
      origin: origin("UDPRoute", "u"),
      features: { connectTimeout: 1 },
    });
    expect(composite?.assignment.groups.map(({ weight, endpoints }) => [weight, endpoints[0]?.address])).toEqual([
      [3, { kind: "ip", ip: "10.0.0.1", port: 8080 }],
      [1, { kind: "ip", ip: "10.0.0.2", port: 8080 }],
    ]);
  });

  it.each<[string, readonly WeightedBackend[]]>([
    ["no backend", []],
    ["one backend, which has a cluster of its own", [backend("a", 1), { kind: "invalid", weight: 1, reason: "gone" }]],
    ["a first backend that is not there yet", [backend("gone", 1), backend("a", 1)]],
  ])("is none for %s", (_, backends) => {
    expect(toComposite(udpRoute("u", { backends }), find)).toBeUndefined();
  });
});

describe("validOf", () => {
  it("keeps what gets traffic", () => {
    const backends: WeightedBackend[] = [
      backend("a", 0),
      { kind: "invalid", weight: 1, reason: "gone" },
      backend("b", 2),
    ];
    expect(validOf(backends)).toEqual([backends[2]]);
  });
});
