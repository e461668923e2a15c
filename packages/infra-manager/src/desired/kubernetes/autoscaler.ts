import type { Infra, Outcome } from "@sluice/ir";
import { asObject, defined, type Json, type JsonObject } from "../json.ts";
import { fleetName, metadataOf, selectorLabels } from "./names.ts";
import type { KubeObject } from "./object.ts";
import { patchObject } from "./patch.ts";
import type { KubernetesPlace } from "./place.ts";
import { providerSpec } from "./provider-spec.ts";

const cpuAt80: JsonObject = {
  type: "Resource",
  resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
};

/** The autoscaler that the user asks for; undefined when there is none, or nothing that it could scale. */
export function autoscaler(infra: Infra, place: KubernetesPlace): Outcome<KubeObject> | undefined {
  const { envoyHpa: spec, envoyDeployment, envoyDaemonSet } = providerSpec(infra);
  if (spec === undefined || (envoyDaemonSet !== undefined && envoyDeployment === undefined)) return undefined;
  const { name, minReplicas, maxReplicas = 1, metrics = [], behavior } = spec;
  const made: KubeObject = {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: {
      ...metadataOf(infra, place, name === undefined ? {} : { name }),
      labels: selectorLabels(infra, place),
    },
    spec: defined({
      scaleTargetRef: {
        apiVersion: "apps/v1",
        kind: "Deployment",
        name: envoyDeployment?.name ?? fleetName(infra, place),
      },
      minReplicas,
      maxReplicas,
      metrics: metrics.length === 0 ? [cpuAt80] : metrics,
      behavior: behavior === undefined ? undefined : (asObject(behavior) as Json),
    }),
  };
  return patchObject(made, spec.patch, "spec.provider.kubernetes.envoyHpa.patch");
}
