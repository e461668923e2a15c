import type { Observable } from "rxjs";
import type { KubernetesCluster } from "./cluster.ts";

/** The election that a process takes part in; times as in client-go. */
export interface LeadOptions {
  readonly cluster: KubernetesCluster;
  /** Name of the Lease. */
  readonly name: string;
  readonly namespace: string;
  /** Unique among the candidates, such as the pod's name and a random suffix. */
  readonly identity: string;
  /** How long others wait for a leader that has fallen silent; default 15,000. */
  readonly leaseDurationMs?: number;
  /** How long a leader that cannot renew goes on; default 10,000. */
  readonly renewDeadlineMs?: number;
  /** Rest between tries; default 2,000. */
  readonly retryPeriodMs?: number;
}

/** Who leads, as this process sees it. */
export interface Leadership {
  readonly leading: boolean;
  /** Identity of the leader; absent when nobody leads or it is not known. */
  readonly leader?: string;
  /**
   * Whether this process may act as the leader at this moment: by its own clock its lease is certainly not over. A process
   * that was paused finds out here, before it acts.
   */
  holds(): boolean;
  /** Why leadership was not had, lost, or could not be tried for. */
  readonly message?: string;
}

/** Takes part in an election as long as somebody listens; the lease is given back at the end. */
export function lead(_options: LeadOptions): Observable<Leadership> {
  throw new Error("in the making");
}
