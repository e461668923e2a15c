import type { EncodedResource, ResourceName } from "@sluice/protos";
import { orderOf } from "./order.ts";
import { States } from "./states.ts";
import { Uses } from "./uses.ts";

/** One resource of a fleet became another one: what sessions are told. */
export interface FleetChange {
  readonly typeUrl: string;
  readonly name: string;
  readonly previous: EncodedResource | undefined;
  readonly next: EncodedResource | undefined;
}

const maxRetired = 1024;

type ByName = Map<string, EncodedResource>;

const none: ReadonlyMap<string, EncodedResource> = new Map();

/** What one fleet of proxies should have: its resources by type and name, who uses which, and whose children are which. */
export class Fleet {
  readonly name: string;
  /** Versions that proxies refused and no other one accepted, by key: nobody gets them. */
  readonly refused: Map<string, string> = new Map();
  /** Resources that no proxy has accepted yet, by key, with the last version that one did accept. */
  readonly unproven: Map<string, EncodedResource | undefined> = new Map();
  /** What state-of-the-world responses are made of. */
  readonly states: States = new States();
  readonly #types = new Map<string, ByName>();
  readonly #byKey: ByName = new Map();
  readonly #needed = new Uses();
  readonly #brought = new Uses();
  /** Endpoints and secrets that were deleted lately, by key, oldest first: a proxy whose clusters are older may still ask for them. */
  readonly #retired: ByName = new Map();
  /** Type of a child and name of its parent -> children. */
  readonly #children = new Map<string, Map<string, ByName>>();

  constructor(name: string) {
    this.name = name;
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** The resource with this key. */
  find(key: string): EncodedResource | undefined {
    return this.#byKey.get(key);
  }

  /** False for a version that some proxy has accepted. */
  isUnproven({ key, version }: EncodedResource): boolean {
    return this.unproven.has(key) && this.unproven.get(key)?.version !== version;
  }

  get(typeUrl: string, name: string): EncodedResource | undefined {
    return this.#types.get(typeUrl)?.get(name);
  }

  /** Endpoints and secrets that were deleted lately. */
  retired(typeUrl: string, name: string): EncodedResource | undefined {
    return this.#retired.get(`${this.name}|${typeUrl}|${name}`);
  }

  /** A proxy refused one that was deleted: nobody else gets it. */
  forgetRetired({ key, version }: EncodedResource): void {
    if (this.#retired.get(key)?.version === version) this.#retired.delete(key);
  }

  /** All resources of a type, by name. */
  all(typeUrl: string): ReadonlyMap<string, EncodedResource> {
    return this.#types.get(typeUrl) ?? none;
  }

  /** Resources of `typeUrl` whose parent has this name. */
  childrenOf(typeUrl: string, parentName: string): ReadonlyMap<string, EncodedResource> {
    return this.#children.get(typeUrl)?.get(parentName) ?? none;
  }

  /** True when there is any resource with a parent. */
  get hasChildren(): boolean {
    return this.#children.size > 0;
  }

  /** Types that have children of parents with this name. */
  *childTypesOf(parentName: string): Iterable<string> {
    for (const [typeUrl, parents] of this.#children) if (parents.has(parentName)) yield typeUrl;
  }

  /** Types of which some resource needs one. */
  neededTypes(): readonly string[] {
    return this.#needed.types();
  }

  /** Resources that need or bring this one. */
  *usersOf(typeUrl: string, name: string): Iterable<EncodedResource> {
    for (const uses of [this.#needed, this.#brought]) {
      for (const key of uses.of(typeUrl, name)) {
        const user = this.#byKey.get(key);
        if (user !== undefined) yield user;
      }
    }
  }

  /** Puts a resource in place of the one with its key; returns what changed, or undefined when nothing a proxy would notice did. */
  set(next: EncodedResource): FleetChange | undefined {
    const { typeUrl, name, key } = next;
    const previous = this.get(typeUrl, name);
    if (previous === next) return undefined;
    this.states.changed(typeUrl);
    inner(this.#types, typeUrl).set(name, next);
    this.#byKey.set(key, next);
    if (next.parent !== undefined) inner(inner(this.#children, typeUrl), next.parent.name).set(name, next);
    if (previous?.parent !== undefined && previous.parent.name !== next.parent?.name)
      this.#orphan(previous, previous.parent);
    this.#needed.replace(key, previous?.needs ?? [], next.needs);
    this.#brought.replace(key, previous?.brings ?? [], next.brings);
    return previous?.version === next.version ? undefined : { typeUrl, name, previous, next };
  }

  /** Takes a resource away. */
  delete(typeUrl: string, name: string): FleetChange | undefined {
    const previous = this.get(typeUrl, name);
    if (previous === undefined) return undefined;
    this.states.changed(typeUrl);
    const ofType = this.#types.get(typeUrl);
    ofType?.delete(name);
    if (ofType?.size === 0) this.#types.delete(typeUrl);
    this.#byKey.delete(previous.key);
    const { child, travels } = orderOf(typeUrl);
    if (child && travels && this.refused.get(previous.key) !== previous.version) this.#retire(previous);
    if (previous.parent !== undefined) this.#orphan(previous, previous.parent);
    this.#needed.replace(previous.key, previous.needs, []);
    this.#brought.replace(previous.key, previous.brings, []);
    return { typeUrl, name, previous, next: undefined };
  }

  #retire(resource: EncodedResource): void {
    this.#retired.delete(resource.key);
    this.#retired.set(resource.key, resource);
    if (this.#retired.size > maxRetired)
      for (const oldest of this.#retired.keys()) return void this.#retired.delete(oldest);
  }

  #orphan(child: EncodedResource, parent: ResourceName): void {
    const parents = this.#children.get(child.typeUrl);
    const siblings = parents?.get(parent.name);
    siblings?.delete(child.name);
    if (siblings?.size === 0) parents?.delete(parent.name);
    if (parents?.size === 0) this.#children.delete(child.typeUrl);
  }
}

function inner<K, L, V>(outer: Map<K, Map<L, V>>, key: K): Map<L, V> {
  let map = outer.get(key);
  if (map === undefined) {
    map = new Map();
    outer.set(key, map);
  }
  return map;
}
