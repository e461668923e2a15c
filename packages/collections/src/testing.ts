import { firstValueFrom } from "rxjs";
import { describe, expect, it } from "vitest";
import type { Change, Collection, Graph, Keyed } from "./collection.ts";

/** A collection under test, and the hands to change what it holds. */
export interface CollectionSubject {
  readonly graph: Graph;
  readonly collection: Collection<Keyed>;
  /** Makes the next flush give `key` a value that depends on key and version alone. */
  set(key: string, version: number): void;
  /** Makes the next flush take `key` away. */
  delete(key: string): void;
  /** Declares all it depends on complete, from the next flush on. */
  markSynced(): void;
}

/** What every collection promises, whatever made it. */
export function collectionContract(name: string, make: () => CollectionSubject): void {
  describe(`${name} as a collection`, () => {
    it("is silent until synced, which is not the same as empty", () => {
      const subject = make();
      const batches = listen(subject.collection);
      subject.set("a", 1);
      subject.graph.flush();
      expect(subject.collection.synced).toBe(false);
      expect(batches).toEqual([]);
      subject.markSynced();
      subject.graph.flush();
      expect(subject.collection.synced).toBe(true);
      expect(batches.map(keys)).toEqual([["set a"]]);
    });

    it("says so when it synced and is empty", () => {
      const subject = make();
      const batches = listen(subject.collection);
      subject.markSynced();
      subject.graph.flush();
      expect(batches).toEqual([[]]);
      expect(subject.collection.list()).toEqual([]);
      expect(listen(subject.collection)).toEqual([[]]);
    });

    it("holds each value under its own key", () => {
      const { collection } = synced(make, ["b", "a"]);
      expect(collection.size).toBe(2);
      expect(collection.get("a")).toBe(collection.list()[0]);
      expect(collection.get("a")?.key).toBe("a");
      expect(collection.get("c")).toBeUndefined();
    });

    it("lists in code-unit order, never in a locale's", () => {
      const order = ["", "10", "2", "B", "_", "a", "ab", "a/b", "ä", "\u{1f600}", "\uffee"].sort((a, b) =>
        a < b ? -1 : 1,
      );
      const { collection } = synced(make, order.toReversed());
      expect(collection.list().map(({ key }) => key)).toEqual(order);
    });

    it("tells the current state first, in one batch sorted by key", () => {
      const { collection } = synced(make, ["b", "c", "a"]);
      const [first, ...rest] = listen(collection);
      expect(first).toEqual(collection.list().map((value) => ({ kind: "set", key: value.key, value })));
      expect(first).toHaveLength(3);
      expect(rest).toEqual([]);
    });

    it("tells what a flush changed in one batch sorted by key, with what was there before", () => {
      const subject = synced(make, ["b", "c"]);
      const { collection, graph } = subject;
      const batches = listen(collection);
      const before = { b: collection.get("b"), c: collection.get("c") };
      subject.set("d", 1);
      subject.delete("c");
      subject.set("b", 2);
      subject.set("a", 1);
      graph.flush();
      const value = (key: string) => collection.get(key);
      expect(batches.slice(1)).toEqual([
        [
          { kind: "set", key: "a", value: value("a") },
          { kind: "set", key: "b", value: value("b"), previous: before.b },
          { kind: "delete", key: "c", previous: before.c },
          { kind: "set", key: "d", value: value("d") },
        ],
      ]);
      expect(value("b")).not.toEqual(before.b);
    });

    it("keeps silent and keeps the old object when the new value is equal", () => {
      const subject = synced(make, ["a"]);
      const batches = listen(subject.collection);
      const before = subject.collection.get("a");
      const list = subject.collection.list();
      subject.set("a", 1);
      subject.graph.flush();
      expect(subject.collection.get("a")).toBe(before);
      expect(subject.collection.list()).toBe(list);
      expect(batches).toHaveLength(1);
    });

    it("sees only the last of several writes to a key", () => {
      const subject = synced(make, ["a"]);
      const batches = listen(subject.collection);
      subject.set("a", 2);
      subject.set("a", 3);
      subject.set("b", 1);
      subject.delete("b");
      subject.graph.flush();
      expect(batches.slice(1).map(keys)).toEqual([["set a"]]);
      subject.delete("a");
      subject.set("a", 3);
      subject.graph.flush();
      expect(batches).toHaveLength(2);
    });

    it("flushes by itself at the end of the tick, once", async () => {
      const subject = synced(make, []);
      const batches = listen(subject.collection);
      subject.set("a", 1);
      subject.set("b", 1);
      expect(batches).toHaveLength(1);
      await Promise.resolve();
      await Promise.resolve();
      expect(batches.slice(1).map(keys)).toEqual([["set a", "set b"]]);
    });

    it("leaves lists that it gave out as they were", () => {
      const subject = synced(make, ["b"]);
      const { collection, graph } = subject;
      const before = collection.list();
      const copy = [...before];
      subject.set("a", 1);
      subject.set("b", 2);
      graph.flush();
      expect(collection.list().map(({ key }) => key)).toEqual(["a", "b"]);
      expect(before).toEqual(copy);
      expect(before[0]).toBe(copy[0]);
    });

    it("serves each subscriber alone and forgets those who leave", async () => {
      const subject = synced(make, ["a"]);
      const { collection, graph } = subject;
      const stayed = listen(collection);
      const left: (readonly Change<Keyed>[])[] = [];
      const subscription = collection.changes$.subscribe((batch) => left.push(batch));
      subject.set("a", 2);
      graph.flush();
      subscription.unsubscribe();
      subject.set("a", 3);
      graph.flush();
      expect(left).toHaveLength(2);
      expect(stayed).toHaveLength(3);
      expect((await firstValueFrom(collection.changes$)).map(({ key }) => key)).toEqual(["a"]);
      expect(listen(collection)).toHaveLength(1);
    });

    it("lets a subscriber write: that is the next flush", () => {
      const subject = synced(make, []);
      const { collection, graph } = subject;
      const batches: string[][] = [];
      collection.changes$.subscribe((batch) => {
        batches.push(keys(batch));
        if (collection.get("a") !== undefined && collection.size === 1) {
          subject.set("b", 1);
          graph.flush();
          expect(collection.size).toBe(1);
        }
      });
      subject.set("a", 1);
      graph.flush();
      expect(batches).toEqual([[], ["set a"]]);
      graph.flush();
      expect(batches).toEqual([[], ["set a"], ["set b"]]);
    });

    it("can be rebuilt from its changes, and equals one that got the last state at once", () => {
      const subject = synced(make, []);
      const { collection, graph } = subject;
      const replayed = new Map<string, Keyed>();
      let wrong = 0;
      collection.changes$.subscribe((batch) => {
        for (const change of batch) {
          if (replayed.get(change.key) !== change.previous) wrong++;
          if (change.kind === "set") replayed.set(change.key, change.value);
          else replayed.delete(change.key);
        }
      });
      const state = new Map<string, number>();
      const next = sequence(42);
      for (let step = 0; step < 400; step++) {
        const key = `k${next() % 20}`;
        const version = next() % 4;
        if (version === 0) {
          state.delete(key);
          subject.delete(key);
        } else {
          state.set(key, version);
          subject.set(key, version);
        }
        if (next() % 3 > 0) continue;
        graph.flush();
        expect([...replayed.keys()].sort()).toEqual(collection.list().map((value) => value.key));
        for (const value of collection.list()) expect(replayed.get(value.key)).toBe(value);
      }
      expect(wrong).toBe(0);
      graph.flush();
      const fresh = make();
      for (const [key, version] of state) fresh.set(key, version);
      fresh.markSynced();
      fresh.graph.flush();
      expect(collection.list()).toEqual(fresh.collection.list());
      expect(collection.size).toBe(state.size);
    });

    it("counts itself in the graph's statistics", () => {
      const { collection, graph } = synced(make, ["a", "b"]);
      const stats = graph.stats().find((entry) => entry.name === collection.name);
      expect(stats).toMatchObject({ size: 2, synced: true, changes: 2 });
      expect(stats?.runs).toBeGreaterThan(0);
    });
  });
}

function synced(make: () => CollectionSubject, present: readonly string[]): CollectionSubject {
  const subject = make();
  for (const key of present) subject.set(key, 1);
  subject.markSynced();
  subject.graph.flush();
  return subject;
}

function listen(collection: Collection<Keyed>): readonly (readonly Change<Keyed>[])[] {
  const batches: (readonly Change<Keyed>[])[] = [];
  collection.changes$.subscribe((batch) => batches.push(batch));
  return batches;
}

function keys(batch: readonly Change<Keyed>[]): string[] {
  return batch.map(({ kind, key }) => `${kind} ${key}`);
}

/** Numbers that look random and are the same in every run. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}
