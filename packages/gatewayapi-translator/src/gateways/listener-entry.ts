import type { Keyed } from "@sluice/collections";
import type { Origin } from "@sluice/ir";
import type { Listener, ListenerSet, ListenerEntry as ListenerSetEntry } from "@sluice/resources";
import { originOf } from "../ref.ts";
import { ageOf } from "../routes/age.ts";
import type { ManagedGateway } from "./gateway.ts";

/** One listener as a user wrote it, in a Gateway or in a ListenerSet that a Gateway lets join. */
export interface ListenerEntry extends Keyed {
  /** Equals `name`. */
  readonly key: string;
  /** `<gateway namespace>/<gateway name>/[<set namespace>/<set name>/]<listener>` */
  readonly name: string;
  /** Key of the Gateway. */
  readonly gateway: string;
  readonly fleet: string;
  readonly merged: boolean;
  /** Key of the ListenerSet that has it, if one has. */
  readonly listenerSet?: string;
  /** Namespace of the object that has it: references start here. */
  readonly namespace: string;
  readonly origin: Origin;
  readonly listener: Listener | ListenerSetEntry;
  /** Position among the listeners of a fleet: older Gateways first, a Gateway's own listeners before those of its sets. */
  readonly order: string;
}

/** The listeners that a Gateway has itself. */
export function entriesOfGateway(managed: ManagedGateway): readonly ListenerEntry[] {
  if (managed.fault !== undefined) return [];
  const { gateway } = managed;
  return unique(
    (gateway.spec.listeners ?? []).map((listener, i) => ({
      ...baseOf(managed),
      key: "",
      name: `${managed.key}/${listener.name}`,
      namespace: gateway.metadata.namespace,
      origin: originOf(gateway, listener.name),
      listener,
      order: `${managed.age} 0 ${position(i)}`,
    })),
  );
}

/** The listeners that a ListenerSet adds to its Gateway. */
export function entriesOfSet(set: ListenerSet, managed: ManagedGateway): readonly ListenerEntry[] {
  return unique(
    (set.spec.listeners ?? []).map((listener, i) => ({
      ...baseOf(managed),
      key: "",
      name: `${managed.key}/${set.key}/${listener.name}`,
      listenerSet: set.key,
      namespace: set.metadata.namespace,
      origin: originOf(managed.gateway, listener.name),
      listener,
      order: `${managed.age} 1 ${ageOf(set.metadata)} ${position(i)}`,
    })),
  );
}

function baseOf(managed: ManagedGateway): Pick<ListenerEntry, "gateway" | "fleet" | "merged"> {
  return { gateway: managed.key, fleet: managed.fleet, merged: managed.merged };
}

function position(index: number): string {
  return String(index).padStart(5, "0");
}

/** Objects that break their CRD may have two listeners of one name; both get a status, and names of their own. */
function unique(entries: readonly ListenerEntry[]): readonly ListenerEntry[] {
  const seen = new Set<string>();
  return entries.map((entry) => {
    let key = entry.name;
    for (let i = 2; seen.has(key); i++) key = `${entry.name}#${i}`;
    seen.add(key);
    return { ...entry, key, name: key };
  });
}
