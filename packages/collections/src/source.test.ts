import { expect, it } from "vitest";
import type { Keyed } from "./collection.ts";
import { createGraph } from "./graph.ts";

interface Item extends Keyed {
  readonly n: number;
}

function filled() {
  const graph = createGraph();
  const source = graph.source<Item>("source");
  source.replace([
    { key: "a", n: 1 },
    { key: "b", n: 1 },
  ]);
  source.markSynced();
  graph.flush();
  return { graph, source };
}

it("shows writes only after the flush, together", () => {
  const { graph, source } = filled();
  source.set({ key: "c", n: 1 });
  source.delete("a");
  expect(source.list().map(({ key }) => key)).toEqual(["a", "b"]);
  graph.flush();
  expect(source.list().map(({ key }) => key)).toEqual(["b", "c"]);
});

it("replaces everything as one change, earlier pending writes included", () => {
  const { graph, source } = filled();
  const batches: string[][] = [];
  source.changes$.subscribe((batch) => batches.push(batch.map(({ kind, key }) => `${kind} ${key}`)));
  source.set({ key: "d", n: 1 });
  source.replace([
    { key: "b", n: 1 },
    { key: "c", n: 1 },
  ]);
  source.set({ key: "e", n: 1 });
  graph.flush();
  expect(batches.slice(1)).toEqual([["delete a", "set c", "set e"]]);
});

it("refuses to be replaced by two values of one key, and stays as it was", () => {
  const { graph, source } = filled();
  const twice = [
    { key: "x", n: 1 },
    { key: "x", n: 2 },
  ];
  expect(() => source.replace(twice)).toThrow("bug in source[x]: two values with one key");
  graph.flush();
  expect(source.list().map(({ key }) => key)).toEqual(["a", "b"]);
});
