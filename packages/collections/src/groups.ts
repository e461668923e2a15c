import { asBug } from "./bug.ts";
import type { Change, Collection, Group, Index, Keyed } from "./collection.ts";
import { type Follower, Node } from "./node.ts";
import { byKey, type Edit, edited } from "./sorted.ts";

const nothing: readonly never[] = [];

/** The values of a collection gathered by computed keys; a change copies the groups it touches and no others. */
export class GroupsNode<T extends Keyed> extends Node<Group<T>> implements Follower<T> {
  readonly kind = "groups";
  readonly #of: Node<T>;
  readonly #keysOf: (value: T) => readonly string[];
  #received: Change<T>[] = [];

  constructor(of: Node<T>, settings: { name: string; order: number; keysOf: (value: T) => readonly string[] }) {
    super(of.engine, settings.name, settings.order);
    this.#of = of;
    this.#keysOf = settings.keysOf;
    of.follow(this);
  }

  receive(changes: readonly Change<T>[]): void {
    for (let i = 0; i < changes.length; i++) this.#received.push(changes[i]!);
    this.dirty = true;
  }

  run(): void {
    if (!this.synced) {
      this.synced = true;
      this.#gather();
      return;
    }
    const edits = new Map<string, Edit<T>[]>();
    for (const change of this.#received) {
      const before = change.previous === undefined ? nothing : this.#keys(change.previous, false);
      const after = change.kind === "set" ? this.#keys(change.value, true) : nothing;
      for (const key of before) if (!after.includes(key)) add(edits, key, { key: change.key, value: undefined });
      if (change.kind === "set") for (const key of after) add(edits, key, change);
    }
    this.#received = [];
    for (const [key, groupEdits] of edits) this.#edit(key, groupEdits);
  }

  override reads(): Iterable<Node<Keyed>> {
    return [this.#of];
  }

  #gather(): void {
    const items = new Map<string, T[]>();
    for (const value of this.#of.values.values()) {
      for (const key of this.#keys(value, true)) {
        const group = items.get(key);
        if (group === undefined) items.set(key, [value]);
        else if (group[group.length - 1] !== value) group.push(value);
      }
    }
    for (const [key, group] of items)
      this.put(key, { key, items: group.length > 1 ? group.sort(byKey) : group }, undefined);
  }

  #edit(key: string, edits: readonly Edit<T>[]): void {
    const previous = this.values.get(key);
    const items = edited(previous?.items ?? nothing, edits);
    if (items.length > 0) this.put(key, { key, items }, previous);
    else if (previous !== undefined) this.drop(key, previous);
  }

  /** The index keys of a value; a value whose keys cannot be computed is in no group. */
  #keys(value: T, fresh: boolean): readonly string[] {
    if (fresh) this.runs++;
    try {
      return this.#keysOf(value);
    } catch (cause) {
      if (fresh) this.engine.report(asBug(cause, this.name, value.key));
      return nothing;
    }
  }
}

/** Groups seen as an index. */
export class IndexView<T extends Keyed> implements Index<T> {
  readonly name: string;
  readonly of: Collection<T>;
  readonly groups: Collection<Group<T>>;

  constructor(of: Collection<T>, groups: Collection<Group<T>>) {
    this.name = groups.name;
    this.of = of;
    this.groups = groups;
  }

  by(indexKey: string): readonly T[] {
    return this.groups.get(indexKey)?.items ?? nothing;
  }
}

function add<T extends Keyed>(edits: Map<string, Edit<T>[]>, key: string, edit: Edit<T>): void {
  const known = edits.get(key);
  if (known === undefined) edits.set(key, [edit]);
  else known.push(edit);
}
