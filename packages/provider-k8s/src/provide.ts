import type { KindName, Provider, ProviderEvent, ResourceId } from "@sluice/resources";
import { Observable } from "rxjs";
import type { KubernetesCluster } from "./cluster.ts";
import { ClusterWatch } from "./cluster-watch.ts";
import type { WatchScope } from "./scope.ts";
import type { SeenStatuses } from "./seen-statuses.ts";
import { type Timing, usualTiming } from "./timing.ts";

/** What is read of a cluster. */
export interface KubernetesProviderOptions {
  readonly cluster: KubernetesCluster;
  /** Default: all namespaces. */
  readonly watch?: WatchScope;
  /** Kinds that are read; default: all. */
  readonly kinds?: readonly KindName[];
  /** Where the control plane runs: its Services, EndpointSlices, Secrets and ConfigMaps are read whatever `watch` says. */
  readonly controllerNamespace?: string;
  /** Secrets and ConfigMaps that are kept though no object refers to them: those of the control plane itself. */
  readonly needed?: readonly ResourceId[];
  /** Filled with the statuses that the cluster holds, for `writeStatuses`. */
  readonly seen?: SeenStatuses;
  /** Patience that differs from the usual. */
  readonly timing?: Partial<Timing>;
  /** Spreads retries; a number in [0, 1). */
  readonly random?: () => number;
}

/** Resources from a Kubernetes cluster, followed as they change. */
export function kubernetesProvider(options: KubernetesProviderOptions): Provider {
  return {
    name: "kubernetes",
    watch: () =>
      new Observable<ProviderEvent>((subscriber) => {
        const watching = new ClusterWatch(
          {
            ...options,
            timing: { ...usualTiming, ...options.timing },
            random: options.random ?? Math.random,
          },
          (event) => subscriber.next(event),
        );
        return () => watching.stop();
      }),
  };
}
