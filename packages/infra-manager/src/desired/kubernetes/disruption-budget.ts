import type { Infra, Outcome } from "@sluice/ir";
import { metadataOf, selectorLabels } from "./names.ts";
import type { KubeObject } from "./object.ts";
import { patchObject } from "./patch.ts";
import type { KubernetesPlace } from "./place.ts";
import { providerSpec } from "./provider-spec.ts";

/** The disruption budget that the user asks for; undefined when nothing is asked for. */
export function disruptionBudget(infra: Infra, place: KubernetesPlace): Outcome<KubeObject> | undefined {
  const { envoyPDB: spec } = providerSpec(infra);
  if (spec === undefined) return undefined;
  const { name, minAvailable, maxUnavailable, patch } = spec;
  if (minAvailable === undefined && maxUnavailable === undefined && patch === undefined) return undefined;
  const labels = selectorLabels(infra, place);
  const { annotations: _, ...metadata } = metadataOf(infra, place, name === undefined ? {} : { name });
  const made: KubeObject = {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { ...metadata, labels },
    spec: {
      selector: { matchLabels: labels },
      ...(minAvailable === undefined && maxUnavailable !== undefined
        ? { maxUnavailable }
        : { minAvailable: minAvailable ?? 0 }),
    },
  };
  return patchObject(made, patch, "spec.provider.kubernetes.envoyPDB.patch");
}
