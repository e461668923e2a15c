import type { Keyed } from "./collection.ts";
import { kept } from "./kept.ts";

/** Orders values by key in plain code-unit order, the same on every machine and in every locale. */
export function byKey(left: Keyed, right: Keyed): number {
  return left.key < right.key ? -1 : left.key > right.key ? 1 : 0;
}

/** One edit of a sorted list: the new value of a key, or nothing when the key is gone. */
export interface Edit<T extends Keyed> {
  readonly key: string;
  readonly value: T | undefined;
}

/** Up to here, a splice per edit beats sorting the edits and merging. */
const fewEdits = 8;

/**
 * The list after the edits, as a new array; the old one is left as it was, since readers may hold it.
 *
 * Costs one copy of the list plus the sorting of the edits. Later edits of a key win.
 */
export function edited<T extends Keyed>(sorted: readonly T[], edits: readonly Edit<T>[]): readonly T[] {
  if (edits.length > fewEdits) return merged(sorted, edits);
  const next = sorted.slice();
  for (const { key, value } of edits) {
    const at = position(next, key);
    const present = next[at]?.key === key;
    if (value !== undefined) {
      if (present) next[at] = value;
      else if (at === next.length) next.push(value);
      else next.splice(at, 0, value);
    } else if (present) next.splice(at, 1);
  }
  return fitted(next);
}

/** Index of the first value whose key is not below `key`. */
function position(sorted: readonly Keyed[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]!.key < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function merged<T extends Keyed>(sorted: readonly T[], edits: readonly Edit<T>[]): readonly T[] {
  // Array.prototype.sort is stable, so the last edit of a key stays last.
  const ordered = edits.slice().sort(byKey);
  const next: T[] = [];
  let at = 0;
  for (let i = 0; i < ordered.length; i++) {
    const edit = ordered[i]!;
    if (ordered[i + 1]?.key === edit.key) continue;
    while (at < sorted.length && sorted[at]!.key < edit.key) next.push(sorted[at++]!);
    if (at < sorted.length && sorted[at]!.key === edit.key) at++;
    if (edit.value !== undefined) next.push(edit.value);
  }
  while (at < sorted.length) next.push(sorted[at++]!);
  return fitted(next);
}

/** Little is lost on a long list, and a copy of it would cost. */
function fitted<T>(list: readonly T[]): readonly T[] {
  return list.length < 17 ? kept(list) : list;
}
