import type { EncodedResource } from "@sluice/protos";
import type { Fleet, FleetChange } from "./fleet.ts";

interface Pin {
  /** What the collection says and a proxy refused. */
  refused: EncodedResource;
  /** What proxies get instead. */
  readonly good: EncodedResource | undefined;
  /** Keys of deleted resources that `good` cannot do without. */
  readonly revived: readonly string[];
}

/**
 * Keeps a fleet free of resources that a proxy refused: they stay at the last version that some proxy accepted, and so does what that
 * version needs. A version that one proxy accepted is not taken from all because another refuses it.
 */
export class Quarantine {
  readonly #fleet: Fleet;
  readonly #pins = new Map<string, Pin>();
  /** Deleted, but needed by a last good version. */
  readonly #retired = new Map<string, EncodedResource>();
  /** Which of two versions is the newer one. */
  readonly #order = new WeakMap<EncodedResource, number>();
  #deleted: EncodedResource[] = [];
  #last = 0;

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  /** Takes a new or changed resource of the collection over into the fleet. */
  set(next: EncodedResource): readonly FleetChange[] {
    const { key } = next;
    const pin = this.#pins.get(key);
    if (pin !== undefined && pin.refused.version === next.version) {
      pin.refused = next;
      return [];
    }
    this.#order.set(next, ++this.#last);
    const previous = this.#fleet.find(key);
    if (previous?.version !== next.version && !this.#fleet.unproven.has(key)) this.#fleet.unproven.set(key, previous);
    return [...this.#unpin(key), this.#fleet.set(next)].filter((change) => change !== undefined);
  }

  /** Takes a resource away that the collection does not have any more. */
  delete(resource: EncodedResource): readonly FleetChange[] {
    const { key, typeUrl, name } = resource;
    const changes = [...this.#unpin(key)];
    // What nobody accepted is not worth keeping.
    const proven = this.#fleet.unproven.has(key) ? this.#fleet.unproven.get(key) : this.#fleet.find(key);
    if (proven !== undefined) this.#deleted.push(proven);
    this.#fleet.unproven.delete(key);
    const change = this.#fleet.delete(typeUrl, name);
    if (change !== undefined) changes.push(change);
    return changes;
  }

  /** Ends a batch: of what was deleted, keeps what a last good version needs. */
  settle(): void {
    for (const resource of this.#deleted) this.#retired.set(resource.key, resource);
    if (this.#deleted.length > 0) this.#forget();
    this.#deleted = [];
  }

  /** A proxy accepted these. Returns what changes for all proxies: a slow one may prove a version to go back to. */
  prove(resources: readonly EncodedResource[]): readonly FleetChange[] {
    if (this.#fleet.unproven.size === 0) return [];
    const changes = resources.flatMap((resource) => this.#prove(resource));
    if (this.#retired.size > 0) this.#forget();
    return changes;
  }

  /** A proxy refused this one. Returns what changes for all proxies. */
  refuse(resource: EncodedResource): readonly FleetChange[] {
    const { key, version } = resource;
    this.#fleet.forgetRetired(resource);
    if (!this.#fleet.unproven.has(key) || this.#fleet.find(key)?.version !== version) return [];
    return this.#pin(this.#fleet.find(key)!);
  }

  /** The version that proxies get instead of a refused one; undefined when they get none, or when it is not refused for all. */
  goodVersion(key: string): string | undefined {
    return this.#pins.get(key)?.good?.version;
  }

  #prove(resource: EncodedResource): readonly FleetChange[] {
    const { key, version } = resource;
    if (!this.#fleet.unproven.has(key)) return [];
    const pin = this.#pins.get(key);
    if (pin === undefined && this.#fleet.find(key)?.version === version) {
      this.#fleet.unproven.delete(key);
      return [];
    }
    // A slow proxy accepts what has been replaced meanwhile.
    const good = this.#fleet.unproven.get(key);
    if (good !== undefined && this.#age(good) >= this.#age(resource)) return [];
    this.#fleet.unproven.set(key, resource);
    return pin === undefined ? [] : [...this.#unpin(key), ...this.#pin(pin.refused)];
  }

  #age(resource: EncodedResource): number {
    return this.#order.get(resource) ?? 0;
  }

  /** Puts the last good version, and what it cannot do without, in the place of a refused one. */
  #pin(refused: EncodedResource): readonly FleetChange[] {
    const { key, typeUrl, name } = refused;
    const good = this.#fleet.unproven.get(key);
    const revived =
      good === undefined ? [] : this.#reach(good).filter((each) => this.#fleet.find(each.key) === undefined);
    this.#fleet.refused.set(key, refused.version);
    this.#pins.set(key, { refused, good, revived: revived.map((each) => each.key) });
    const changes = [
      ...revived.map((each) => this.#fleet.set(each)),
      good === undefined ? this.#fleet.delete(typeUrl, name) : this.#fleet.set(good),
    ];
    return changes.filter((change) => change !== undefined);
  }

  #unpin(key: string): readonly FleetChange[] {
    const pin = this.#pins.get(key);
    if (pin === undefined) return [];
    this.#pins.delete(key);
    this.#fleet.refused.delete(key);
    const changes: FleetChange[] = [];
    for (const revived of pin.revived) {
      const resource = this.#retired.get(revived);
      // The collection may have it again.
      if (resource === undefined || this.#fleet.find(revived) !== resource) continue;
      if ([...this.#pins.values()].some((other) => other.revived.includes(revived))) continue;
      const change = this.#fleet.delete(resource.typeUrl, resource.name);
      if (change !== undefined) changes.push(change);
    }
    return changes;
  }

  /** Drops retired resources that no last good version needs any more. */
  #forget(): void {
    const kept = new Set<string>();
    for (const good of this.#fleet.unproven.values())
      if (good !== undefined) for (const { key } of this.#reach(good)) kept.add(key);
    for (const { good } of this.#pins.values())
      if (good !== undefined) for (const { key } of this.#reach(good)) kept.add(key);
    for (const key of this.#retired.keys()) if (!kept.has(key)) this.#retired.delete(key);
  }

  /** Retired resources that one resource needs or brings, and what those need and bring. */
  #reach(from: EncodedResource): readonly EncodedResource[] {
    const found = new Map<string, EncodedResource>();
    const open = [from];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const { typeUrl, name } of [...next.needs, ...next.brings]) {
        const key = `${from.fleet}|${typeUrl}|${name}`;
        const resource = this.#retired.get(key);
        if (resource === undefined || found.has(key)) continue;
        found.set(key, resource);
        open.push(resource);
      }
    }
    return [...found.values()];
  }
}
