import type { Edge } from "../compose.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";

/** What an edge may use. */
export interface EdgeTools {
  readonly log: Log;
  readonly metrics: Metrics;
}

/** The world of one gateway, opened. */
export interface OpenedEdge {
  readonly edge: Edge;
  /** Stops everything that acts beside the gateway, and gives back what others may take. */
  close(): Promise<void>;
}
