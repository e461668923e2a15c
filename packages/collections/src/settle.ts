import { GraphBug } from "./bug.ts";
import type { Collected, Collection, Graph, Keyed, Source } from "./collection.ts";
import { createGraph, type GraphEngine, originOf } from "./graph.ts";

/** A plain record of lists of keyed values. */
export type Lists<R> = { readonly [K in keyof R]: readonly Keyed[] };

/** A record of collections. */
export type Collections<C> = { readonly [K in keyof C]: Collection<Keyed> };

/** One plain list, sorted by key, per collection of a record. */
export type Settled<C> = { readonly [K in keyof C]: C[K] extends Collection<infer T> ? readonly T[] : never };

/** More flushes in a row than this mean that subscribers answer each other's writes for ever. */
const manyFlushes = 1000;

/** A new graph with one synced source per field of a plain record of lists, named after the field. */
export function collect<R extends Lists<R>>(lists: R): { readonly graph: Graph; readonly collections: Collected<R> } {
  const graph = createGraph();
  const collections: Record<string, Source<Keyed>> = {};
  for (const [name, values] of Object.entries<readonly Keyed[]>(lists)) {
    const source = graph.source<Keyed>(name);
    source.replace(values);
    source.markSynced();
    collections[name] = source;
  }
  graph.flush();
  return { graph, collections: collections as unknown as Collected<R> };
}

/** Flushes until nothing waits, and returns the collections as plain lists; throws when one has not synced. */
export function settle<C extends Collections<C>>(collections: C): Settled<C> {
  const entries = Object.entries<Collection<Keyed>>(collections);
  const graphs = new Set<GraphEngine>();
  for (const [, collection] of entries) {
    const origin = originOf(collection);
    if (origin !== undefined) graphs.add(origin.graph);
  }
  for (const graph of graphs) drain(graph);
  const lists: Record<string, readonly Keyed[]> = {};
  for (const [name, collection] of entries) {
    if (!collection.synced) {
      const missing = originOf(collection)?.missing ?? [];
      throw new GraphBug(
        collection.name,
        `has not synced${missing.length > 0 ? `: waits for ${missing.join(", ")}` : ""}`,
      );
    }
    lists[name] = collection.list();
  }
  return lists as Settled<C>;
}

function drain(graph: GraphEngine): void {
  for (let flushes = 0; graph.pending; flushes++) {
    if (flushes === manyFlushes) throw new GraphBug("graph", `does not settle within ${manyFlushes} flushes`);
    graph.flush();
  }
}
