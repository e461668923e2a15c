import type { Infra } from "@sluice/ir";
import { asObject, type Json, type JsonObject } from "../json.ts";

/** `EnvoyProxy.spec.provider.kubernetes`, as far as Sluice reads it; what it only passes on is plain JSON. */
export interface ProviderSpec {
  readonly envoyDeployment?: DeploymentSpec;
  readonly envoyDaemonSet?: DeploymentSpec;
  readonly envoyService?: ServiceSpec;
  readonly envoyHpa?: AutoscalerSpec;
  readonly envoyPDB?: BudgetSpec;
  readonly envoyServiceAccount?: { readonly name?: string };
}

/** A change that the user makes to a finished object. */
export interface PatchSpec {
  readonly type?: string;
  readonly value: Json;
}

/** What is said about a Deployment or DaemonSet. */
export interface DeploymentSpec {
  readonly name?: string;
  readonly patch?: PatchSpec;
  readonly replicas?: number;
  readonly strategy?: JsonObject;
  readonly pod?: PodSpec;
  readonly container?: ContainerSpec;
  readonly initContainers?: readonly Json[];
}

/** What is said about pods. */
export interface PodSpec {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly securityContext?: JsonObject;
  readonly affinity?: JsonObject;
  readonly tolerations?: readonly Json[];
  readonly volumes?: readonly Json[];
  readonly imagePullSecrets?: readonly Json[];
  readonly nodeSelector?: JsonObject;
  readonly topologySpreadConstraints?: readonly Json[];
  readonly priorityClassName?: string;
}

/** What is said about the container of Envoy. */
export interface ContainerSpec {
  readonly env?: readonly Json[];
  readonly resources?: JsonObject;
  readonly securityContext?: JsonObject;
  readonly image?: string;
  readonly imageRepository?: string;
  readonly volumeMounts?: readonly Json[];
}

/** What is said about the Service. */
export interface ServiceSpec {
  readonly name?: string;
  readonly patch?: PatchSpec;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly type?: "ClusterIP" | "LoadBalancer" | "NodePort";
  readonly loadBalancerClass?: string;
  readonly allocateLoadBalancerNodePorts?: boolean;
  readonly loadBalancerSourceRanges?: readonly string[];
  readonly loadBalancerIP?: string;
  readonly externalTrafficPolicy?: "Cluster" | "Local";
}

/** What is said about the HorizontalPodAutoscaler. */
export interface AutoscalerSpec {
  readonly name?: string;
  readonly patch?: PatchSpec;
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
  readonly metrics?: readonly Json[];
  readonly behavior?: JsonObject;
}

/** What is said about the PodDisruptionBudget. */
export interface BudgetSpec {
  readonly name?: string;
  readonly patch?: PatchSpec;
  readonly minAvailable?: number | string;
  readonly maxUnavailable?: number | string;
}

/** The part of the effective EnvoyProxy that concerns a cluster; its schema has been checked where it was read. */
export function providerSpec(infra: Infra): ProviderSpec {
  return asObject(asObject((infra.config as JsonObject | undefined)?.provider).kubernetes) as ProviderSpec;
}

/** `IPv4`, `IPv6` or `DualStack`; undefined where the user says nothing. */
export function ipFamilyOf(infra: Infra): string | undefined {
  const family = infra.config?.ipFamily;
  return typeof family === "string" ? family : undefined;
}
