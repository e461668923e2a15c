import { GraphBug } from "./bug.ts";
import type { Collection, Index, Keyed, Read } from "./collection.ts";
import { type Node, nodeOf } from "./node.ts";
import { oneText } from "./one-text.ts";
import type { Reader } from "./readers.ts";

/** What a run read: node, key, node, key, ...; the key is undefined where the whole list was read. */
export type Reads = readonly (Node<Keyed> | string | undefined)[];

type Writable = (Node<Keyed> | string | undefined)[];

const nothing: readonly never[] = [];
const fewReads = 16;

/**
 * Records what a derivation reads.
 *
 * A run mostly reads what the run before it read, in the same order: then this only moves a cursor over the old
 * reads, and allocates nothing.
 */
export class Tracker implements Read {
  readonly #owner: Node<Keyed>;
  readonly #seen: Set<Node<Keyed>> = new Set();
  #active = false;
  #old: Reads = nothing;
  /** How far this run agreed with `#old`. */
  #cursor = 0;
  /** True once this run's reads differ from the old ones; from then on `#next` holds them. */
  #differs = false;
  /** Kept between runs: what a run keeps is a copy of exact length, an array that grew is up to 17 places larger. */
  readonly #next: Writable = [];
  /** Finds repeated reads of runs that read much. */
  #lookup: ReadSet | undefined;

  constructor(owner: Node<Keyed>) {
    this.#owner = owner;
  }

  /** Nodes read in any run so far. */
  get seen(): Iterable<Node<Keyed>> {
    return this.#seen;
  }

  get<T extends Keyed>(from: Collection<T>, key: string): T | undefined {
    this.#track(from, key);
    return (from as Node<T>).values.get(key);
  }

  by<T extends Keyed>(index: Index<T>, indexKey: string): readonly T[] {
    return this.get(index.groups, indexKey)?.items ?? nothing;
  }

  list<T extends Keyed>(from: Collection<T>): readonly T[] {
    this.#track(from, undefined);
    return (from as Node<T>).sorted();
  }

  /** Starts a run that read `old` the last time. */
  begin(old: Reads): void {
    this.#old = old;
    this.#cursor = 0;
    this.#differs = false;
    this.#lookup = undefined;
    this.#active = true;
  }

  /** Ends the run, moves `reader` from what it read before to what it read now, and returns the latter. */
  end(reader: Reader): Reads {
    this.#active = false;
    const old = this.#old;
    this.#old = nothing;
    this.#lookup = undefined;
    if (!this.#differs && this.#cursor === old.length) return old;
    const next = this.#differs ? this.#next.slice() : old.slice(0, this.#cursor);
    this.#next.length = 0;
    const gone = old.length - this.#cursor > fewReads ? readSet(next) : undefined;
    for (let i = this.#cursor; i < next.length; i += 2) nodeAt(next, i).readers.add(keyAt(next, i), reader);
    for (let i = this.#cursor; i < old.length; i += 2) {
      const node = nodeAt(old, i);
      const key = keyAt(old, i);
      if (!(gone === undefined ? includes(next, node, key) : gone.has(node, key))) node.readers.remove(key, reader);
    }
    return next.length === 0 ? nothing : next;
  }

  #track(from: Collection<Keyed>, key: string | undefined): void {
    const cursor = this.#cursor;
    // Inactive trackers hold no old reads and end up in the check.
    if (!this.#differs && this.#old[cursor] === from && this.#old[cursor + 1] === key) {
      this.#cursor = cursor + 2;
      return;
    }
    const node = this.#check(from);
    const known = this.#differs ? this.#next : this.#old;
    const length = this.#differs ? known.length : cursor;
    if (length > fewReads) {
      this.#lookup ??= readSet(known, length);
      if (!this.#differs) this.#lookup.extend(known, length);
      if (this.#lookup.has(node, key)) return;
      this.#lookup.add(node, key);
    } else if (includes(known, node, key, length)) return;
    if (!this.#differs) {
      this.#differs = true;
      for (let i = 0; i < cursor; i++) this.#next.push(this.#old[i]);
    }
    // Thousands of runs may read one key, each with a text of its own.
    this.#next.push(node, key === undefined ? key : oneText(key));
  }

  #check(from: Collection<Keyed>): Node<Keyed> {
    const owner = this.#owner;
    if (!this.#active) throw new GraphBug(owner.name, "`read` was used after its run");
    const node = nodeOf(from, owner.engine, owner.name);
    if (node.order >= owner.order) throw new GraphBug(owner.name, `reads ${node.name}, which was not made before it`);
    this.#seen.add(node);
    return node;
  }
}

/** Makes `reader` a reader of nothing. */
export function forget(reads: Reads, reader: Reader): void {
  for (let i = 0; i < reads.length; i += 2) nodeAt(reads, i).readers.remove(keyAt(reads, i), reader);
}

class ReadSet {
  readonly #keys = new Map<Node<Keyed>, Set<string | undefined>>();
  #taken = 0;

  has(node: Node<Keyed>, key: string | undefined): boolean {
    return this.#keys.get(node)?.has(key) ?? false;
  }

  add(node: Node<Keyed>, key: string | undefined): void {
    const keys = this.#keys.get(node);
    if (keys === undefined) this.#keys.set(node, new Set([key]));
    else keys.add(key);
  }

  /** Takes in `reads` up to `length`, going on where the last call ended. */
  extend(reads: Reads, length: number): void {
    for (let i = this.#taken; i < length; i += 2) this.add(nodeAt(reads, i), keyAt(reads, i));
    this.#taken = Math.max(this.#taken, length);
  }
}

function readSet(reads: Reads, length: number = reads.length): ReadSet {
  const set = new ReadSet();
  set.extend(reads, length);
  return set;
}

function includes(reads: Reads, node: Node<Keyed>, key: string | undefined, length: number = reads.length): boolean {
  for (let i = 0; i < length; i += 2) if (reads[i] === node && reads[i + 1] === key) return true;
  return false;
}

function nodeAt(reads: Reads, at: number): Node<Keyed> {
  return reads[at] as Node<Keyed>;
}

function keyAt(reads: Reads, at: number): string | undefined {
  return reads[at + 1] as string | undefined;
}
