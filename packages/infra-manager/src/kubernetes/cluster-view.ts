import { fleetOf } from "../desired/kubernetes/names.ts";
import type { KubeKind } from "../desired/kubernetes/object.ts";
import type { Followed } from "./follow.ts";
import { type LiveObject, nameOf } from "./live-object.ts";

/** Kinds that are looked at. */
export type SeenKind = KubeKind | "Pod" | "Node" | "Secret";

/** A live object and what it is. */
export interface Seen {
  readonly kind: SeenKind;
  readonly object: LiveObject;
}

/** Something changed. */
export interface ViewChange {
  readonly kind: SeenKind;
  /** Whose object; undefined: no fleet owns it. */
  readonly fleet: string | undefined;
  readonly gone: boolean;
}

/** What is known of the cluster, by kind and by fleet. */
export class ClusterView {
  readonly #kinds = new Map<SeenKind, Map<string, LiveObject>>();
  /** Places that were listed, by kind. */
  readonly #listed = new Map<SeenKind, Set<string>>();
  readonly #fleets = new Map<string, Map<string, Seen>>();
  readonly #onChange: (change: ViewChange) => void;

  constructor(onChange: (change: ViewChange) => void) {
    this.#onChange = onChange;
  }

  /** How many places of a kind were listed. */
  placesOf(kind: SeenKind): number {
    return this.#listed.get(kind)?.size ?? 0;
  }

  get(kind: SeenKind, namespace: string, name: string): LiveObject | undefined {
    return this.#kinds.get(kind)?.get(`${namespace}/${name}`);
  }

  list(kind: SeenKind): readonly LiveObject[] {
    return [...(this.#kinds.get(kind)?.values() ?? [])];
  }

  /** Everything that bears the labels of a fleet. */
  ofFleet(fleet: string): readonly Seen[] {
    return [...(this.#fleets.get(fleet)?.values() ?? [])];
  }

  /** Fleets that have objects. */
  fleets(): readonly string[] {
    return [...this.#fleets.keys()];
  }

  /** Takes in what was learned of a kind in a namespace, or in all of them (""). */
  apply(kind: SeenKind, followed: Followed, namespace = ""): void {
    switch (followed.kind) {
      case "listed": {
        const before = this.#kinds.get(kind) ?? new Map<string, LiveObject>();
        this.#kinds.set(kind, before);
        this.#listed.set(kind, (this.#listed.get(kind) ?? new Set()).add(namespace));
        const now = new Set(followed.objects.map(nameOf));
        for (const [name, object] of [...before])
          if (!now.has(name) && (namespace === "" || object.metadata.namespace === namespace))
            this.#delete(kind, object);
        for (const object of followed.objects) this.set(kind, object);
        return;
      }
      case "set":
        this.set(kind, followed.object);
        return;
      case "deleted":
        this.#delete(kind, followed.object);
        return;
      case "lost":
        return;
    }
  }

  /** Notes an object, also one that a write was answered with; older ones than the known one are no news. */
  set(kind: SeenKind, object: LiveObject): void {
    const objects = this.#kinds.get(kind);
    if (objects === undefined) return;
    const before = objects.get(nameOf(object));
    if (before !== undefined && before.metadata.uid === object.metadata.uid && !isNewer(object, before)) return;
    if (before !== undefined) this.#drop(kind, before);
    objects.set(nameOf(object), object);
    const fleet = fleetOf(object.metadata.labels);
    if (fleet !== undefined) this.#membersOf(fleet).set(`${kind} ${nameOf(object)}`, { kind, object });
    this.#onChange({ kind, fleet, gone: false });
  }

  #membersOf(fleet: string): Map<string, Seen> {
    const members = this.#fleets.get(fleet) ?? new Map<string, Seen>();
    this.#fleets.set(fleet, members);
    return members;
  }

  #delete(kind: SeenKind, object: LiveObject): void {
    const objects = this.#kinds.get(kind);
    const before = objects?.get(nameOf(object));
    if (objects === undefined || before === undefined || before.metadata.uid !== object.metadata.uid) return;
    objects.delete(nameOf(object));
    this.#drop(kind, before);
    this.#onChange({ kind, fleet: fleetOf(before.metadata.labels), gone: true });
  }

  #drop(kind: SeenKind, object: LiveObject): void {
    const fleet = fleetOf(object.metadata.labels);
    if (fleet === undefined) return;
    const members = this.#fleets.get(fleet);
    members?.delete(`${kind} ${nameOf(object)}`);
    if (members?.size === 0) this.#fleets.delete(fleet);
  }
}

/** Versions of one object are numbers that grow. */
function isNewer(one: LiveObject, other: LiveObject): boolean {
  const [a, b] = [one, other].map(({ metadata }) => metadata.resourceVersion) as [string, string];
  return a.length === b.length ? a > b : a.length > b.length;
}
