import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { xdsTypes } from "../../src/order.ts";
import { Readiness } from "../../src/readiness.ts";
import { knownSchedules, toActions } from "./known.ts";
import { ModelEnvoy } from "./model-envoy.ts";
import { type Action, run, Universe } from "./universe.ts";
import { isBad } from "./world.ts";

/** What a proxy should have: what it subscribes to, and of that what it accepts. */
function expectSettled(universe: Universe, strict: boolean): void {
  const fleet = universe.fleets.of("fleet");
  for (const { envoy, session } of universe.links) {
    expect(envoy.isWarming).toBe(false);
    // What a proxy had before it reconnected, and what only it knows, cannot be put in order.
    if (envoy.isStuck && session.resumed) continue;
    for (const [typeUrl, has] of envoy.has) {
      if (typeUrl === xdsTypes.virtualHost && !envoy.takesChildren) continue;
      const lane = session.lanes.get(typeUrl);
      if (lane === undefined) continue;
      const should = new Map<string, string>();
      for (const [name, resource] of fleet.all(typeUrl)) {
        // Whether it is bad itself shows when there is a good version of its secret.
        const unknown =
          session.resumed &&
          resource.brings.some((child) => child.typeUrl === xdsTypes.secret && !fleet.get(child.typeUrl, child.name));
        if (unknown || envoy.isSpoiled(resource)) {
          const kept = has.get(name);
          if (kept !== undefined) should.set(name, kept.version);
          continue;
        }
        if (isBad(resource)) continue;
        const { parent } = resource;
        if (parent === undefined) {
          if (lane.wildcard || lane.names.has(name)) should.set(name, resource.version);
          continue;
        }
        // Children of a refused parent: nothing that the proxy may have of it counts.
        if (envoy.takesChildren && fleet.get(parent.typeUrl, parent.name) !== undefined)
          should.set(name, resource.version);
      }
      // A refused resource without a good version is not in the fleet; a proxy that has an older one, and may use it, keeps it.
      const readiness = new Readiness(session);
      const kept = [...has].filter(([name, { parent }]) => {
        if (strict || should.has(name)) return true;
        if (parent !== undefined) return fleet.get(parent.typeUrl, parent.name) !== undefined;
        return !lane.child && !readiness.isUsed(lane, name);
      });
      const versions = new Map(kept.map(([name, { version }]) => [name, version]));
      expect([typeUrl, new Map([...versions].sort())]).toEqual([typeUrl, new Map([...should].sort())]);
    }
  }
}

const numbers = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99), fc.nat(99));
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("change" as const),
      changes: fc.array(numbers, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("respond" as const), link: fc.nat(1) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("request" as const), link: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("drain" as const), link: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("reconnect" as const), link: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rest" as const), link: fc.nat(1) }) },
  // Listeners may drain for minutes, in which everything else comes to rest.
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("arrive" as const), link: fc.nat(1) }) },
);

const schedules = fc.array(action, { minLength: 1, maxLength: 150, size: "max" });

function runAllGood(actions: readonly Action[], sotw: boolean): void {
  const strict = true;
  const universe = new Universe([new ModelEnvoy({ strict, sotw }), new ModelEnvoy({ strict, talkative: true })]);
  run(universe, actions, false);
  for (const { envoy } of universe.links) {
    expect(envoy.broken).toEqual([]);
    expect(envoy.nacks).toBe(0);
    // State-of-the-world has no word for a secret that was deleted before it was sent.
    if (!envoy.sotw) expect(envoy.timeOuts).toBe(0);
  }
  expectSettled(universe, true);
}

function runSomeBad(actions: readonly Action[], sotw: boolean): void {
  const universe = new Universe([new ModelEnvoy({ sotw }), new ModelEnvoy({ talkative: true, sotw })]);
  run(universe, actions, true);
  expectSettled(universe, false);
}

const numRuns = Number(process.env.MODEL_RUNS ?? 1000);
// The same schedules every time; MODEL_SEED and MODEL_RUNS look for others.
const seed = Number(process.env.MODEL_SEED ?? 3);
const timeout = 10_000 + numRuns * 30;

describe.each([
  ["delta", false],
  ["state of the world", true],
])("delivery by %s to a model of Envoy, in random order, with random changes and reconnects", (_, sotw) => {
  it("never breaks a request, and comes to rest with everything delivered", { timeout }, () => {
    fc.assert(
      fc.property(schedules, (actions) => {
        runAllGood(actions, sotw);
      }),
      { numRuns, seed },
    );
  });

  it("delivers everything else when proxies refuse some resources", { timeout }, () => {
    fc.assert(
      fc.property(schedules, (actions) => {
        runSomeBad(actions, sotw);
      }),
      { numRuns, seed },
    );
  });

  it.each(knownSchedules)("delivers what once it did not: $title", (schedule) => {
    (schedule.withBad ? runSomeBad : runAllGood)(toActions(schedule), sotw);
  });
});
