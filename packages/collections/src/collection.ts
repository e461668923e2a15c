import type { Observable } from "rxjs";

/** A value of a collection; `key` is unique within it and stable over the value's life. */
export interface Keyed {
  readonly key: string;
}

/** One step of a collection: a key has a new value, or is gone. */
export type Change<T> =
  | { readonly kind: "set"; readonly key: string; readonly value: T; readonly previous?: T }
  | { readonly kind: "delete"; readonly key: string; readonly previous: T };

/**
 * A keyed set of plain readonly values that changes over time.
 *
 * "Not synced" is not "empty": until every input has synced, `changes$` stays silent.
 */
export interface Collection<T extends Keyed> {
  /** Path-like name, shown in dumps and metrics: `gatewayapi/http-routes`. */
  readonly name: string;
  /** True once the first complete state is known. */
  readonly synced: boolean;
  readonly size: number;
  get(key: string): T | undefined;
  /** All values, sorted by key. */
  list(): readonly T[];
  /**
   * The current state first (one batch, also when empty), then one batch per flush that changed something.
   *
   * A batch names each key once, sorted by key. It arrives after the whole flush: whatever a subscriber reads, it
   * reads the state after it. What a subscriber writes goes to the next flush. Cold; never completes.
   */
  readonly changes$: Observable<readonly Change<T>[]>;
}

/**
 * Values of a collection found by a computed key.
 *
 * Values are the collection's own objects: one change in a group of thousands keeps all other items identical, so a
 * WeakMap from item to result makes assembling a long list cheap.
 */
export interface Index<T extends Keyed> {
  readonly name: string;
  readonly of: Collection<T>;
  /** Values under an index key, sorted by their own key; none is an empty list. */
  by(indexKey: string): readonly T[];
  /** The same as a collection: one `Group` per index key that has values. */
  readonly groups: Collection<Group<T>>;
}

/** The values that share one index key. */
export interface Group<T extends Keyed> extends Keyed {
  readonly items: readonly T[];
}

/** Tracked reading inside a derivation: what is read here reruns the reader when it changes. */
export interface Read {
  get<T extends Keyed>(from: Collection<T>, key: string): T | undefined;
  by<T extends Keyed>(index: Index<T>, indexKey: string): readonly T[];
  /** Depends on every value: use it only for small collections. */
  list<T extends Keyed>(from: Collection<T>): readonly T[];
}

/** A collection fed from outside. Writes take effect at the next flush, all together; an equal value is silence. */
export interface Source<T extends Keyed> extends Collection<T> {
  set(value: T): void;
  delete(key: string): void;
  /** Makes the collection exactly these values, as one change; two values of one key are a bug: thrown. */
  replace(values: Iterable<T>): void;
  /** Declares the first complete state known, at the next flush, together with the writes before it. */
  markSynced(): void;
}

/** One record of collections per field of a plain record of lists. */
export type Collected<R> = {
  readonly [K in keyof R]: R[K] extends readonly (infer T extends Keyed)[] ? Collection<T> : never;
};

/** What one collection did so far, for dumps and budget assertions. */
export interface CollectionStats {
  readonly name: string;
  readonly kind: "source" | "derive" | "join" | "groups";
  /** Names of the collections and indexes it reads. */
  readonly reads: readonly string[];
  readonly size: number;
  readonly synced: boolean;
  /**
   * Work done since the graph was made: runs of `to` (derive), computed index keys (groups), keys looked up (join),
   * keys written (source).
   */
  readonly runs: number;
  /** How many changes it emitted since the graph was made. */
  readonly changes: number;
}

/**
 * Makes collections; creation order is topological order.
 *
 * Syncing: what is not a source runs, and syncs, once every source made before it has synced, whether it reads that
 * source or not, since reads are known only when they happen. A source made later holds back only what is made
 * after it; what is there goes on. Names are unique within a graph.
 */
export interface Graph {
  source<T extends Keyed>(name: string): Source<T>;
  /**
   * One run of `to` per value of `from`, and again whenever that value or anything read through `read` changes.
   * `to` is pure and returns no value, one, or several; each output key has one owner (a second owner is a bug: thrown).
   */
  derive<I extends Keyed, O extends Keyed>(derivation: Derivation<I, O>): Collection<O>;
  /** Named `<collection>#<name>`; a value may be under several index keys, or none. */
  index<T extends Keyed>(of: Collection<T>, name: string, keysOf: (value: T) => readonly string[]): Index<T>;
  /** Several collections as one; keys must not overlap (a bug: reported, the first part's value stands). */
  join<T extends Keyed>(name: string, parts: readonly Collection<T>[]): Collection<T>;
  /**
   * Runs what pending writes make necessary, now instead of at the end of the tick. Called by a subscriber during a
   * flush it does nothing: what was written by then is flushed at the end of the tick.
   */
  flush(): void;
  /** Emits after each flush in which anything changed. */
  readonly flushed$: Observable<void>;
  /**
   * Bugs found in a flush: a derivation threw, or two runs claimed one key. The key keeps its last good value, all
   * others go on. `flush()` throws them too; at the end of a tick they are thrown only when nobody listens here.
   */
  readonly errors$: Observable<Error>;
  stats(): readonly CollectionStats[];
}

/** How one collection follows from others. */
export interface Derivation<I extends Keyed, O extends Keyed> {
  readonly name: string;
  readonly from: Collection<I>;
  readonly to: (value: I, read: Read) => O | readonly O[] | undefined;
}
