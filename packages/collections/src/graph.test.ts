import { describe, expect, it } from "vitest";
import type { Change, Collection, Keyed } from "./collection.ts";
import { createGraph } from "./graph.ts";

interface Item extends Keyed {
  readonly n: number;
}

const item = (key: string, n: number): Item => ({ key, n });

/** A graph with one source of items and one derivation that doubles them; `run` may throw. */
function doubling(run: (value: Item) => void = () => {}) {
  const graph = createGraph();
  const numbers = graph.source<Item>("numbers");
  const doubled = graph.derive<Item, Item>({
    name: "doubled",
    from: numbers,
    to: (value) => {
      run(value);
      return item(value.key, value.n * 2);
    },
  });
  return { graph, numbers, doubled };
}

function listen<T extends Keyed>(collection: Collection<T>): (readonly Change<T>[])[] {
  const batches: (readonly Change<T>[])[] = [];
  collection.changes$.subscribe((batch) => batches.push(batch));
  return batches;
}

describe("a flush", () => {
  it("runs a diamond once per change, and never shows half of it", () => {
    const { graph, numbers, doubled } = doubling();
    const tripled = graph.derive<Item, Item>({ name: "tripled", from: numbers, to: ({ key, n }) => item(key, n * 3) });
    const sums = graph.derive<Item, Item>({
      name: "sums",
      from: doubled,
      to: ({ key, n }, read) => item(key, n + (read.get(tripled, key)?.n ?? Number.NaN)),
    });
    const batches = listen(sums);
    numbers.set(item("a", 1));
    numbers.markSynced();
    graph.flush();
    numbers.set(item("a", 2));
    graph.flush();
    expect(batches).toEqual([
      [{ kind: "set", key: "a", value: item("a", 5) }],
      [{ kind: "set", key: "a", value: item("a", 10), previous: item("a", 5) }],
    ]);
    expect(graph.stats().at(-1)).toMatchObject({ runs: 2, reads: ["doubled", "tripled"] });
  });

  it("shows every subscriber the state after all of it", () => {
    const { graph, numbers, doubled } = doubling();
    const seen: (number | undefined)[] = [];
    numbers.changes$.subscribe(() => seen.push(doubled.get("a")?.n));
    numbers.markSynced();
    graph.flush();
    numbers.set(item("a", 1));
    graph.flush();
    numbers.set(item("a", 2));
    graph.flush();
    expect(seen).toEqual([undefined, 2, 4]);
  });

  it("gives a subscriber who comes during the news the new state once", () => {
    const { graph, numbers, doubled } = doubling();
    numbers.markSynced();
    graph.flush();
    const late: (readonly Change<Item>[])[][] = [];
    numbers.changes$.subscribe((batch) => {
      if (batch.length > 0) late.push(listen(doubled));
    });
    listen(doubled);
    numbers.set(item("a", 1));
    graph.flush();
    expect(late).toEqual([[[{ kind: "set", key: "a", value: item("a", 2) }]]]);
  });

  it("does nothing, and tells nobody, when nothing is pending", () => {
    const { graph, numbers } = doubling();
    let flushes = 0;
    graph.flushed$.subscribe(() => flushes++);
    numbers.markSynced();
    graph.flush();
    expect(flushes).toBe(1);
    graph.flush();
    numbers.delete("not there");
    graph.flush();
    expect(flushes).toBe(1);
    numbers.set(item("a", 1));
    graph.flush();
    expect(flushes).toBe(2);
  });

  it("brings writes made at once to all sources together", async () => {
    const graph = createGraph();
    const left = graph.source<Item>("left");
    const right = graph.source<Item>("right");
    const pairs = graph.derive<Item, Item>({
      name: "pairs",
      from: left,
      to: ({ key, n }, read) => item(key, n - (read.get(right, key)?.n ?? 0)),
    });
    left.markSynced();
    right.markSynced();
    left.set(item("a", 1));
    right.set(item("a", 1));
    const batches = listen(pairs);
    await Promise.resolve();
    left.set(item("a", 5));
    right.set(item("a", 5));
    await Promise.resolve();
    expect(batches).toEqual([[{ kind: "set", key: "a", value: item("a", 0) }]]);
    expect(graph.stats().at(-1)).toMatchObject({ runs: 2, changes: 1 });
  });
});

describe("syncing", () => {
  it("holds derivations back until every source made before them has synced, read or not", () => {
    const { graph, numbers } = doubling();
    const other = graph.source<Item>("other");
    let runs = 0;
    const later = graph.derive<Item, Item>({
      name: "later",
      from: numbers,
      to: (value) => {
        runs++;
        return value;
      },
    });
    const batches = listen(later);
    numbers.set(item("a", 1));
    numbers.markSynced();
    graph.flush();
    expect([numbers.synced, later.synced, runs, batches]).toEqual([true, false, 0, []]);
    other.markSynced();
    graph.flush();
    expect([later.synced, runs, batches.length]).toEqual([true, 1, 1]);
  });

  it("lets what is there go on when a source comes late, and holds back only what is made after it", () => {
    const { graph, numbers, doubled } = doubling();
    numbers.markSynced();
    graph.flush();
    const late = graph.source<Item>("late");
    const both = graph.join("both", [doubled, late]);
    numbers.set(item("a", 1));
    graph.flush();
    expect([doubled.get("a")?.n, both.synced, both.size]).toEqual([2, false, 0]);
    late.markSynced();
    graph.flush();
    expect([both.synced, both.list()]).toEqual([true, [item("a", 2)]]);
  });

  it("fills collections made after the first flush at the next one", async () => {
    const { graph, numbers, doubled } = doubling();
    numbers.replace([item("b", 2), item("a", 1)]);
    numbers.markSynced();
    graph.flush();
    const negative = graph.derive<Item, Item>({ name: "negative", from: doubled, to: ({ key, n }) => item(key, -n) });
    expect(negative.synced).toBe(false);
    const batches = listen(negative);
    await Promise.resolve();
    expect(negative.list()).toEqual([item("a", -2), item("b", -4)]);
    expect(batches).toHaveLength(1);
  });
});

describe("bugs", () => {
  it("keep the last good value of their key, stop nothing else, and are thrown by the flush", () => {
    const { graph, numbers, doubled } = doubling(({ key, n }) => {
      if (n === 13) throw new Error(`${key} is unlucky`);
    });
    const after = graph.derive<Item, Item>({ name: "after", from: doubled, to: (value) => value });
    const batches = listen(after);
    numbers.replace([item("a", 1), item("b", 1)]);
    numbers.markSynced();
    graph.flush();
    numbers.replace([item("a", 13), item("b", 2), item("c", 13)]);
    expect(() => graph.flush()).toThrow(AggregateError);
    expect(after.list()).toEqual([item("a", 2), item("b", 4)]);
    expect(batches).toHaveLength(2);
    graph.flush();
    numbers.set(item("a", 3));
    numbers.set(item("b", 13));
    expect(() => graph.flush()).toThrow("bug in doubled[b]: b is unlucky");
    expect(after.list()).toEqual([item("a", 6), item("b", 4)]);
    numbers.delete("b");
    graph.flush();
    expect(after.list()).toEqual([item("a", 6)]);
  });

  it("are heard on errors$, where the end of a tick reports them too", async () => {
    const { graph, numbers } = doubling(({ n }) => {
      if (n < 0) throw new Error("negative");
    });
    const heard: Error[] = [];
    graph.errors$.subscribe((error) => heard.push(error));
    numbers.markSynced();
    numbers.set(item("a", -1));
    await Promise.resolve();
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({ name: "GraphBug", collection: "doubled", key: "a", message: /negative/ });
    expect(heard[0]?.cause).toEqual(new Error("negative"));
  });

  it("are tried again when something changes that the failing run had read", () => {
    const graph = createGraph();
    const settings = graph.source<Item>("settings");
    const values = graph.source<Item>("values");
    const checked = graph.derive<Item, Item>({
      name: "checked",
      from: values,
      to: (value, read) => {
        if (read.get(settings, "limit") === undefined) throw new Error("no limit");
        return value;
      },
    });
    values.set(item("a", 1));
    values.markSynced();
    settings.markSynced();
    expect(() => graph.flush()).toThrow("no limit");
    expect(checked.synced).toBe(true);
    settings.set(item("limit", 5));
    graph.flush();
    expect(checked.list()).toEqual([item("a", 1)]);
  });

  it.each<[string, (graph: ReturnType<typeof doubling>) => void, RegExp]>([
    ["two collections of one name", ({ graph }) => graph.source("numbers"), /two collections have this name/],
    [
      "a collection of another graph as input",
      ({ graph }) => graph.join("joined", [doubling().numbers]),
      /belongs to another graph/,
    ],
    ["a collection twice in a join", ({ graph, numbers }) => graph.join("j", [numbers, numbers]), /with itself/],
  ])("%s", (_title, act, message) => {
    expect(() => act(doubling())).toThrow(message);
  });

  it.each<[string, (graph: ReturnType<typeof doubling>) => void, RegExp]>([
    ["flushing", ({ graph }) => graph.flush(), /flushed inside a derivation/],
    ["writing", ({ numbers }) => numbers.set(item("x", 1)), /written inside a derivation/],
    ["making a collection", ({ graph }) => graph.source("new"), /made inside a derivation/],
    ["reading a value past `read`", ({ numbers }) => numbers.get("a"), /without `read`/],
    ["reading a list past `read`", ({ numbers }) => numbers.list(), /without `read`/],
  ])("%s inside a derivation", (_title, act, message) => {
    const subject = doubling(() => act(subject));
    subject.numbers.set(item("a", 1));
    subject.numbers.markSynced();
    expect(() => subject.graph.flush()).toThrow(message);
    subject.graph.flush();
    expect(subject.doubled.list()).toEqual([]);
  });
});
