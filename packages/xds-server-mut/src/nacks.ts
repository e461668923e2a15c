import type { Graph, Keyed, Source } from "@sluice/collections";
import type { EncodedResource } from "@sluice/protos";

/** A resource that proxies refuse; it goes when the resource changes. */
export interface Nack extends Keyed {
  /** Key of the resource. */
  readonly key: string;
  /** The version that was refused. */
  readonly resource: EncodedResource;
  /** What Envoy said, as the last proxy said it. */
  readonly message: string;
  /** The version that all proxies get instead; undefined when they get none, or when others accept the refused one. */
  readonly instead: string | undefined;
  /** Ids of the connected nodes that refused it, sorted. */
  readonly proxies: readonly string[];
}

interface Refusal {
  readonly resource: EncodedResource;
  message: string;
  instead: string | undefined;
  /** Node ids by stream. */
  readonly streams: Map<number, string>;
}

/** Who refuses. */
export interface Refuser {
  readonly stream: number;
  readonly node: { readonly id: string };
}

/** Keeps the collection of current refusals. */
export class Nacks {
  readonly all: Source<Nack>;
  readonly #current = new Map<string, Refusal>();

  constructor(graph: Graph) {
    this.all = graph.source<Nack>("xds-server/nacks");
    this.all.markSynced();
  }

  /** A proxy refused a resource. */
  add(refused: Pick<Nack, "resource" | "message" | "instead">, by: Refuser): void {
    const { resource, message, instead } = refused;
    let nack = this.#current.get(resource.key);
    if (nack === undefined || nack.resource.version !== resource.version) {
      nack = { resource, message, instead, streams: new Map() };
      this.#current.set(resource.key, nack);
    }
    nack.message = message;
    nack.instead = instead;
    nack.streams.set(by.stream, by.node.id);
    this.#publish(resource.key);
  }

  /** A resource changed, or is gone: what was refused is no longer there. */
  lift(key: string, version: string | undefined): void {
    const nack = this.#current.get(key);
    if (nack === undefined || nack.resource.version === version) return;
    this.#current.delete(key);
    this.all.delete(key);
  }

  /** A stream ended: its refusals say nothing about a connected proxy any more; the last one is remembered. */
  forget(stream: number): void {
    for (const [key, nack] of this.#current) {
      if (!nack.streams.has(stream) || nack.streams.size === 1) continue;
      nack.streams.delete(stream);
      this.#publish(key);
    }
  }

  #publish(key: string): void {
    const { resource, message, instead, streams } = this.#current.get(key)!;
    this.all.set({ key, resource, message, instead, proxies: [...new Set(streams.values())].sort() });
  }
}
