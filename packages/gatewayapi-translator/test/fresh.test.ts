import { kindNames } from "@sluice/resources";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { certificate } from "./certificate.ts";
import { anyThing, home, type Thing } from "./universe.ts";
import { read, World } from "./world.ts";

const things = anyThing([certificate("x.example.com"), certificate("*.example.com"), { type: "Opaque", data: {} }]);

const step = fc.array(fc.record({ thing: things, remove: fc.boolean() }), { minLength: 1, maxLength: 4 });

describe("a world that changed step by step", () => {
  it("equals a world made afresh from what there is at the end", () => {
    fc.assert(
      fc.property(
        fc.array(things, { minLength: 5, maxLength: 25 }),
        fc.array(step, { maxLength: 12 }),
        (start, steps) => {
          const changing = new World();
          const known = new Map<string, Thing>();
          const keyOf = ({ kind, namespace, name }: Thing): string => `${kind}/${namespace}/${name}`;
          for (const one of [...home, ...start]) known.set(keyOf(one), one);
          changing.apply(manifests([...known.values()]));
          for (const changes of steps) {
            // In one change an object is either set or removed; the last word counts.
            const last = new Map(changes.map((change) => [keyOf(change.thing), change]));
            const sets = [...last.values()].filter(({ remove }) => !remove).map(({ thing }) => thing);
            const removals = [...last.values()].filter(({ remove }) => remove).map(({ thing }) => thing);
            for (const one of removals) known.delete(keyOf(one));
            for (const one of sets) known.set(keyOf(one), one);
            changing.apply(
              read(manifests(sets)),
              removals.map(({ kind, namespace, name }) => ({ kind: kind as "Gateway", namespace, name })),
            );
          }
          const fresh = new World().apply(manifests([...known.values()].reverse()));
          expect(changing.output()).toEqual(fresh.output());
        },
      ),
      { numRuns: 300 },
    );
  }, 120_000);

  it("has objects of every kind that is translated", () => {
    const drawn = new Set(fc.sample(things, { numRuns: 5000, seed: 1 }).map(({ kind }) => kind));
    // Nodes are where proxies run; they are no input of the translation.
    expect([...drawn].sort()).toEqual(kindNames.filter((kind) => kind !== "Node").sort());
  });
});

function manifests(all: readonly Thing[]): string {
  return all.map(({ manifest }) => manifest).join("\n---\n");
}
