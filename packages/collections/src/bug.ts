/** A mistake in the code that made or feeds a graph, never in what a user wrote. */
export class GraphBug extends Error {
  /** Name of the collection that went wrong. */
  readonly collection: string;
  /** The key it was working on, where there is one. */
  readonly key: string | undefined;
  /** What is wrong, without saying where. */
  readonly reason: string;

  constructor(collection: string, reason: string, details: { readonly key?: string; readonly cause?: unknown } = {}) {
    const about = details.key === undefined ? collection : `${collection}[${details.key}]`;
    super(`bug in ${about}: ${reason}`, "cause" in details ? { cause: details.cause } : {});
    this.name = "GraphBug";
    this.collection = collection;
    this.key = details.key;
    this.reason = reason;
  }
}

/** Whatever was thrown while `collection` worked on `key`, as a bug of that collection. */
export function asBug(thrown: unknown, collection: string, key?: string): GraphBug {
  const about = key === undefined ? { cause: thrown } : { key, cause: thrown };
  if (thrown instanceof GraphBug && thrown.collection === collection)
    return new GraphBug(collection, thrown.reason, about);
  return new GraphBug(collection, thrown instanceof Error ? thrown.message : String(thrown), about);
}
