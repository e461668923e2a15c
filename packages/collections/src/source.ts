import { GraphBug } from "./bug.ts";
import type { Keyed, Source } from "./collection.ts";
import { Node } from "./node.ts";
import { same } from "./same.ts";

/** A collection fed from outside; holds writes back until the flush. */
export class SourceNode<T extends Keyed> extends Node<T> implements Source<T> {
  readonly kind = "source";
  /** The next value of each written key; undefined deletes. */
  #pending = new Map<string, T | undefined>();
  #completed = false;

  set(value: T): void {
    this.#write();
    this.#pending.set(value.key, value);
  }

  delete(key: string): void {
    this.#write();
    this.#pending.set(key, undefined);
  }

  replace(values: Iterable<T>): void {
    const next = new Map<string, T | undefined>();
    for (const value of values) {
      if (next.has(value.key)) throw new GraphBug(this.name, "two values with one key", { key: value.key });
      next.set(value.key, value);
    }
    this.#write();
    for (const key of this.values.keys()) if (!next.has(key)) next.set(key, undefined);
    this.#pending = next;
  }

  markSynced(): void {
    if (this.#completed) return;
    this.#write();
    this.#completed = true;
  }

  run(): void {
    const pending = this.#pending;
    if (pending.size > 0) this.#pending = new Map();
    this.runs += pending.size;
    for (const [key, value] of pending) {
      const previous = this.values.get(key);
      if (value === undefined) {
        if (previous !== undefined) this.drop(key, previous);
      } else if (previous === undefined || !same(previous, value)) this.put(key, value, previous);
    }
    this.synced = this.#completed;
  }

  override reads(): Iterable<Node<Keyed>> {
    return [];
  }

  #write(): void {
    if (this.engine.computing) throw new GraphBug(this.name, "written inside a derivation");
    this.dirty = true;
    this.engine.wake();
  }
}
