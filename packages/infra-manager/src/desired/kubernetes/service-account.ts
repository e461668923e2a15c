import type { Infra } from "@sluice/ir";
import { fleetName, metadataOf } from "./names.ts";
import type { KubeObject } from "./object.ts";
import type { KubernetesPlace } from "./place.ts";
import { providerSpec } from "./provider-spec.ts";

/** As whom a fleet's pods run. */
export function serviceAccountName(infra: Infra, place: KubernetesPlace): string {
  return providerSpec(infra).envoyServiceAccount?.name ?? fleetName(infra, place);
}

/** A proxy asks nothing of the API server: it gets no token for it. */
export function serviceAccount(infra: Infra, place: KubernetesPlace): KubeObject {
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: metadataOf(infra, place, { name: serviceAccountName(infra, place) }),
    automountServiceAccountToken: false,
  };
}
