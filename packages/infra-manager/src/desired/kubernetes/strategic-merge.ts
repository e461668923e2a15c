import { asList, isObject, type Json, type JsonObject } from "../json.ts";
import { type ElementKeys, fieldKeys, isElementKeys, type ListKeys } from "./list-keys.ts";

/** A patch that cannot be applied; its message ends the sentence that begins with the field. */
export class UnusablePatch extends Error {}

const deletion = "$deleteFromPrimitiveList/";
const elementOrder = "$setElementOrder/";

/**
 * A strategic merge patch applied: as a JSON merge patch, but lists whose elements have keys merge element by element.
 * `$patch`, `$retainKeys`, `$deleteFromPrimitiveList` and `$setElementOrder` are obeyed. Throws `UnusablePatch`.
 */
export function strategicMerge(original: JsonObject, patch: JsonObject, keys: ListKeys = {}): JsonObject {
  if (patch.$patch === "replace") return withoutDirectives(patch) as JsonObject;
  if (patch.$patch === "delete") return {};
  const merged: Record<string, Json> = { ...original };
  if (patch.$retainKeys !== undefined) {
    const retained = new Set(asList(patch.$retainKeys));
    for (const name of Object.keys(merged)) if (!retained.has(name)) delete merged[name];
  }
  for (const [name, value] of Object.entries(patch)) {
    if (name.startsWith(deletion)) {
      const field = name.slice(deletion.length);
      const removed = new Set(asList(value));
      merged[field] = asList(merged[field]).filter((element) => !removed.has(element));
    }
  }
  for (const [name, value] of Object.entries(patch)) {
    if (name.startsWith("$")) continue;
    const field = keys[name];
    const old = merged[name];
    if (value === null) delete merged[name];
    else if (isObject(old) && isObject(value) && field !== "replace")
      merged[name] = strategicMerge(old, value, fieldKeys(field));
    else if (Array.isArray(old) && Array.isArray(value) && isElementKeys(field)) {
      const order = patch[`${elementOrder}${name}`];
      merged[name] = mergeList(old, value, {
        keys: field,
        name,
        order: order === undefined ? undefined : asList(order),
      });
    } else merged[name] = withoutDirectives(value);
  }
  for (const [name, order] of Object.entries(patch)) {
    const field = name.slice(elementOrder.length);
    const list = merged[field];
    const rule = keys[field];
    if (name.startsWith(elementOrder) && !(field in patch) && Array.isArray(list) && isElementKeys(rule))
      merged[field] = inOrder(list as readonly Json[], asList(original[field]), {
        named: asList(order),
        key: rule.mergeKey,
      });
  }
  return merged;
}

interface ListMerge {
  readonly keys: ElementKeys;
  readonly name: string;
  readonly order: readonly Json[] | undefined;
}

function mergeList(old: readonly Json[], patch: readonly Json[], { keys, name, order }: ListMerge): readonly Json[] {
  const key = keys.mergeKey;
  const plain = patch.filter((element) => !(isObject(element) && "$patch" in element));
  if (patch.some((element) => isObject(element) && element.$patch === "replace")) return plain.map(withoutDirectives);
  if (key === "") return inOrder([...new Set([...old, ...plain])], old, { named: order ?? plain, key });
  const identity = (element: Json): Json => {
    const value = isObject(element) ? element[key] : undefined;
    if (value === undefined)
      throw new UnusablePatch(`has an element in ${name} without ${key}, which tells elements apart`);
    return value;
  };
  // A Service may have a port twice, once per protocol: a patch that names the protocol means that one.
  const isMeant = (element: Json, by: Json): boolean =>
    identity(element) === identity(by) &&
    Object.keys(keys.mapKeys ?? {}).every((part) => {
      const asked = (by as JsonObject)[part];
      return asked === undefined || ((element as JsonObject)[part] ?? keys.mapKeys?.[part]) === asked;
    });
  let merged: Json[] = [...old];
  for (const element of patch) {
    identity(element);
    if (isObject(element) && element.$patch === "delete") {
      merged = merged.filter((one) => !isMeant(one, element));
      continue;
    }
    const index = merged.findIndex((one) => isMeant(one, element));
    const before = merged[index];
    if (isObject(before) && isObject(element)) merged[index] = strategicMerge(before, element, keys.of);
    else merged.push(withoutDirectives(element));
  }
  return inOrder(merged, old, { named: order ?? plain, key });
}

/** Named elements in their order, others in theirs; where both have an old place, the old places decide who comes first. */
function inOrder(
  elements: readonly Json[],
  old: readonly Json[],
  { named, key }: { readonly named: readonly Json[]; readonly key: string },
): readonly Json[] {
  const identity = (element: Json): Json => (key === "" ? element : ((element as JsonObject)[key] ?? null));
  const places = (list: readonly Json[]): ReadonlyMap<Json, number> =>
    new Map(list.map((element, index) => [identity(element), index]));
  const [oldPlaces, namedPlaces] = [places(old), places(named)];
  const place = (of: ReadonlyMap<Json, number>, element: Json): number => of.get(identity(element)) ?? old.length;
  const isNamed = (element: Json): boolean => namedPlaces.has(identity(element));
  const first = elements.filter(isNamed).sort((a, b) => place(namedPlaces, a) - place(namedPlaces, b));
  const others = elements
    .filter((element) => !isNamed(element))
    .sort((a, b) => place(oldPlaces, a) - place(oldPlaces, b));
  const ordered: Json[] = [];
  while (first.length > 0 || others.length > 0) {
    const [one, other] = [first[0], others[0]];
    const known = one !== undefined && oldPlaces.has(identity(one));
    const takeOther =
      one === undefined || (other !== undefined && known && place(oldPlaces, other) < place(oldPlaces, one));
    ordered.push((takeOther ? others : first).shift()!);
  }
  return ordered;
}

/** What a patch says where nothing was before. */
function withoutDirectives(value: Json): Json {
  if (Array.isArray(value))
    return (value as readonly Json[]).filter((one) => !(isObject(one) && "$patch" in one)).map(withoutDirectives);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) =>
      name.startsWith("$") || inner === null ? [] : [[name, withoutDirectives(inner)]],
    ),
  );
}
