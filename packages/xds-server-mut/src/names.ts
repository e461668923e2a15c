import type { Fleet } from "./fleet.ts";

/** Below this, a list costs nothing. */
const few = 64;

/**
 * The names of one type that a proxy subscribed to. Most proxies subscribe to all that their fleet has, and there are many proxies: such a
 * set is kept as the difference from the fleet, so it takes no memory. Whoever changes the fleet must tell, before anything else happens.
 */
export class Names {
  readonly #fleet: Fleet;
  readonly #typeUrl: string;
  /** What is subscribed to; undefined while the difference is kept. */
  #listed: Set<string> | undefined = new Set();
  /** In the fleet and not subscribed to. */
  readonly #absent = new Set<string>();
  /** Subscribed to and not in the fleet. */
  readonly #extra = new Set<string>();

  constructor(fleet: Fleet, typeUrl: string) {
    this.#fleet = fleet;
    this.#typeUrl = typeUrl;
  }

  get size(): number {
    return this.#listed?.size ?? this.#fleet.all(this.#typeUrl).size - this.#absent.size + this.#extra.size;
  }

  has(name: string): boolean {
    if (this.#listed !== undefined) return this.#listed.has(name);
    return this.#inFleet(name) ? !this.#absent.has(name) : this.#extra.has(name);
  }

  /** True when exactly what the fleet has is subscribed to. */
  get isAll(): boolean {
    if (this.#listed === undefined) return this.#absent.size + this.#extra.size === 0;
    const all = this.#fleet.all(this.#typeUrl);
    if (this.#listed.size !== all.size) return false;
    for (const name of this.#listed) if (!all.has(name)) return false;
    return true;
  }

  /** All names that are subscribed to. */
  *list(): Iterable<string> {
    if (this.#listed !== undefined) yield* this.#listed;
    else {
      for (const name of this.#fleet.all(this.#typeUrl).keys()) if (!this.#absent.has(name)) yield name;
      yield* this.#extra;
    }
  }

  add(name: string): void {
    // The fleet's own string, where there is one: what a request brings would be another copy for each proxy.
    if (this.#listed !== undefined) this.#listed.add(this.#fleet.get(this.#typeUrl, name)?.name ?? name);
    else if (this.#inFleet(name)) this.#absent.delete(name);
    else this.#extra.add(name);
  }

  delete(name: string): void {
    if (this.#listed !== undefined) this.#listed.delete(name);
    else if (this.#inFleet(name)) this.#absent.add(name);
    else this.#extra.delete(name);
  }

  /** A name entered the fleet, or left it: what is subscribed to stays the same. */
  fleetChanged(name: string, isThere: boolean): void {
    if (this.#listed !== undefined) return;
    if (isThere && !this.#extra.delete(name)) this.#absent.add(name);
    if (!isThere && !this.#absent.delete(name)) this.#extra.add(name);
  }

  /** Picks the shorter way to keep what is subscribed to. */
  compact(): void {
    const all = this.#fleet.all(this.#typeUrl);
    if (this.#listed === undefined) {
      if (this.#absent.size + this.#extra.size <= Math.max(few, all.size)) return;
      const listed = new Set(this.#extra);
      for (const name of all.keys()) if (!this.#absent.has(name)) listed.add(name);
      this.#absent.clear();
      this.#extra.clear();
      this.#listed = listed;
    } else if (this.#listed.size > Math.max(few, all.size / 2)) {
      for (const name of all.keys()) if (!this.#listed.has(name)) this.#absent.add(name);
      for (const name of this.#listed) if (!all.has(name)) this.#extra.add(name);
      this.#listed = undefined;
    }
  }

  #inFleet(name: string): boolean {
    return this.#fleet.all(this.#typeUrl).has(name);
  }
}
