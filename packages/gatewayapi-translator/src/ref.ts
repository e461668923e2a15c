import type { ObjectRef, Origin } from "@sluice/ir";
import { type Resource, refOf } from "@sluice/resources";

/** The Gateway API's group. */
export const gatewayGroup = "gateway.networking.k8s.io";

/** The group of Envoy Gateway's kinds. */
export const envoyGatewayGroup = "gateway.envoyproxy.io";

/** An object as the origin of an IR value: with the annotations that users put there for Envoy's metadata. */
export function originOf(object: Resource, sectionName?: string): Origin {
  const annotations = Object.entries(object.metadata.annotations ?? {})
    .filter(([name]) => name.startsWith(`${envoyGatewayGroup}/`))
    .map(([name, value]) => [name.slice(envoyGatewayGroup.length + 1), value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...refOf(object),
    ...(sectionName === undefined ? {} : { sectionName }),
    ...(annotations.length === 0 ? {} : { annotations: Object.fromEntries(annotations) }),
  };
}

/** `<Kind>/<namespace>/<name>` (without namespace for cluster-scoped kinds): the key of values that stand for objects of any kind. */
export function keyOf({ kind, namespace, name }: Pick<ObjectRef, "kind" | "namespace" | "name">): string {
  return namespace === "" ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}
