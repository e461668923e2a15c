/** A mistake in the code that made or feeds a graph, never in what a user wrote. */
export class GraphBug extends Error {
  /** Name of the collection that went wrong. */
  readonly collection: string;
  /** The key it was working on, where there is one. */
  readonly key: string | undefined;

  constructor(collection: string, message: string, details: { readonly key?: string; readonly cause?: unknown } = {}) {
    const about = details.key === undefined ? collection : `${collection}[${details.key}]`;
    super(`bug in ${about}: ${message}`, "cause" in details ? { cause: details.cause } : {});
    this.name = "GraphBug";
    this.collection = collection;
    this.key = details.key;
  }
}

/** The message of anything thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
