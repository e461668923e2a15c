import { expect, it } from "vitest";
import type { Keyed, Source } from "./collection.ts";
import { createGraph } from "./graph.ts";
import type { Node } from "./node.ts";
import { Tracker } from "./track.ts";

/** A tracker, what it may read, and a run that reads these keys after a run that read `old`. */
function tracking() {
  const graph = createGraph();
  const source: Source<Keyed> = graph.source<Keyed>("source");
  const owner = graph.derive<Keyed, Keyed>({ name: "owner", from: source, to: (value) => value });
  const tracker = new Tracker(owner as unknown as Node<Keyed>);
  const reader = { mark() {} };
  return (keys: readonly number[], old: ReturnType<Tracker["end"]> = []) => {
    tracker.begin(old);
    for (const key of keys) tracker.get(source, `k${key}`);
    return tracker.end(reader);
  };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

it.each([
  ["few", range(0, 3)],
  ["many", range(0, 40)],
])("remembers each of %s repeated reads once, and keeps the record when a run repeats", (_title, keys) => {
  const run = tracking();
  const repeated = [...keys.flatMap((key, i) => [key, keys[i >> 1]!]), ...keys.toReversed()];
  const reads = run(repeated);
  expect(reads.filter((_, i) => i % 2 === 1)).toEqual(keys.map((key) => `k${key}`));
  expect(run(repeated, reads)).toBe(reads);
  const more = run([...repeated, 99, 99, ...keys, 100, 99], reads);
  expect(more.slice(reads.length).filter((_, i) => i % 2 === 1)).toEqual(["k99", "k100"]);
  expect(run(keys.slice(0, 2), more)).toHaveLength(4);
  expect(run([], more)).toEqual([]);
});
