import { describe, expect, it } from "vitest";
import { compareAge } from "./age.ts";
import type { Resource } from "./kinds.ts";

function aged(namespace: string, name: string, creationTimestamp?: string): Pick<Resource, "metadata"> {
  const time = creationTimestamp === undefined ? {} : { creationTimestamp };
  return { metadata: { name, namespace, labels: {}, annotations: {}, ...time } };
}

describe("compareAge", () => {
  it("puts the oldest first, then namespaces, then names; without a time last", () => {
    const sorted = [
      aged("b", "a", "2026-01-01T00:00:00Z"),
      // The same instant as the next one, written in another zone.
      aged("a", "a", "2026-01-02T01:00:00+01:00"),
      aged("a", "b", "2026-01-02T00:00:00Z"),
      aged("b", "a", "2026-01-02T00:00:00Z"),
      aged("a", "a"),
      aged("a", "b", "not a time"),
      aged("b", "a"),
    ];
    expect([...sorted].reverse().sort(compareAge)).toEqual(sorted);
    expect(compareAge(aged("a", "a"), aged("a", "a"))).toBe(0);
  });
});
