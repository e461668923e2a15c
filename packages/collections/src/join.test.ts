import { expect, it } from "vitest";
import type { Keyed } from "./collection.ts";
import { createGraph } from "./graph.ts";

interface Item extends Keyed {
  readonly from: string;
}

function joined() {
  const graph = createGraph();
  const left = graph.source<Item>("left");
  const right = graph.source<Item>("right");
  const both = graph.join("both", [left, right]);
  left.markSynced();
  right.markSynced();
  return { graph, left, right, both };
}

const item = (key: string, from: string): Item => ({ key, from });

it("holds the values of all parts", () => {
  const { graph, left, right, both } = joined();
  left.replace([item("a", "left"), item("c", "left")]);
  right.replace([item("b", "right")]);
  graph.flush();
  expect(both.list().map(({ key }) => key)).toEqual(["a", "b", "c"]);
  expect(both.get("b")).toBe(right.get("b"));
});

it.each([["left"], ["right"]] as const)(
  "calls a key of two parts a bug and takes the first part's, also when %s came first",
  (first) => {
    const { graph, left, right, both } = joined();
    const parts = { left, right };
    parts[first].set(item("a", first));
    graph.flush();
    const second = first === "left" ? "right" : "left";
    parts[second].set(item("a", second));
    expect(() => graph.flush()).toThrow("bug in both[a]: right has a key that another part has");
    expect(both.list()).toEqual([item("a", "left")]);
    left.delete("a");
    graph.flush();
    expect(both.list()).toEqual([item("a", "right")]);
  },
);

it("says nothing when an equal value moves from one part to another", () => {
  const { graph, left, right, both } = joined();
  left.set(item("a", "either"));
  graph.flush();
  const before = both.get("a");
  let batches = 0;
  both.changes$.subscribe(() => batches++);
  left.delete("a");
  right.set(item("a", "either"));
  graph.flush();
  expect(batches).toBe(1);
  expect(both.get("a")).toBe(before);
});
