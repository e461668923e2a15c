import { Observable, type Subscriber } from "rxjs";
import { GraphBug } from "./bug.ts";
import type { Change, Collection, CollectionStats, Keyed } from "./collection.ts";
import { oneText } from "./one-text.ts";
import { ReaderTable } from "./readers.ts";
import { byKey, type Edit, edited } from "./sorted.ts";

/** What a node needs of its graph. */
export interface Engine {
  /** True while derivations run: only tracked reads are allowed then, and no writes. */
  readonly computing: boolean;
  /** Asks for a flush at the end of the tick. */
  wake(): void;
  /** Takes a bug found while computing; the flush goes on and throws it at its end. */
  report(bug: GraphBug): void;
}

const none: readonly never[] = [];

/** What every kind of collection shares: values, the sorted list, who reads it, who listens. */
export abstract class Node<T extends Keyed> implements Collection<T> {
  abstract readonly kind: CollectionStats["kind"];
  readonly name: string;
  /** Place in creation order; a node reads lower places only. */
  readonly order: number;
  readonly engine: Engine;
  readonly values: Map<string, T> = new Map();
  readonly readers: ReaderTable = new ReaderTable();
  readonly changes$: Observable<readonly Change<T>[]>;
  synced = false;
  /** True when the node must run in this flush. */
  dirty = false;
  /** How often the transformation ran. */
  runs = 0;
  /** How many changes left. */
  emitted = 0;
  /** The changes of the flush under way. */
  batch: Change<T>[] = [];

  readonly #followers: Follower<T>[] = [];
  readonly #subscribers: Set<Subscriber<readonly Change<T>[]>> = new Set();
  #list: readonly T[] | undefined;
  /** Keys changed since `#list` was built. */
  #stale: string[] = [];

  constructor(engine: Engine, name: string, order: number) {
    this.engine = engine;
    this.name = name;
    this.order = order;
    this.changes$ = new Observable((subscriber) => {
      if (this.engine.computing) throw this.untracked();
      // Added first: a flush asked for while the state is being read must not be missed.
      this.#subscribers.add(subscriber);
      if (this.synced) subscriber.next(this.#snapshot());
      return () => this.#subscribers.delete(subscriber);
    });
  }

  /** Brings values up to date by `put` and `drop`; called once per flush, after all nodes it reads. */
  abstract run(): void;
  /** Nodes it reads, known so far. */
  abstract reads(): Iterable<Node<Keyed>>;

  get size(): number {
    return this.values.size;
  }

  get(key: string): T | undefined {
    if (this.engine.computing) throw this.untracked();
    return this.values.get(key);
  }

  list(): readonly T[] {
    if (this.engine.computing) throw this.untracked();
    return this.sorted();
  }

  /** The sorted list: built when first asked for, then edited, never sorted again for a few changes. */
  sorted(): readonly T[] {
    if (this.#list === undefined) this.#list = [...this.values.values()].sort(byKey);
    else if (this.#stale.length > 0) {
      const edits: Edit<T>[] = this.#stale.map((key) => ({ key, value: this.values.get(key) }));
      this.#list = edited(this.#list, edits);
    }
    if (this.#stale.length > 0) this.#stale = [];
    return this.#list;
  }

  /** Makes `follower` hear every change, from its first run on. */
  follow(follower: Follower<T>): void {
    this.#followers.push(follower);
  }

  /** Sets a value; the caller has found it different from the old one. */
  protected put(key: string, value: T, previous: T | undefined): void {
    if (previous === undefined) oneText(key);
    this.values.set(key, value);
    this.batch.push(previous === undefined ? { kind: "set", key, value } : { kind: "set", key, value, previous });
    this.#outdate(key);
  }

  /** Deletes a value that is there. */
  protected drop(key: string, previous: T): void {
    this.values.delete(key);
    this.batch.push({ kind: "delete", key, previous });
    this.#outdate(key);
  }

  #outdate(key: string): void {
    if (this.#list === undefined) return;
    this.#stale.push(key);
    // A list nobody asks for again must not gather keys without end.
    if (this.#stale.length > 64 + this.values.size / 4) {
      this.#list = undefined;
      this.#stale = [];
    }
  }

  /** Hands this flush's changes to the nodes that follow or read this one. */
  spread(): void {
    const batch = this.batch;
    if (batch.length === 0) return;
    this.emitted += batch.length;
    for (const follower of this.#followers) if (follower.synced) follower.receive(batch, this);
    if (this.readers.size === 0) return;
    for (let i = 0; i < batch.length; i++) this.readers.markKey(batch[i]!.key);
    this.readers.markList();
  }

  /** What this flush owes to subscribers, and forgets it; undefined when there is nothing or nobody. */
  takeNews(firstSync: boolean): (() => void) | undefined {
    const batch = this.batch;
    if (batch.length > 0) this.batch = [];
    if (!this.synced || this.#subscribers.size === 0 || (batch.length === 0 && !firstSync)) return undefined;
    const news = firstSync ? this.#snapshot() : batch.length === 1 ? batch : batch.sort(byKey);
    // Whoever subscribes while the news goes out has read the state after this flush already.
    const subscribers = [...this.#subscribers];
    return () => {
      for (const subscriber of subscribers) subscriber.next(news);
    };
  }

  stats(): CollectionStats {
    return {
      name: this.name,
      kind: this.kind,
      reads: [...this.reads()].sort((a, b) => a.order - b.order).map((node) => node.name),
      size: this.values.size,
      synced: this.synced,
      runs: this.runs,
      changes: this.emitted,
    };
  }

  protected untracked(): GraphBug {
    return new GraphBug(this.name, "read inside a derivation without `read`: it would not rerun on changes");
  }

  #snapshot(): readonly Change<T>[] {
    if (this.values.size === 0) return none;
    return this.sorted().map((value) => ({ kind: "set", key: value.key, value }));
  }
}

/** A node that takes in every change of another one. */
export interface Follower<T extends Keyed> {
  readonly synced: boolean;
  receive(changes: readonly Change<T>[], from: Node<T>): void;
}

/** The node behind a collection, when it belongs to this graph. */
export function nodeOf<T extends Keyed>(collection: Collection<T>, engine: Engine, reader: string): Node<T> {
  if (collection instanceof Node && collection.engine === engine) return collection as unknown as Node<T>;
  throw new GraphBug(reader, `reads ${collection.name}, which belongs to another graph`);
}
