import { type Observable, Subject } from "rxjs";
import { asBug, GraphBug } from "./bug.ts";
import type { Collection, CollectionStats, Derivation, Graph, Index, Keyed, Source } from "./collection.ts";
import { DeriveNode } from "./derive.ts";
import { GroupsNode, IndexView } from "./groups.ts";
import { JoinNode } from "./join.ts";
import { type Engine, Node, nodeOf } from "./node.ts";
import { SourceNode } from "./source.ts";

/** Makes an empty graph. */
export function createGraph(): Graph {
  return new GraphEngine();
}

/** The graph a collection belongs to, and the sources it waits for; undefined for collections made elsewhere. */
export function originOf(
  collection: Collection<Keyed>,
): { graph: GraphEngine; missing: readonly string[] } | undefined {
  if (!(collection instanceof Node) || !(collection.engine instanceof GraphEngine)) return undefined;
  return { graph: collection.engine, missing: collection.engine.missing(collection as Node<Keyed>) };
}

/** Creation order, the flush, and what a flush owes to the world. */
export class GraphEngine implements Graph, Engine {
  readonly flushed$: Observable<void>;
  readonly errors$: Observable<GraphBug>;
  computing = false;

  readonly #nodes: Node<Keyed>[] = [];
  readonly #names: Set<string> = new Set();
  readonly #flushed: Subject<void> = new Subject();
  readonly #errors: Subject<GraphBug> = new Subject();
  #bugs: GraphBug[] = [];
  #needed = false;
  #scheduled = false;
  #notifying = false;
  readonly #tick = (): void => {
    this.#scheduled = false;
    const bugs = this.#flush();
    // Somebody listens to errors$: then the bug is known. Nobody does: it must not pass unseen.
    if (bugs.length > 0 && !this.#errors.observed) throw asOne(bugs);
  };

  constructor() {
    this.flushed$ = this.#flushed.asObservable();
    this.errors$ = this.#errors.asObservable();
  }

  /** True when writes or new collections wait for a flush. */
  get pending(): boolean {
    return this.#needed;
  }

  source<T extends Keyed>(name: string): Source<T> {
    return this.#add(new SourceNode<T>(this, this.#claim(name), this.#nodes.length));
  }

  derive<I extends Keyed, O extends Keyed>({ name, from, to }: Derivation<I, O>): Collection<O> {
    const input = nodeOf(from, this, name);
    return this.#add(new DeriveNode<I, O>(input, { name: this.#claim(name), order: this.#nodes.length, to }));
  }

  index<T extends Keyed>(of: Collection<T>, name: string, keysOf: (value: T) => readonly string[]): Index<T> {
    const input = nodeOf(of, this, name);
    const settings = { name: this.#claim(`${of.name}#${name}`), order: this.#nodes.length, keysOf };
    return new IndexView(of, this.#add(new GroupsNode<T>(input, settings)));
  }

  join<T extends Keyed>(name: string, parts: readonly Collection<T>[]): Collection<T> {
    const inputs = parts.map((part) => nodeOf(part, this, name));
    return this.#add(new JoinNode<T>(this, { name: this.#claim(name), order: this.#nodes.length, parts: inputs }));
  }

  flush(): void {
    if (this.computing) throw new GraphBug("graph", "flushed inside a derivation");
    const bugs = this.#flush();
    if (bugs.length > 0) throw asOne(bugs);
  }

  stats(): readonly CollectionStats[] {
    return this.#nodes.map((node) => node.stats());
  }

  wake(): void {
    this.#needed = true;
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(this.#tick);
  }

  report(bug: GraphBug): void {
    this.#bugs.push(bug);
  }

  /** Names of the unsynced sources that hold this node back. */
  missing(node: Node<Keyed>): readonly string[] {
    return this.#nodes
      .filter((other) => other.kind === "source" && !other.synced && other.order <= node.order)
      .map((other) => other.name);
  }

  #claim(name: string): string {
    if (this.computing) throw new GraphBug(name, "made inside a derivation");
    if (this.#names.has(name)) throw new GraphBug(name, "two collections have this name");
    this.#names.add(name);
    return name;
  }

  #add<N extends Node<Keyed>>(node: N): N {
    this.#nodes.push(node as Node<Keyed>);
    this.wake();
    return node;
  }

  #flush(): readonly GraphBug[] {
    // A subscriber asked for a flush: its writes have scheduled one already.
    if (this.#notifying || !this.#needed) return [];
    this.#needed = false;
    const { news, changed } = this.#compute();
    const bugs = this.#bugs;
    this.#bugs = [];
    this.#notifying = true;
    try {
      for (const tell of news) tell();
      if (changed) this.#flushed.next();
      for (const bug of bugs) this.#errors.next(bug);
    } finally {
      this.#notifying = false;
    }
    return bugs;
  }

  /** A node that fails as a whole, say while comparing circular data, must not stop the others. */
  #run(node: Node<Keyed>): void {
    try {
      node.run();
    } catch (cause) {
      this.report(asBug(cause, node.name));
    }
  }

  #compute(): { news: readonly (() => void)[]; changed: boolean } {
    const news: (() => void)[] = [];
    const ran: Node<Keyed>[] = [];
    const begun: Set<Node<Keyed>> = new Set();
    this.computing = true;
    try {
      let held = false;
      for (const node of this.#nodes) {
        const synced = node.synced;
        if (node.dirty || (!synced && !held && node.kind !== "source")) {
          node.dirty = false;
          this.#run(node);
          node.spread();
          if (!synced && node.synced) begun.add(node);
          if (node.batch.length > 0 || begun.has(node)) ran.push(node);
        }
        // What is made after an unsynced source may read it, and waits.
        if (!node.synced) held = true;
      }
    } finally {
      this.computing = false;
    }
    for (const node of ran) {
      const tell = node.takeNews(begun.has(node));
      if (tell !== undefined) news.push(tell);
    }
    return { news, changed: ran.length > 0 };
  }
}

function asOne(bugs: readonly GraphBug[]): Error {
  if (bugs.length === 1) return bugs[0]!;
  return new AggregateError(bugs, `${bugs.length} bugs; the first: ${bugs[0]!.message}`);
}
