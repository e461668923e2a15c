import { createHash } from "node:crypto";
import type { Infra } from "@sluice/ir";
import { defined, type JsonObject } from "../json.ts";
import type { ObjectMetadata } from "./object.ts";
import type { KubernetesPlace } from "./place.ts";

const owners = [
  "gateway.envoyproxy.io/owning-gateway-name",
  "gateway.envoyproxy.io/owning-gateway-namespace",
  "gateway.envoyproxy.io/owning-gatewayclass",
] as const;
const gatewayName = "gateway.networking.k8s.io/gateway-name";

/** Labels of everything that belongs to any fleet; Envoy Gateway's, as users' selectors and dashboards have them. */
export const fleetLabels = {
  "app.kubernetes.io/name": "envoy",
  "app.kubernetes.io/component": "proxy",
  "app.kubernetes.io/managed-by": "envoy-gateway",
} as const;

/** The name of a fleet's objects, unless the user gives them another. */
export function fleetName(
  infra: Infra,
  { gatewayNamespaceMode }: Pick<KubernetesPlace, "gatewayNamespaceMode">,
): string {
  if (gatewayNamespaceMode) return infra.name;
  const hash = createHash("sha256").update(infra.name).digest("hex").slice(0, 8);
  return `envoy-${infra.name.replaceAll("/", "-").slice(0, 48).replace(/-$/, "")}-${hash}`;
}

/** Labels by which a fleet's pods are found; they never change while the fleet exists, as a selector must not. */
export function selectorLabels(infra: Infra, place: KubernetesPlace): Readonly<Record<string, string>> {
  return {
    ...fleetLabels,
    ...(place.gatewayNamespaceMode && { [gatewayName]: fleetName(infra, place) }),
    ...Object.fromEntries(owners.flatMap((label) => (label in infra.labels ? [[label, infra.labels[label]!]] : []))),
  };
}

/** All labels of an object, `more` before those that the Gateway asks for; none displaces one of the selector. */
export function labelsOf(
  infra: Infra,
  place: KubernetesPlace,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return { ...infra.labels, ...more, ...selectorLabels(infra, place) };
}

/** Which fleet an object belongs to, as its labels tell. */
export function fleetOf(labels: Readonly<Record<string, string>>): string | undefined {
  const [name, namespace, gatewayClass] = owners.map((owner) => labels[owner]);
  return name !== undefined && namespace !== undefined ? `${namespace}/${name}` : gatewayClass;
}

/** Metadata of an object of the fleet. */
export function metadataOf(
  infra: Infra,
  place: KubernetesPlace,
  own: {
    readonly name?: string;
    readonly labels?: ObjectMetadata["labels"];
    readonly annotations?: ObjectMetadata["annotations"];
  } = {},
): ObjectMetadata {
  const annotations = { ...infra.annotations, ...own.annotations };
  return {
    name: own.name ?? fleetName(infra, place),
    namespace: infra.namespace,
    labels: labelsOf(infra, place, own.labels),
    ...(Object.keys(annotations).length > 0 && { annotations }),
    ...(place.ownerUid !== undefined && { ownerReferences: [ownerReference(infra, place.ownerUid)] }),
  };
}

function ownerReference({ owner }: Infra, uid: string): JsonObject {
  return defined({ apiVersion: "gateway.networking.k8s.io/v1", kind: owner.kind, name: owner.name, uid });
}
