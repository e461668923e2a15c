import type { Assignment, Endpoint, EndpointGroup } from "@sluice/ir";
import { ClusterLoadAssignment } from "@sluice/protos/envoy/config/endpoint/v3/endpoint";
import { describe, expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { origin } from "../../test/values.ts";
import { toAssignment } from "./assignment.ts";

const group = (more: Partial<EndpointGroup> = {}): EndpointGroup => ({
  name: "g",
  weight: 3,
  priority: 0,
  endpoints: [],
  ...more,
});
const ip = (address: string, more: Partial<Endpoint> = {}): Endpoint => ({
  address: { kind: "ip", ip: address, port: 80 },
  draining: false,
  ...more,
});

function localities(groups: readonly EndpointGroup[], byZone = false): unknown {
  const assignment: Assignment = { key: "k", fleet: "ns/web", destination: "d", groups };
  const { clusterName, endpoints } = checkedJson(ClusterLoadAssignment, toAssignment(assignment, byZone));
  expect(clusterName).toBe("d");
  return endpoints;
}

const at = (address: string) => ({ socketAddress: { address, portValue: 80 } });
const lb = (address: string, more: object = {}) => ({
  endpoint: { address: at(address) },
  loadBalancingWeight: 1,
  ...more,
});
const region = { locality: { region: "g" }, loadBalancingWeight: 3 };
const app = origin("Service", "app", { sectionName: "8080" });
const metadata = {
  filterMetadata: {
    "envoy-gateway": { resources: [{ kind: "Service", name: "app", namespace: "default", sectionName: "8080" }] },
  },
};

describe("localities", () => {
  const zones = [ip("10.0.0.2", { zone: "b" }), ip("10.0.0.3"), ip("10.0.0.1", { zone: "a" })];
  it.each<[string, readonly EndpointGroup[], unknown]>([
    ["no groups", [], undefined],
    ["a group without endpoints", [group()], [region]],
    ["a group", [group({ endpoints: [ip("10.0.0.1")] })], [{ ...region, lbEndpoints: [lb("10.0.0.1")] }]],
    [
      "groups, in their order",
      [group({ name: "b" }), group({ name: "a", weight: 1 })],
      [
        { locality: { region: "b" }, loadBalancingWeight: 3 },
        { locality: { region: "a" }, loadBalancingWeight: 1 },
      ],
    ],
    ["a fallback", [group({ priority: 1 })], [{ ...region, priority: 1 }]],
    ["the object that endpoints came from", [group({ origin: app })], [{ ...region, metadata }]],
    [
      "zones that do not matter",
      [group({ endpoints: zones })],
      [{ ...region, lbEndpoints: [lb("10.0.0.2"), lb("10.0.0.3"), lb("10.0.0.1")] }],
    ],
  ])("%s", (_title, groups, expected) => {
    expect(localities(groups)).toEqual(expected);
  });

  it.each<[string, EndpointGroup, unknown]>([
    [
      "in order and without weights",
      group({ endpoints: zones, priority: 1, origin: app }),
      [
        { locality: {}, lbEndpoints: [lb("10.0.0.3")], priority: 1, metadata },
        { locality: { zone: "a" }, lbEndpoints: [lb("10.0.0.1")], priority: 1, metadata },
        { locality: { zone: "b" }, lbEndpoints: [lb("10.0.0.2")], priority: 1, metadata },
      ],
    ],
    ["none without endpoints", group(), undefined],
  ])("zones that matter: %s", (_title, one, expected) => {
    expect(localities([one], true)).toEqual(expected);
  });
});

it.each<[string, Endpoint, object]>([
  ["a draining one", ip("10.0.0.1", { draining: true }), lb("10.0.0.1", { healthStatus: "DRAINING" })],
  [
    "one with a host name",
    ip("10.0.0.1", { hostname: "a.example.com" }),
    { endpoint: { address: at("10.0.0.1"), hostname: "a.example.com" }, loadBalancingWeight: 1 },
  ],
  ["an IPv6 address", ip("2001:db8::1"), lb("2001:db8::1")],
  [
    "a host name",
    { address: { kind: "fqdn", hostname: "a.example.com", port: 80 }, draining: false },
    lb("a.example.com"),
  ],
  [
    "a unix socket",
    { address: { kind: "unix", path: "/run/app.sock" }, draining: false },
    { endpoint: { address: { pipe: { path: "/run/app.sock" } } }, loadBalancingWeight: 1 },
  ],
])("makes an endpoint of %s", (_title, endpoint, expected) => {
  expect(localities([group({ endpoints: [endpoint] })])).toEqual([{ ...region, lbEndpoints: [expected] }]);
});
