import fc from "fast-check";
import { expect, it } from "vitest";
import type { Change, Collection, Graph, Group, Index, Keyed, Read, Source } from "./collection.ts";
import { createGraph } from "./graph.ts";
import type { Node } from "./node.ts";

// Random graphs under random changes, against the plainest recomputation there is: Maps, filled again from nothing.

interface Item extends Keyed {
  readonly n: number;
  readonly tags: readonly string[];
}

/** One collection of a random graph; numbers are places of earlier ones, taken modulo how many there are. */
type Plan =
  | { readonly kind: "derive"; readonly from: number; readonly shape: Shape; readonly reads: readonly PlannedRead[] }
  | { readonly kind: "groups"; readonly of: number }
  | { readonly kind: "join"; readonly left: number; readonly right: number };

type Shape = "same" | "some" | "many" | "moving" | "ranked";

interface PlannedRead {
  readonly kind: "get" | "by" | "list" | "chain";
  readonly of: number;
}

type Step =
  | { readonly kind: "set"; readonly source: number; readonly item: Item }
  | { readonly kind: "delete"; readonly source: number; readonly key: string }
  | { readonly kind: "replace"; readonly source: number; readonly items: readonly Item[] }
  | { readonly kind: "sync"; readonly source: number }
  | { readonly kind: "listen"; readonly to: number }
  | { readonly kind: "leave" }
  | { readonly kind: "build" }
  | { readonly kind: "flush" };

const sourceCount = 3;
const names = ["a", "b", "c", "d", "e", "B", "10", "9"];
const key = fc.constantFrom(...names);
const item: fc.Arbitrary<Item> = fc.record(
  {
    key,
    n: fc.integer({ min: 0, max: 5 }),
    tags: fc.array(fc.constantFrom("x", "y", "z"), { maxLength: 3 }),
  },
  // An object without a prototype differs from one with, as dequal sees it.
  { noNullPrototype: true },
);
const place = fc.nat({ max: 30 });
const source = fc.nat({ max: sourceCount - 1 });
const plan: fc.Arbitrary<Plan> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("derive" as const),
      from: place,
      shape: fc.constantFrom<Shape>("same", "some", "many", "moving", "ranked"),
      reads: fc.array(
        fc.record({ kind: fc.constantFrom<PlannedRead["kind"]>("get", "by", "list", "chain"), of: place }),
        { maxLength: 3 },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("groups" as const), of: place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("join" as const), left: place, right: place }) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("set" as const), source, item }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("delete" as const), source, key }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("replace" as const),
      source,
      items: fc.uniqueArray(item, { selector: (value) => value.key }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("sync" as const), source }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("listen" as const), to: place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("leave" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("build" as const) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("flush" as const) }) },
);

/** Reading by place, for the graph and for the recomputation alike. */
interface Reader {
  get(place: number, key: string): Item | undefined;
  by(place: number, tag: string): readonly Item[];
  list(place: number): readonly Item[];
}

/** The transformation of a derivation: pure, and what it reads depends on what it has read. */
function transform(
  derive: Plan & { kind: "derive" },
  at: number,
  input: Item,
  reader: Reader,
): Item | Item[] | undefined {
  let n = input.n;
  for (const { kind, of } of derive.reads) {
    const target = of % at;
    switch (kind) {
      case "get":
        n += reader.get(target, names[n % names.length]!)?.n ?? 100;
        break;
      case "by":
        for (const { n: other } of reader.by(target, input.tags[0] ?? "x")) n = n * 3 + other;
        break;
      case "list":
        n += reader.list(target).length;
        break;
      case "chain":
        // Reads with repeats, as long as it finds something, up to many.
        for (let i = 0, name = input.key; i < 24; i++) {
          const found = reader.get(target, name);
          if (found === undefined) break;
          n += found.n;
          name = names[(n + i) % names.length]!;
        }
        break;
    }
  }
  n %= 10;
  const value = { key: input.key, n, tags: input.tags };
  switch (derive.shape) {
    case "same":
      return value;
    case "some":
      return n % 3 === 0 ? undefined : value;
    case "many":
      return Array.from({ length: n % 4 }, (_, i) => ({ ...value, key: `${input.key}.${i}`, n: n + i }));
    case "moving":
      return { ...value, key: `${input.key}.${n}` };
    case "ranked": {
      // Output keys wander between runs, in chains and circles.
      const peers = reader.list(derive.from % at).toSorted((a, b) => a.n - b.n || (a.key < b.key ? -1 : 1));
      return { ...value, key: `rank ${peers.findIndex((peer) => peer.key === input.key)}` };
    }
  }
}

const summary = ({ key, items }: { key: string; items: readonly Item[] }): Item => ({
  key,
  n: items.reduce((sum, { n }) => (sum * 7 + n) % 1_000, items.length),
  tags: items.map((value) => value.key),
});

const sorted = (values: Iterable<Item>) => [...values].sort((a, b) => (a.key < b.key ? -1 : 1));

const withTag = (values: Iterable<Item>, tag: string) => sorted(values).filter(({ tags }) => tags.includes(tag));

/** Everything from nothing: one Map per place. */
function recompute(plans: readonly Plan[], sources: readonly ReadonlyMap<string, Item>[]): Map<string, Item>[] {
  const maps = sources.map((values) => new Map(values));
  const reader: Reader = {
    get: (at, name) => maps[at]!.get(name),
    by: (at, tag) => withTag(maps[at]!.values(), tag),
    list: (at) => sorted(maps[at]!.values()),
  };
  for (const planned of plans) {
    const at = maps.length;
    const out = new Map<string, Item>();
    const add = (value: Item) => out.set(value.key, value);
    switch (planned.kind) {
      case "derive":
        for (const input of maps[planned.from % at]!.values()) {
          for (const value of [transform(planned, at, input, reader) ?? []].flat()) add(value);
        }
        break;
      case "groups": {
        const items = [...maps[planned.of % at]!.values()];
        for (const tag of new Set(items.flatMap(({ tags }) => tags)))
          add(summary({ key: tag, items: withTag(items, tag) }));
        break;
      }
      case "join":
        for (const value of maps[planned.left % at]!.values()) add({ ...value, key: `left ${value.key}` });
        for (const value of maps[planned.right % at]!.values()) add({ ...value, key: `right ${value.key}` });
        break;
    }
    maps.push(out);
  }
  return maps;
}

/** The same plans as a graph, built one by one: some of them when values flow already. */
class Built {
  readonly graph: Graph = createGraph();
  readonly sources: readonly Source<Item>[];
  readonly places: Collection<Item>[];
  readonly #byTag: Index<Item>[];
  /** `collection key` of every run since the last flush. */
  readonly runs: string[] = [];

  constructor() {
    this.sources = Array.from({ length: sourceCount }, (_, i) => this.graph.source<Item>(`source ${i}`));
    this.places = [...this.sources];
    this.#byTag = this.sources.map((collection) => this.#tagged(collection));
  }

  add(planned: Plan): void {
    const collection = this.#make(planned, this.places.length);
    this.places.push(collection);
    this.#byTag.push(this.#tagged(collection));
  }

  #tagged(collection: Collection<Item>): Index<Item> {
    return this.graph.index(collection, "tag", ({ tags }) => tags);
  }

  #make(planned: Plan, at: number): Collection<Item> {
    const { graph, places } = this;
    const name = `${planned.kind} ${at}`;
    const renamed = (from: Collection<Item>, side: string) =>
      graph.derive<Item, Item>({ name: `${name} ${side}`, from, to: (v) => ({ ...v, key: `${side} ${v.key}` }) });
    switch (planned.kind) {
      case "derive":
        return graph.derive<Item, Item>({
          name,
          from: places[planned.from % at]!,
          to: (input, read) => {
            this.runs.push(`${name} ${input.key}`);
            return transform(planned, at, input, this.#reader(read));
          },
        });
      case "groups":
        return graph.derive<Group<Item>, Item>({ name, from: this.#byTag[planned.of % at]!.groups, to: summary });
      case "join":
        return graph.join(name, [
          renamed(places[planned.left % at]!, "left"),
          renamed(places[planned.right % at]!, "right"),
        ]);
    }
  }

  #reader(read: Read): Reader {
    return {
      get: (at, name) => read.get(this.places[at]!, name),
      by: (at, tag) => read.by(this.#byTag[at]!, tag),
      list: (at) => read.list(this.places[at]!),
    };
  }
}

it("equals a recomputation from nothing after any changes, and tells no more than what changed", () => {
  let flushes = 0;
  let told = 0;
  fc.assert(
    fc.property(
      fc.array(plan, { minLength: 1, maxLength: 8, size: "max" }),
      fc.nat({ max: 8 }),
      fc.array(step, { minLength: 10, maxLength: 80, size: "max" }),
      fc.constantFrom("synced", "synced", "unsynced"),
      (plans, early, steps, start) => {
        const built = new Built();
        let made = 0;
        const build = () => made < plans.length && built.add(plans[made++]!);
        for (let i = 0; i < early; i++) build();
        const written = built.sources.map(() => new Map<string, Item>());
        const completed = new Set<number>();
        let synced = new Set<number>();
        let expected: Map<string, Item>[] = [];
        const listeners: (() => void)[] = [];
        // RxJS throws what a subscriber throws later and elsewhere: gathered, to be thrown by the flush.
        const failures: unknown[] = [];

        const isComplete = (at: number) => (at < sourceCount ? synced.has(at) : synced.size === sourceCount);
        const check = () => {
          for (const [at, collection] of built.places.entries()) {
            if (at >= expected.length) continue;
            expect(collection.synced).toBe(isComplete(at));
            if (!isComplete(at)) continue;
            expect(collection.list()).toEqual(sorted(expected[at]!.values()));
            expect(collection.size).toBe(expected[at]!.size);
          }
        };
        const listen = (at: number) => {
          const collection = built.places[at]!;
          const replayed = new Map<string, Item>();
          let batches = 0;
          const hear = (batch: readonly Change<Item>[]) => {
            told++;
            if (batches++ > 0) expect(batch.length).toBeGreaterThan(0);
            expect(batch.map((change) => change.key)).toEqual([...new Set(batch.map((change) => change.key))].sort());
            for (const change of batch) {
              expect(change.previous).toBe(replayed.get(change.key));
              if (change.kind === "delete") replayed.delete(change.key);
              else {
                expect(change.value).not.toEqual(change.previous);
                replayed.set(change.key, change.value);
              }
            }
            expect(sorted(replayed.values())).toEqual(collection.list());
            check();
          };
          const subscription = collection.changes$.subscribe((batch) => {
            try {
              hear(batch);
            } catch (failure) {
              failures.push(failure);
            }
          });
          if (failures.length > 0) throw failures[0];
          listeners.push(() => subscription.unsubscribe());
        };
        const flush = () => {
          flushes++;
          synced = new Set(completed);
          expected = recompute(plans.slice(0, made), written);
          built.runs.length = 0;
          built.graph.flush();
          if (failures.length > 0) throw failures[0];
          expect(new Set(built.runs).size).toBe(built.runs.length);
          check();
        };

        const sync = [0, 1, 2].map((at) => ({ kind: "sync" as const, source: at }));
        for (const change of start === "synced" ? [...sync, ...steps] : [...steps, ...sync]) {
          switch (change.kind) {
            case "set":
              built.sources[change.source]!.set(change.item);
              written[change.source]!.set(change.item.key, change.item);
              break;
            case "delete":
              built.sources[change.source]!.delete(change.key);
              written[change.source]!.delete(change.key);
              break;
            case "replace":
              built.sources[change.source]!.replace(change.items);
              written[change.source] = new Map(change.items.map((value) => [value.key, value]));
              break;
            case "sync":
              built.sources[change.source]!.markSynced();
              completed.add(change.source);
              break;
            case "listen":
              listen(change.to % built.places.length);
              break;
            case "leave":
              listeners.shift()?.();
              break;
            case "build":
              build();
              break;
            case "flush":
              flush();
              break;
          }
        }
        while (made < plans.length) build();
        flush();
        expect(built.places.every((collection) => collection.synced)).toBe(true);

        // With nothing left to compute, nobody may be remembered as a reader.
        for (const [at, emptied] of built.sources.entries()) {
          emptied.replace([]);
          written[at] = new Map();
        }
        flush();
        for (const collection of built.places) expect((collection as Node<Item>).readers.size).toBe(0);
      },
    ),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 400) },
  );
  expect(flushes).toBeGreaterThan(1_000);
  expect(told).toBeGreaterThan(1_000);
}, 60_000);
