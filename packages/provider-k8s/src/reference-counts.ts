import { placeKeyOf, type ResourceId } from "@sluice/resources";

/** How many objects refer to each Secret and ConfigMap. */
export interface ReferenceCounts {
  has(key: string): boolean;
  /** Replaces what one object refers to. */
  set(before: readonly ResourceId[], after: readonly ResourceId[]): void;
  /** What was not referred to at the last call and now is, and the other way round. */
  take(): { readonly added: readonly ResourceId[]; readonly removed: readonly ResourceId[] };
}

/** Makes counts that are all zero. */
export function createReferenceCounts(): ReferenceCounts {
  const counts = new Map<string, number>();
  /** What has changed since the last call, and whether it was referred to then. */
  const touched = new Map<string, { readonly id: ResourceId; readonly before: boolean }>();
  const add = (id: ResourceId, by: 1 | -1): void => {
    const key = placeKeyOf(id);
    const count = counts.get(key) ?? 0;
    if (!touched.has(key)) touched.set(key, { id, before: count > 0 });
    if (count + by === 0) counts.delete(key);
    else counts.set(key, count + by);
  };
  return {
    has: (key) => counts.has(key),
    set(before, after) {
      for (const id of after) add(id, 1);
      for (const id of before) add(id, -1);
    },
    take() {
      const changed = [...touched].filter(([key, { before }]) => counts.has(key) !== before).map(([, { id }]) => id);
      touched.clear();
      return {
        added: changed.filter((id) => counts.has(placeKeyOf(id))),
        removed: changed.filter((id) => !counts.has(placeKeyOf(id))),
      };
    },
  };
}
