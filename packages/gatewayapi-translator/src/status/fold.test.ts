import { createGraph } from "@sluice/collections";
import type { FleetState, Report } from "@sluice/ir";
import { describe, expect, it } from "vitest";
import { foldStatus } from "./fold.ts";
import { type ObjectStatus, objectStatus } from "./object-status.ts";

const gatewayRef = { group: "gateway.networking.k8s.io", kind: "Gateway", namespace: "a", name: "g" };
const routeRef = { ...gatewayRef, kind: "HTTPRoute", name: "r" };
const yes = (type: string) => ({ type, status: "True" as const, reason: type, message: "" });
const no = (type: string) => ({ type, status: "False" as const, reason: "Invalid", message: "" });

function gateway(listeners: readonly object[], more: Partial<ObjectStatus> = {}): ObjectStatus {
  const fleet = { key: "a/g", unusableAddresses: [] };
  return { ...objectStatus(gatewayRef, 2, { listeners }), fleet, ...more };
}

function fold(
  statuses: readonly ObjectStatus[],
  states: readonly FleetState[],
  reports: readonly Report[] = [],
): readonly ObjectStatus[] {
  const graph = createGraph();
  const sources = {
    statuses: graph.source<ObjectStatus>("statuses"),
    fleetStates: graph.source<FleetState>("states"),
    reports: graph.source<Report>("reports"),
  };
  const folded = foldStatus(graph, sources);
  sources.statuses.replace(statuses);
  sources.fleetStates.replace(states);
  sources.reports.replace(reports);
  for (const source of Object.values(sources)) source.markSynced();
  graph.flush();
  return folded.list();
}

const ready: FleetState = {
  key: "a/g",
  ready: true,
  addresses: [{ type: "IPAddress", value: "192.0.2.1" }],
  running: 2,
  wanted: 2,
};
const good = { name: "good", conditions: [yes("Accepted"), yes("Programmed")] };
const bad = { name: "bad", conditions: [no("Accepted")] };

describe("a Gateway's status", () => {
  it.each<[string, readonly object[], readonly FleetState[], Partial<ObjectStatus>, readonly string[]]>([
    ["everything is well", [good], [ready], {}, ["Accepted=True/Accepted", "Programmed=True/Programmed"]],
    ["a listener is not", [good, bad], [ready], {}, ["Accepted=True/ListenersNotValid", "Programmed=True/Programmed"]],
    ["no listener is", [bad], [ready], {}, ["Accepted=False/ListenersNotValid", "Programmed=True/Programmed"]],
    ["the fleet is being made", [good], [], {}, ["Accepted=True/Accepted", "Programmed=False/Pending"]],
    [
      "the fleet has no address",
      [good],
      [{ ...ready, addresses: [] }],
      {},
      ["Accepted=True/Accepted", "Programmed=False/AddressNotAssigned"],
    ],
    [
      "no proxy runs",
      [good],
      [{ ...ready, ready: false, running: 0 }],
      {},
      ["Accepted=True/Accepted", "Programmed=False/NoResources"],
    ],
    [
      "an address cannot be given",
      [good],
      [ready],
      { fleet: { key: "a/g", unusableAddresses: ["name.example.com"] } },
      ["Accepted=True/Accepted", "Programmed=False/AddressNotUsable"],
    ],
  ])("%s", (_title, listeners, states, more, expected) => {
    const [folded] = fold([gateway(listeners, more)], states);
    const conditions = folded!.status.conditions as readonly { type: string; status: string; reason: string }[];
    expect(conditions.map(({ type, status, reason }) => `${type}=${status}/${reason}`)).toEqual(expected);
  });

  it("lists at most sixteen addresses, and says so", () => {
    const addresses = Array.from({ length: 20 }, (_, i) => ({ type: "IPAddress" as const, value: `192.0.2.${i}` }));
    const [folded] = fold([gateway([good])], [{ ...ready, addresses }]);
    expect(folded!.status.addresses).toHaveLength(16);
    expect(JSON.stringify(folded!.status.conditions)).toContain("The status lists 16 of 20 addresses.");
  });
});

describe("what a proxy refused", () => {
  const refused = (about: Report["about"]): Report => ({
    key: "nack",
    about,
    severity: "error",
    problem: { kind: "rejectedByProxy", message: "Envoy says no" },
  });
  const programmed = { type: "Programmed", status: "False", message: "Envoy says no" };

  it("shows on the listener that it concerns", () => {
    const [folded] = fold(
      [gateway([good, { ...good, name: "other" }])],
      [ready],
      [refused({ ...gatewayRef, sectionName: "good" })],
    );
    expect(folded!.status.listeners).toMatchObject([
      { name: "good", conditions: [yes("Accepted"), programmed] },
      { name: "other", conditions: [yes("Accepted"), yes("Programmed")] },
    ]);
  });

  it("shows on every parent of a route", () => {
    const status = objectStatus(routeRef, 1, { parents: [{ conditions: [yes("Accepted")] }, { conditions: [] }] });
    const [folded] = fold([status], [], [refused(routeRef)]);
    expect(folded!.status.parents).toMatchObject([
      { conditions: [yes("Accepted"), programmed] },
      { conditions: [programmed] },
    ]);
  });

  it("leaves other objects alone", () => {
    const status = objectStatus(routeRef, 1, { parents: [] });
    expect(fold([status], [], [refused(gatewayRef)])).toEqual([status]);
  });
});
