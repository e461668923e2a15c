import type { Graph } from "@sluice/collections";
import type { Config } from "../config/config.ts";
import type { EdgeTools, OpenedEdge } from "./opened-edge.ts";

/** Opens the world that a configuration names; the other one is not even loaded. */
export async function openEdge(config: Config, graph: Graph, tools: EdgeTools): Promise<OpenedEdge> {
  if (config.kubernetes) return (await import("./cluster.ts")).openCluster(config, graph, tools);
  return (await import("./files.ts")).openFiles(config, graph, tools);
}
