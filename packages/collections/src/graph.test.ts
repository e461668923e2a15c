import { describe, expect, it } from "vitest";
import type { Change, Keyed } from "./collection.ts";
import { createGraph } from "./graph.ts";

interface Item extends Keyed {
  readonly n: number;
}

describe("a graph", () => {
  it("runs a diamond once per change, and never shows half of it", () => {
    const graph = createGraph();
    const numbers = graph.source<Item>("numbers");
    const doubled = graph.derive<Item, Item>({
      name: "doubled",
      from: numbers,
      to: ({ key, n }) => ({ key, n: n * 2 }),
    });
    const tripled = graph.derive<Item, Item>({
      name: "tripled",
      from: numbers,
      to: ({ key, n }) => ({ key, n: n * 3 }),
    });
    const sums = graph.derive<Item, Item>({
      name: "sums",
      from: doubled,
      to: ({ key, n }, read) => ({ key, n: n + (read.get(tripled, key)?.n ?? Number.NaN) }),
    });
    const seen: (readonly Change<Item>[])[] = [];
    sums.changes$.subscribe((batch) => seen.push(batch));
    numbers.set({ key: "a", n: 1 });
    numbers.markSynced();
    graph.flush();
    numbers.set({ key: "a", n: 2 });
    graph.flush();
    expect(seen).toEqual([
      [{ kind: "set", key: "a", value: { key: "a", n: 5 } }],
      [{ kind: "set", key: "a", value: { key: "a", n: 10 }, previous: { key: "a", n: 5 } }],
    ]);
    expect(graph.stats().at(-1)).toMatchObject({ runs: 2, reads: ["doubled", "tripled"] });
  });

  it("reruns the readers of a missing key when it appears", () => {
    const graph = createGraph();
    const routes = graph.source<Keyed & { readonly parent: string }>("routes");
    const gateways = graph.source<Item>("gateways");
    const bound = graph.derive<Keyed & { readonly parent: string }, Item>({
      name: "bound",
      from: routes,
      to: ({ key, parent }, read) => {
        const gateway = read.get(gateways, parent);
        return gateway && { key, n: gateway.n };
      },
    });
    routes.set({ key: "r", parent: "g" });
    routes.markSynced();
    gateways.markSynced();
    graph.flush();
    expect(bound.list()).toEqual([]);
    gateways.set({ key: "g", n: 7 });
    graph.flush();
    expect(bound.list()).toEqual([{ key: "r", n: 7 }]);
    gateways.delete("g");
    graph.flush();
    expect(bound.size).toBe(0);
  });

  it("moves values between groups", () => {
    const graph = createGraph();
    const items = graph.source<Item>("items");
    const byN = graph.index(items, "n", ({ n }) => [`${n % 2}`]);
    const counts = graph.derive<Keyed & { readonly items: readonly Item[] }, Item>({
      name: "counts",
      from: byN.groups,
      to: (group) => ({ key: group.key, n: group.items.length }),
    });
    items.replace([1, 2, 3].map((n) => ({ key: `k${n}`, n })));
    items.markSynced();
    graph.flush();
    expect(counts.list()).toEqual([
      { key: "0", n: 1 },
      { key: "1", n: 2 },
    ]);
    items.set({ key: "k2", n: 5 });
    graph.flush();
    expect(counts.list()).toEqual([{ key: "1", n: 3 }]);
    expect(byN.by("1").map(({ key }) => key)).toEqual(["k1", "k2", "k3"]);
    expect(byN.by("0")).toEqual([]);
  });
});
