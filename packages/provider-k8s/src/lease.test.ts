import { expect, it } from "vitest";
import { leaseSpec, type Observed, observe, readLease, releasedSpec, waitFor } from "./lease.ts";

const now = new Date("2026-01-02T03:04:05.678Z");

function lease(holderIdentity: string, resourceVersion = "7") {
  return readLease({
    metadata: { resourceVersion },
    spec: {
      holderIdentity,
      leaseDurationSeconds: 15,
      acquireTime: "2026-01-01T00:00:00.000000Z",
      renewTime: "2026-01-01T00:00:00.000000Z",
      leaseTransitions: 3,
    },
  });
}

it("reads a Lease that somebody wrote by hand", () => {
  const empty = { holder: "", durationMs: 0, transitions: 0, resourceVersion: "" };
  expect(readLease({})).toMatchObject(empty);
  expect(readLease({ spec: "none", metadata: [] })).toMatchObject(empty);
});

it("counts from when a record was first seen, not from what it says", () => {
  const first = observe(undefined, lease("other"), 1000);
  expect(observe(first, lease("other"), 5000)).toBe(first);
  expect(observe(first, lease("other", "8"), 5000).at).toBe(5000);
});

it.each<[string, Observed, number, number]>([
  ["another holds it", { record: lease("other"), at: 1000 }, 2000, 14_000],
  ["another has been silent for long enough", { record: lease("other"), at: 1000 }, 16_000, 0],
  ["nobody holds it", { record: lease(""), at: 1000 }, 1000, 0],
  ["it is ours", { record: lease("me"), at: 1000 }, 1000, 0],
])("%s", (_, observed, at, expected) => {
  expect(waitFor(observed, "me", at)).toBe(expected);
});

it("keeps the time of acquisition while it renews, and counts transitions", () => {
  const of = { durationMs: 1500, now };
  const time = "2026-01-02T03:04:05.678000Z";
  expect(leaseSpec(undefined, "me", of)).toEqual({
    holderIdentity: "me",
    leaseDurationSeconds: 2,
    acquireTime: time,
    renewTime: time,
    leaseTransitions: 0,
  });
  expect(leaseSpec(lease("me"), "me", of)).toMatchObject({
    acquireTime: "2026-01-01T00:00:00.000000Z",
    leaseTransitions: 3,
  });
  expect(leaseSpec(lease("other"), "me", of)).toMatchObject({ acquireTime: time, leaseTransitions: 4 });
  expect(releasedSpec(lease("me"), now)).toMatchObject({
    holderIdentity: "",
    leaseDurationSeconds: 1,
    leaseTransitions: 3,
  });
});
