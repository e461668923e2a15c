import { asObject, isObject, type Json, type JsonObject } from "../desired/json.ts";
import {
  type ElementKeys,
  type FieldKeys,
  fieldKeys,
  isElementKeys,
  listKeys,
} from "../desired/kubernetes/list-keys.ts";
import type { KubeObject } from "../desired/kubernetes/object.ts";
import { quantityOf } from "../desired/kubernetes/quantity.ts";
import type { LiveObject } from "./live-object.ts";

/** As whom fields are written: as Envoy Gateway, so that whoever comes from it leaves no field behind that nobody owns. */
export const fieldManager = "envoy-gateway";

/**
 * Why a live object has to be written, as the path of a field; undefined when it is as desired: all desired values are
 * there, and nothing that was once desired still stands in Sluice's name.
 */
export function firstDifference(desired: KubeObject, live: LiveObject): string | undefined {
  const { kind, apiVersion: _, ...wanted } = desired;
  const { name: __, namespace: ___, ...metadata } = wanted.metadata;
  const content = { ...wanted, metadata } as unknown as JsonObject;
  const keys = listKeys[kind];
  return (
    missing(content, live as unknown as Json, { keys, path: "" }) ??
    leftover(content, ownedFields(live), { keys, path: "" })
  );
}

/** Whether a field is written in Sluice's name, and in nobody else's. */
export function isOursAlone(live: LiveObject, path: readonly string[]): boolean {
  const holders = (live.metadata.managedFields ?? []).filter(({ fieldsV1 }) => {
    let fields: Json | undefined = fieldsV1;
    for (const name of path) fields = asObject(fields)[`f:${name}`];
    return fields !== undefined;
  });
  return holders.length > 0 && holders.every(isOurs);
}

function isOurs({
  manager,
  operation,
  subresource = "",
}: NonNullable<LiveObject["metadata"]["managedFields"]>[number]): boolean {
  return manager === fieldManager && operation === "Apply" && subresource === "";
}

/** Undefined: nothing was written in Sluice's name yet. */
function ownedFields(live: LiveObject): JsonObject | undefined {
  return live.metadata.managedFields?.find(isOurs)?.fieldsV1;
}

interface Place {
  readonly keys: FieldKeys;
  readonly path: string;
}

function missing(desired: Json, live: Json | undefined, { keys, path }: Place): string | undefined {
  if (live === undefined) return isEmpty(desired) ? undefined : path;
  if (isObject(desired)) {
    if (!isObject(live)) return path;
    for (const [name, value] of Object.entries(desired)) {
      const inner = fieldKeys(keys)[name];
      const found = missing(value, live[name], { keys: inner, path: `${path}.${name}` });
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (Array.isArray(desired)) {
    const list = desired as readonly Json[];
    if (!Array.isArray(live)) return path;
    if (!isElementKeys(keys))
      return list.length === live.length ? missingElement(list, live, { keys: undefined, path }) : path;
    const matching = list.map((element) => (live as readonly Json[]).find((one) => isSame(one, element, keys)));
    return missingElement(list, matching, { keys: keys.of, path });
  }
  return desired === live || isSameQuantity(path, desired, live) ? undefined : path;
}

function missingElement(
  desired: readonly Json[],
  live: readonly (Json | undefined)[],
  { keys, path }: Place,
): string | undefined {
  for (const [index, element] of desired.entries()) {
    const place = { keys, path: `${path}[${index}]` };
    const other = live[index];
    const found = other === undefined ? place.path : missing(element, other, place);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The API server leaves out what says nothing. */
function isEmpty(value: Json): boolean {
  if (value === null || value === false || value === 0 || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** The API server writes quantities in its own way. */
function isSameQuantity(path: string, desired: Json, live: Json): boolean {
  if (!/\.(resources|metrics\[|sizeLimit|divisor)/.test(path)) return false;
  const number = quantityOf(desired);
  return number !== undefined && number === quantityOf(live);
}

function isSame(live: Json, desired: Json, keys: ElementKeys): boolean {
  if (keys.mergeKey === "") return live === desired;
  const names = Object.entries(keys.mapKeys ?? { [keys.mergeKey]: undefined });
  return names.every(
    ([name, filledIn]) => (asObject(live)[name] ?? filledIn) === (asObject(desired)[name] ?? filledIn),
  );
}

/** A field in Sluice's name that is no longer desired; fields as server-side apply writes them down. */
function leftover(
  desired: Json | undefined,
  fields: JsonObject | undefined,
  { keys, path }: Place,
): string | undefined {
  if (fields === undefined) return "metadata.managedFields";
  for (const [key, inner] of Object.entries(fields)) {
    if (key === ".") continue;
    const [kind, name] = [key.slice(0, 2), key.slice(2)];
    const at = kind === "f:" ? `${path}.${name}` : `${path}[${name}]`;
    const value = kind === "f:" ? asObject(desired)[name] : elementOf(desired, kind, { name, keys });
    if (value === undefined) return at;
    const within = kind === "f:" ? fieldKeys(keys)[name] : isElementKeys(keys) ? keys.of : undefined;
    const found = leftover(value, asObject(inner), { keys: within, path: at });
    if (found !== undefined) return found;
  }
  return undefined;
}

function elementOf(
  list: Json | undefined,
  kind: string,
  { name, keys }: { readonly name: string; readonly keys: Place["keys"] },
): Json | undefined {
  if (!Array.isArray(list)) return undefined;
  const told = JSON.parse(name) as Json;
  const elements = list as readonly Json[];
  if (kind === "v:") return elements.find((element) => element === told);
  if (kind === "i:") return elements[Number(name)];
  const filledIn = isElementKeys(keys) ? keys.mapKeys : undefined;
  return elements.find((element) =>
    Object.entries(asObject(told)).every(([key, value]) => (asObject(element)[key] ?? filledIn?.[key]) === value),
  );
}
