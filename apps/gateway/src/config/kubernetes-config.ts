/** What an administrator decides about a cluster. */
export interface KubernetesConfig {
  /** The namespaces whose objects count; the control plane's own always does. */
  readonly watch: WatchScope;
  /** Absent: this process is alone, and always writes. */
  readonly leaderElection?: LeaderElection;
  /** Writes to the API server per second, and how many may come at once after a rest. Absent: its own fairness is the limit. */
  readonly client?: { readonly qps: number; readonly burst: number };
  /** Absent: proxies are not run in the cluster by this program. */
  readonly fleets?: KubernetesFleets;
}

/** Which namespaces count. */
export type WatchScope =
  | { readonly kind: "all" }
  | { readonly kind: "namespaces"; readonly namespaces: readonly string[] }
  | { readonly kind: "selector"; readonly selector: LabelSelector };

/** Kubernetes' selector of labels; all parts must hold. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
    readonly values?: readonly string[];
  }[];
}

/** How long a leader may be silent, in milliseconds. */
export interface LeaderElection {
  readonly leaseDurationMs: number;
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
}

/** How proxies are run in the cluster. */
export interface KubernetesFleets {
  /** Proxies live beside their Gateway, not beside the control plane. */
  readonly inGatewayNamespace: boolean;
  /** The image that drains proxies before they end; otherwise this program's own. */
  readonly shutdownManagerImage?: string;
  /** Whether proxies learn the zone of their node from the webhook. */
  readonly topologyInjector: boolean;
}

/** What Envoy Gateway assumes where nothing is said. */
export const defaultKubernetesConfig: KubernetesConfig = {
  watch: { kind: "all" },
  leaderElection: { leaseDurationMs: 15_000, renewDeadlineMs: 10_000, retryPeriodMs: 2_000 },
  fleets: { inGatewayNamespace: false, topologyInjector: true },
};

/** Where a pod answers a kubelet, Prometheus and proxies, as Envoy Gateway does. */
export const inClusterServers = {
  health: { host: "", port: 8081 },
  metrics: { host: "", port: 19001 },
} as const;
