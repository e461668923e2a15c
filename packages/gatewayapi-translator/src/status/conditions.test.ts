import { describe, expect, it } from "vitest";
import { condition, conditionsOf, sentence } from "./condition.ts";
import { routeSpellings } from "./conditions.ts";

describe("conditionsOf", () => {
  it("joins faults of one condition: reasons sorted, each once, a sentence per fault", () => {
    const faults = [
      { kind: "portNotFound", message: "no port 1" },
      { kind: "backendNotFound", message: "no service" },
      { kind: "backendNotFound", message: "no service" },
      { kind: "unsupportedValue", message: "bad" },
    ] as const;
    expect(conditionsOf(faults, routeSpellings, 3)).toEqual([
      {
        type: "ResolvedRefs",
        status: "False",
        reason: "BackendNotFound,PortNotFound",
        message: "No port 1.\nNo service.",
        observedGeneration: 3,
      },
      { type: "Accepted", status: "False", reason: "UnsupportedValue", message: "Bad.", observedGeneration: 3 },
    ]);
  });
});

describe("sentence", () => {
  it.each([
    [{ kind: "x", message: "it is so" }, "It is so."],
    [{ kind: "x", message: "HTTP is so!" }, "HTTP is so!"],
    [{ kind: "x", message: "spec.a[0] is so" }, "spec.a[0] is so."],
    [{ kind: "x", message: "it is so", field: "spec.a", remedy: "Change it." }, "spec.a: it is so. Change it."],
  ])("%j: %s", (fault, expected) => {
    expect(sentence(fault)).toBe(expected);
  });
});

it("cuts messages that Kubernetes would not store", () => {
  const long = condition({ type: "T", status: "True", reason: "R", message: "x".repeat(40_000) }, undefined);
  expect(long.message).toHaveLength(32_768);
  expect(long.message.endsWith(" (message truncated).")).toBe(true);
  expect(long).not.toHaveProperty("observedGeneration");
});
