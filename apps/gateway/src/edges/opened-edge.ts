import type { HostProxies } from "@sluice/infra-manager";
import type { Edge } from "../compose.ts";
import type { Log } from "../log.ts";

/** What an edge may use. */
export interface EdgeTools {
  readonly log: Log;
  /** Told whether this process writes statuses and keeps proxies. */
  readonly onLeading: (leads: boolean) => void;
  /** Proxies of this machine that run on from the gateway before. */
  readonly proxies: HostProxies | undefined;
}

/** The world of one gateway, opened. */
export interface OpenedEdge {
  readonly edge: Edge;
  /** Stops everything that acts beside the gateway, and gives back what others may take. */
  close(): Promise<void>;
}
