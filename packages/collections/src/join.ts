import { GraphBug } from "./bug.ts";
import type { Change, Keyed } from "./collection.ts";
import { type Engine, type Follower, Node } from "./node.ts";
import { same } from "./same.ts";

/** Several collections as one. */
export class JoinNode<T extends Keyed> extends Node<T> implements Follower<T> {
  readonly kind = "join";
  readonly #parts: readonly Node<T>[];
  #touched: string[] = [];

  constructor(engine: Engine, settings: { name: string; order: number; parts: readonly Node<T>[] }) {
    super(engine, settings.name, settings.order);
    this.#parts = settings.parts;
    if (new Set(this.#parts).size < this.#parts.length) throw new GraphBug(this.name, "joins a collection with itself");
    for (const part of this.#parts) part.follow(this);
  }

  receive(changes: readonly Change<T>[]): void {
    for (let i = 0; i < changes.length; i++) this.#touched.push(changes[i]!.key);
    this.dirty = true;
  }

  run(): void {
    const touched = this.synced ? this.#touched : this.#parts.flatMap((part) => [...part.values.keys()]);
    this.#touched = [];
    this.synced = true;
    this.runs += touched.length;
    for (const key of touched) {
      const previous = this.values.get(key);
      const value = this.#find(key);
      if (value === previous) continue;
      if (value === undefined) this.drop(key, previous!);
      else if (previous === undefined || !same(previous, value)) this.put(key, value, previous);
    }
  }

  override reads(): Iterable<Node<Keyed>> {
    return this.#parts;
  }

  /** The value of the first part that has the key; a second one is a bug, and which wins must not depend on time. */
  #find(key: string): T | undefined {
    let found: T | undefined;
    for (const part of this.#parts) {
      const value = part.values.get(key);
      if (value === undefined) continue;
      if (found === undefined) found = value;
      else this.engine.report(new GraphBug(this.name, `${part.name} has a key that another part has`, { key }));
    }
    return found;
  }
}
