/** How an endpoint is chosen. */
export interface LoadBalancing {
  readonly policy: "leastRequest" | "roundRobin" | "random";
  /** Prefer endpoints of the proxy's own zone (Service `trafficDistribution`, topology-aware routing). */
  readonly preferLocalZone?: {
    readonly force: boolean;
    readonly minEndpointsThreshold?: number;
    readonly minEndpointsInZone?: number;
  };
}
