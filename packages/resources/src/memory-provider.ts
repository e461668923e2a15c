import type { Report } from "@sluice/ir";
import { Observable, type Subscriber } from "rxjs";
import { idOf, placeKeyOf } from "./key.ts";
import type { Resource } from "./kinds.ts";
import type { Provider, ProviderEvent, ResourceId } from "./provider.ts";

/** A provider whose source is this program, for tests and for callers that make resources themselves. */
export interface MemoryProvider extends Provider {
  /** Adds or replaces objects, as one change. */
  write(...resources: readonly Resource[]): void;
  /** Takes objects away, as one change. */
  remove(...ids: readonly ResourceId[]): void;
  /** Replaces the list of problems. */
  report(...reports: readonly Report[]): void;
  /** Makes the source unreadable; what is written meanwhile is seen after `restore`. */
  lose(message: string): void;
  restore(): void;
  /** How many subscriptions are open. */
  readonly open: number;
}

/** Makes a provider that holds the given objects. */
export function memoryProvider(initial: Iterable<Resource> = [], name = "memory"): MemoryProvider {
  return new Memory(initial, name);
}

class Memory implements MemoryProvider {
  readonly name: string;
  readonly #objects = new Map<string, Resource>();
  readonly #watchers = new Set<Subscriber<ProviderEvent>>();
  #reports: readonly Report[] = [];
  /** What the watchers saw last, while the source is lost. */
  #seen: ReadonlyMap<string, Resource> | undefined;

  constructor(initial: Iterable<Resource>, name: string) {
    this.name = name;
    for (const resource of initial) this.#objects.set(placeKeyOf(idOf(resource)), resource);
  }

  get open(): number {
    return this.#watchers.size;
  }

  watch(): Observable<ProviderEvent> {
    return new Observable((watcher) => {
      this.#watchers.add(watcher);
      const objects = this.#seen ?? this.#objects;
      if (objects.size > 0) watcher.next({ kind: "changed", upserts: [...objects.values()], deletes: [] });
      watcher.next({ kind: "reports", reports: this.#reports });
      watcher.next({ kind: "synced" });
      return () => this.#watchers.delete(watcher);
    });
  }

  write(...resources: readonly Resource[]): void {
    const upserts = resources.filter((resource) => {
      const key = placeKeyOf(idOf(resource));
      const different = JSON.stringify(this.#objects.get(key)) !== JSON.stringify(resource);
      this.#objects.set(key, resource);
      return different;
    });
    if (this.#seen === undefined && upserts.length > 0) this.#emit({ kind: "changed", upserts, deletes: [] });
  }

  remove(...ids: readonly ResourceId[]): void {
    const deletes = ids.filter((id) => this.#objects.delete(placeKeyOf(id)));
    if (this.#seen === undefined && deletes.length > 0) this.#emit({ kind: "changed", upserts: [], deletes });
  }

  report(...reports: readonly Report[]): void {
    this.#reports = reports;
    this.#emit({ kind: "reports", reports });
  }

  lose(message: string): void {
    this.#seen ??= new Map(this.#objects);
    this.#emit({ kind: "lost", message });
  }

  restore(): void {
    const seen = this.#seen;
    if (seen === undefined) return;
    this.#seen = undefined;
    const upserts = [...this.#objects].filter(([key, value]) => seen.get(key) !== value).map(([, value]) => value);
    const deletes = [...seen].filter(([key]) => !this.#objects.has(key)).map(([, value]) => idOf(value));
    this.#emit({ kind: "changed", upserts, deletes });
  }

  #emit(event: ProviderEvent): void {
    for (const watcher of this.#watchers) watcher.next(event);
  }
}
