import type { HttpAction, HttpRoute } from "@sluice/ir";
import { expect, it } from "vitest";
import { backend, destination, route } from "../../test/values.ts";
import { toTraits } from "../clusters/traits.ts";
import { clustersOf, isDynamic } from "./clusters.ts";

const to = (...backends: Extract<HttpAction, { kind: "forward" }>["backends"]): HttpAction => ({
  kind: "forward",
  backends,
});
const mirrors = { mirrors: [{ destination: "m" }, { destination: "a", fraction: { numerator: 0, denominator: 1 } }] };

it.each<[string, Partial<HttpRoute>, readonly string[]]>([
  [
    "backends and mirrors, each once, sorted",
    { action: to(backend("b"), backend("a")), features: mirrors },
    ["a", "b", "m"],
  ],
  ["no backend of weight 0", { action: to(backend("b", 0), backend("a")) }, ["a"]],
  ["no broken backend", { action: to({ kind: "invalid", weight: 1, reason: "gone" }) }, []],
  ["nothing of a redirect", { action: { kind: "redirect", statusCode: 302 }, features: mirrors }, []],
  ["nothing of a direct response", { action: { kind: "respond", statusCode: 200 }, features: mirrors }, []],
])("a route needs %s", (_title, change, expected) => {
  expect(clustersOf(route("r", "/", change))).toEqual(expected);
});

it.each<[boolean, string, HttpAction]>([
  [true, "a dynamic resolver", to(backend("dyn"))],
  [false, "an ordinary backend", to(backend("a"))],
  [false, "a dynamic resolver of weight 0", to(backend("dyn", 0), backend("a"))],
  [false, "a backend that nobody knows", to(backend("unknown"))],
  [false, "a direct response", { kind: "respond", statusCode: 200 }],
])("is %s that a route resolves hosts by itself: %s", (expected, _title, action) => {
  const traits = (name: string) =>
    name === "unknown"
      ? undefined
      : toTraits(destination(name, name === "dyn" ? { discovery: { kind: "dynamicResolver" } } : {}));
  expect(isDynamic(route("r", "/", { action }), traits)).toBe(expected);
});
