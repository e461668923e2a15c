import type { KindName, LabelSelector, Provider, ResourceId } from "@sluice/resources";
import type { KubernetesCluster } from "./cluster.ts";
import type { SeenStatuses } from "./seen-statuses.ts";

/** Which namespaces are read. */
export interface WatchScope {
  /** These and no others; then only Roles in them are needed, and cluster-scoped kinds. */
  readonly namespaces?: readonly string[];
  /** Those whose labels match, as they come and go. */
  readonly namespaceSelector?: LabelSelector;
}

/** What is read of a cluster. */
export interface KubernetesProviderOptions {
  readonly cluster: KubernetesCluster;
  /** Default: all namespaces. */
  readonly watch?: WatchScope;
  /** Kinds that are read; default: all. */
  readonly kinds?: readonly KindName[];
  /** Secrets and ConfigMaps that are kept though no object refers to them: those of the control plane itself. */
  readonly needed?: readonly ResourceId[];
  /** Filled with the statuses that the cluster holds, for `writeStatuses`. */
  readonly seen?: SeenStatuses;
}

/** Resources from a Kubernetes cluster, followed as they change. */
export function kubernetesProvider(_options: KubernetesProviderOptions): Provider {
  throw new Error("in the making");
}
