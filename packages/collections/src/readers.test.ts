import fc from "fast-check";
import { expect, it } from "vitest";
import { ReaderTable } from "./readers.ts";

it("marks exactly those who were added and not removed, be they one, few or many", () => {
  const step = fc.record({
    act: fc.constantFrom("add", "add", "remove"),
    key: fc.constantFrom("a", "b", undefined),
    reader: fc.nat({ max: 14 }),
  });
  fc.assert(
    fc.property(fc.array(step, { size: "max", maxLength: 120 }), (steps) => {
      const table = new ReaderTable();
      let marked: number[] = [];
      const readers = Array.from({ length: 15 }, (_, i) => ({ mark: () => void marked.push(i) }));
      const model = new Map<string | undefined, Set<number>>([
        ["a", new Set()],
        ["b", new Set()],
        [undefined, new Set()],
      ]);
      for (const { act, key, reader } of steps) {
        if (act === "add") {
          table.add(key, readers[reader]!);
          model.get(key)!.add(reader);
        } else {
          table.remove(key, readers[reader]!);
          model.get(key)!.delete(reader);
        }
      }
      for (const [key, expected] of model) {
        marked = [];
        if (key === undefined) table.markList();
        else table.markKey(key);
        expect(marked.sort((x, y) => x - y)).toEqual([...expected].sort((x, y) => x - y));
      }
      expect(table.size).toBe([...model.values()].filter(({ size }) => size > 0).length);
    }),
  );
});
