import fc from "fast-check";
import { expect, it } from "vitest";
import { byKey, edited } from "./sorted.ts";

const key = fc.string({ maxLength: 3, unit: fc.constantFrom("a", "B", "ä", "1", "😀", "\uffee") });
const value = fc.record({ key, n: fc.nat({ max: 9 }) }, { noNullPrototype: true });
const edit = fc.oneof(
  value.map((made) => ({ key: made.key, value: made })),
  key.map((gone) => ({ key: gone, value: undefined })),
);

it("edits a sorted list as a Map would, few edits or many, and leaves the old list alone", () => {
  const lists = fc.uniqueArray(value, { selector: (made) => made.key, size: "max", maxLength: 60 });
  fc.assert(
    fc.property(lists, fc.array(edit, { size: "max", maxLength: 30 }), (values, edits) => {
      const before = values.toSorted(byKey);
      const copy = [...before];
      const map = new Map(before.map((made) => [made.key, made]));
      for (const { key: at, value: made } of edits) {
        if (made === undefined) map.delete(at);
        else map.set(at, made);
      }
      expect(edited(before, edits)).toEqual([...map.values()].sort(byKey));
      expect(before).toEqual(copy);
    }),
  );
});
