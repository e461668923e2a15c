import type { Group, Keyed, Read, Source } from "./collection.ts";
import { createGraph } from "./graph.ts";
import { collectionContract } from "./testing.ts";

interface Item extends Keyed {
  readonly version: number;
  readonly bytes: Uint8Array;
}

const item = (key: string, version: number): Item => ({ key, version, bytes: Uint8Array.of(version, 7) });

/** The hands of a subject that is fed by one source, item by item. */
const fedBy = (source: Source<Item>) => ({
  set: (key: string, version: number) => source.set(item(key, version)),
  delete: (key: string) => source.delete(key),
  markSynced: () => source.markSynced(),
});

collectionContract("a source", () => {
  const graph = createGraph();
  const source = graph.source<Item>("source");
  return { graph, collection: source, ...fedBy(source) };
});

collectionContract("a derivation", () => {
  const graph = createGraph();
  const source = graph.source<Item>("source");
  const collection = graph.derive({
    name: "derived",
    from: source,
    to: ({ key, version, bytes }: Item) => ({ key, text: `v${version}`, bytes: Uint8Array.from(bytes) }),
  });
  return { graph, collection, ...fedBy(source) };
});

collectionContract("a derivation of several values from one", () => {
  const graph = createGraph();
  const source = graph.source<Item>("source");
  const one = graph.source<Keyed>("one");
  one.set({ key: "the one" });
  one.markSynced();
  const collection = graph.derive({
    name: "listed",
    from: one,
    to: (_one: Keyed, read: Read) => read.list(source).map(({ key, version }) => ({ key, double: version * 2 })),
  });
  return { graph, collection, ...fedBy(source) };
});

collectionContract("a derivation that reads by key and by index", () => {
  const graph = createGraph();
  const keys = graph.source<Keyed>("keys");
  const source = graph.source<Item>("source");
  const byKey = graph.index(source, "key", ({ key }) => [key, key]);
  const collection = graph.derive({
    name: "read",
    from: keys,
    to: ({ key }: Keyed, read: Read) => {
      const found = read.get(source, key);
      return found && { key, found, count: read.by(byKey, key).length };
    },
  });
  const hands = fedBy(source);
  return {
    graph,
    collection,
    set(key, version) {
      keys.set({ key });
      hands.set(key, version);
    },
    delete: hands.delete,
    markSynced() {
      keys.markSynced();
      hands.markSynced();
    },
  };
});

collectionContract("a derivation whose runs swap output keys", () => {
  const graph = createGraph();
  const source = graph.source<Item>("source");
  // Which of the two runs puts out a key depends on its version.
  const two = graph.source<Keyed>("two");
  two.replace([{ key: "0" }, { key: "1" }]);
  two.markSynced();
  const collection = graph.derive({
    name: "swapped",
    from: two,
    to: ({ key: parity }: Keyed, read: Read) => read.list(source).filter(({ version }) => `${version % 2}` === parity),
  });
  return { graph, collection, ...fedBy(source) };
});

collectionContract("a join", () => {
  const graph = createGraph();
  const odd = graph.source<Item>("odd");
  const even = graph.source<Item>("even");
  const collection = graph.join("joined", [odd, even]);
  return {
    graph,
    collection,
    // A new version moves the value to the other part.
    set(key, version) {
      const [to, from] = version % 2 === 0 ? [even, odd] : [odd, even];
      from.delete(key);
      to.set(item(key, version));
    },
    delete(key) {
      odd.delete(key);
      even.delete(key);
    },
    markSynced() {
      odd.markSynced();
      even.markSynced();
    },
  };
});

interface Member extends Keyed {
  readonly group: string;
  readonly version: number;
}

collectionContract("the groups of an index", () => {
  const graph = createGraph();
  const members = graph.source<Member>("members");
  const byGroup = graph.index(members, "group", ({ group }) => [group]);
  const groups = byGroup.groups satisfies { get(key: string): Group<Member> | undefined };
  return {
    graph,
    collection: groups,
    set(key, version) {
      members.set({ key: `first of ${key}`, group: key, version: 0 });
      members.set({ key: `second of ${key}`, group: key, version });
    },
    delete(key) {
      members.delete(`first of ${key}`);
      members.delete(`second of ${key}`);
    },
    markSynced: () => members.markSynced(),
  };
});
