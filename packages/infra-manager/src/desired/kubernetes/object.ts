import type { JsonObject } from "../json.ts";

/** An object of a cluster as it is written. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: KubeKind;
  readonly metadata: ObjectMetadata;
  readonly [field: string]: unknown;
}

/** Kinds that a fleet is made of. */
export type KubeKind =
  | "ServiceAccount"
  | "ConfigMap"
  | "Deployment"
  | "DaemonSet"
  | "Service"
  | "HorizontalPodAutoscaler"
  | "PodDisruptionBudget";

/** Who an object is and belongs to. */
export interface ObjectMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly JsonObject[];
}
