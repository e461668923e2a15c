import type { ResourceName } from "@sluice/protos";

/** Who uses which resource: the reverse of the lists that resources carry. */
export class Uses {
  /** Type and name of a used resource -> keys of its users. */
  readonly #users = new Map<string, Map<string, Set<string>>>();

  /** Keys of the users of a resource. */
  of(typeUrl: string, name: string): Iterable<string> {
    return this.#users.get(typeUrl)?.get(name) ?? [];
  }

  /** Types of which anything is used. */
  types(): readonly string[] {
    return [...this.#users.keys()];
  }

  /** Replaces what `user` uses. Lists in the same order cost one comparison per item; any order is right. */
  replace(user: string, before: readonly ResourceName[], after: readonly ResourceName[]): void {
    if (before === after) return;
    const added: ResourceName[] = [];
    let at = 0;
    for (const used of after) {
      while (at < before.length && compare(before[at]!, used) < 0) this.#drop(user, before[at++]!);
      if (at < before.length && compare(before[at]!, used) === 0) at++;
      else added.push(used);
    }
    while (at < before.length) this.#drop(user, before[at++]!);
    for (const used of added) this.#add(user, used);
  }

  #add(user: string, used: ResourceName): void {
    let names = this.#users.get(used.typeUrl);
    if (names === undefined) {
      names = new Map();
      this.#users.set(used.typeUrl, names);
    }
    const known = names.get(used.name);
    if (known === undefined) names.set(used.name, new Set([user]));
    else known.add(user);
  }

  #drop(user: string, used: ResourceName): void {
    const names = this.#users.get(used.typeUrl);
    const known = names?.get(used.name);
    known?.delete(user);
    if (known?.size === 0) names?.delete(used.name);
    if (names?.size === 0) this.#users.delete(used.typeUrl);
  }
}

/** Orders names by type, then name. */
function compare(left: ResourceName, right: ResourceName): number {
  if (left === right) return 0;
  if (left.typeUrl !== right.typeUrl) return left.typeUrl < right.typeUrl ? -1 : 1;
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}
