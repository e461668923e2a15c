import type { ObjectRef } from "@sluice/ir";
import { kinds, type Resource } from "./kinds.ts";
import type { ResourceId } from "./provider.ts";

/** The key of an object within its kind: `<namespace>/<name>`, or `<name>` when the namespace is "". */
export function keyOf(namespace: string, name: string): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** The inverse of `keyOf`. */
export function parseKey(key: string): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf("/");
  return slash < 0 ? { namespace: "", name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The identity of a resource among all kinds. */
export function idOf(resource: Resource): ResourceId {
  const { namespace, name } = resource.metadata;
  return { kind: resource.kind, namespace, name };
}

/** `<kind>/<key>`, unique among all kinds: `HTTPRoute/default/web`. */
export function placeKeyOf(id: ResourceId): string {
  return `${id.kind}/${keyOf(id.namespace, id.name)}`;
}

/** A resource as references and reports name it. */
export function refOf(resource: Resource): ObjectRef {
  const { namespace, name } = resource.metadata;
  return { group: kinds[resource.kind].group, kind: resource.kind, namespace, name };
}
