import type { Change } from "@sluice/collections";
import type { EncodedResource } from "@sluice/protos";
import { Fleet, type FleetChange } from "./fleet.ts";
import { Quarantine } from "./quarantine.ts";

/** What changed, by fleet. */
export type FleetChanges = ReadonlyMap<Fleet, readonly FleetChange[]>;

const none: FleetChanges = new Map();

/** The fleets of a server: fed by its collection, corrected by what proxies refuse. */
export class Fleets {
  readonly #fleets = new Map<string, { readonly fleet: Fleet; readonly quarantine: Quarantine }>();

  /** The fleet of this name; a fleet without resources is a fleet, too. */
  of(name: string): Fleet {
    return this.#guarded(name).fleet;
  }

  /** Applies a whole batch. */
  apply(batch: readonly Change<EncodedResource>[]): FleetChanges {
    const changed = new Map<Fleet, FleetChange[]>();
    const touched = new Set<Quarantine>();
    for (const change of batch) {
      const resource = change.kind === "set" ? change.value : change.previous;
      const { fleet, quarantine } = this.#guarded(resource.fleet);
      touched.add(quarantine);
      const changes = change.kind === "set" ? quarantine.set(resource) : quarantine.delete(resource);
      if (changes.length === 0) continue;
      const known = changed.get(fleet);
      if (known === undefined) changed.set(fleet, [...changes]);
      else known.push(...changes);
    }
    for (const quarantine of touched) quarantine.settle();
    return changed;
  }

  /** A proxy of the fleet accepted these resources. */
  prove(name: string, resources: readonly EncodedResource[]): FleetChanges {
    const { fleet, quarantine } = this.#guarded(name);
    const changes = quarantine.prove(resources);
    return changes.length === 0 ? none : new Map([[fleet, changes]]);
  }

  /** A proxy refused a resource; no other gets it from now on, unless one accepted it before. */
  refuse(resource: EncodedResource): FleetChanges {
    const { fleet, quarantine } = this.#guarded(resource.fleet);
    const changes = quarantine.refuse(resource);
    return changes.length === 0 ? none : new Map([[fleet, changes]]);
  }

  /** The version that proxies get in place of a refused one. */
  goodVersion(resource: EncodedResource): string | undefined {
    return this.#guarded(resource.fleet).quarantine.goodVersion(resource.key);
  }

  #guarded(name: string): { readonly fleet: Fleet; readonly quarantine: Quarantine } {
    let guarded = this.#fleets.get(name);
    if (guarded === undefined) {
      const fleet = new Fleet(name);
      guarded = { fleet, quarantine: new Quarantine(fleet) };
      this.#fleets.set(name, guarded);
    }
    return guarded;
  }
}
