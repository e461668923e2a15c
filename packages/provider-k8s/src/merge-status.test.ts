import type { JsonObject } from "@sluice/resources";
import { expect, it } from "vitest";
import { mergeStatus } from "./merge-status.ts";

const ours = "example.com/ours";
const now = "2026-01-02T03:04:05Z";
const then = "2025-01-01T00:00:00Z";
const route = { kind: "HTTPRoute", controllerName: ours, now };

function accepted(status: string, lastTransitionTime?: string): JsonObject {
  const condition = { type: "Accepted", status, reason: "Tested", message: "" };
  return lastTransitionTime === undefined ? condition : { ...condition, lastTransitionTime };
}
function entry(controllerName: string, name: string, condition: JsonObject, more: JsonObject = {}): JsonObject {
  return { parentRef: { ...more, name }, controllerName, conditions: [condition] };
}
const theirs = (name: string): JsonObject => entry("example.com/theirs", name, accepted("False", then));

it.each<[string, JsonObject, JsonObject | undefined, JsonObject]>([
  [
    "a first entry",
    {},
    { parents: [entry(ours, "a", accepted("True"))] },
    { parents: [entry(ours, "a", accepted("True", now))] },
  ],
  [
    "entries of others and their order",
    { parents: [theirs("x"), entry(ours, "a", accepted("True", then)), theirs("y")] },
    { parents: [entry(ours, "b", accepted("True")), entry(ours, "a", accepted("False"))] },
    {
      parents: [
        theirs("x"),
        entry(ours, "a", accepted("False", now)),
        theirs("y"),
        entry(ours, "b", accepted("True", now)),
      ],
    },
  ],
  [
    "the time while the status does not change",
    { parents: [entry(ours, "a", accepted("True", then))] },
    { parents: [entry(ours, "a", { ...accepted("True"), message: "new", reason: "Other" })] },
    { parents: [entry(ours, "a", { ...accepted("True", then), message: "new", reason: "Other" })] },
  ],
  [
    "the reference with the defaults that the server filled in",
    { parents: [entry(ours, "a", accepted("True", then), { group: "gateway.networking.k8s.io", kind: "Gateway" })] },
    { parents: [entry(ours, "a", accepted("True"))] },
    { parents: [entry(ours, "a", accepted("True", then), { group: "gateway.networking.k8s.io", kind: "Gateway" })] },
  ],
  [
    "sections of one parent apart",
    { parents: [entry(ours, "a", accepted("True", then), { sectionName: "one" })] },
    { parents: [entry(ours, "a", accepted("True"), { sectionName: "two" })] },
    { parents: [entry(ours, "a", accepted("True", now), { sectionName: "two" })] },
  ],
  [
    "a parent that is entered twice",
    { parents: [entry(ours, "a", accepted("True", then)), entry(ours, "a", accepted("True", then))] },
    { parents: [entry(ours, "a", accepted("True"))] },
    { parents: [entry(ours, "a", accepted("True", then))] },
  ],
  [
    "ours when we have nothing to say any more",
    { parents: [theirs("x"), entry(ours, "a", accepted("True", then))] },
    undefined,
    { parents: [theirs("x")] },
  ],
  ["nothing when there is nothing to remove", {}, undefined, {}],
  ["a list that is broken", { parents: "none" }, { parents: [] }, { parents: [] }],
])("routes: %s", (_, current, desired, expected) => {
  expect(mergeStatus(current, desired, route)).toEqual(expected);
  // Once written it is written.
  expect(mergeStatus(expected, desired, route)).toEqual(expected);
});

it("leaves room for entries of others when a list is full", () => {
  const many = Array.from({ length: 32 }, (_, at) => entry(ours, `p${at}`, accepted("True")));
  const { parents } = mergeStatus({ parents: [theirs("x"), theirs("y")] }, { parents: many }, route) as {
    parents: readonly JsonObject[];
  };
  expect(parents.length).toBe(32);
  expect(parents.slice(0, 2)).toEqual([theirs("x"), theirs("y")]);
  expect(parents[31]).toMatchObject({ parentRef: { name: "p29" } });
});

it("merges conditions of Gateways by type, and replaces what is ours", () => {
  const foreign = { ...accepted("True", then), type: "example.com/Scanned" };
  const stale = { ...accepted("False", then), type: "ResolvedRefs" };
  const current = {
    conditions: [foreign, stale, accepted("Unknown", "1970-01-01T00:00:00Z")],
    addresses: [{ value: "10.0.0.1" }],
    listeners: [
      { name: "http", attachedRoutes: 1, supportedKinds: [], conditions: [accepted("True", then)] },
      { name: "gone", attachedRoutes: 1, supportedKinds: [], conditions: [] },
    ],
  };
  const desired = {
    conditions: [accepted("True")],
    listeners: [{ name: "http", attachedRoutes: 2, supportedKinds: [], conditions: [accepted("True")] }],
  };
  expect(mergeStatus(current, desired, { ...route, kind: "Gateway" })).toEqual({
    conditions: [foreign, accepted("True", now)],
    listeners: [{ name: "http", attachedRoutes: 2, supportedKinds: [], conditions: [accepted("True", then)] }],
  });
  // A Gateway that is not ours any more belongs to whoever took it over.
  expect(mergeStatus(current, undefined, { ...route, kind: "Gateway" })).toBe(current);
});

it("takes entries without a controller for ours, as in EnvoyProxies", () => {
  const before = { ancestorRef: { name: "a" }, conditions: [accepted("True", then)] };
  const context = { ...route, kind: "EnvoyProxy" };
  const desired = { ancestors: [{ ancestorRef: { name: "b" }, conditions: [accepted("True")] }] };
  expect(mergeStatus({ ancestors: [before] }, desired, context)).toEqual({
    ancestors: [{ ancestorRef: { name: "b" }, conditions: [accepted("True", now)] }],
  });
});
