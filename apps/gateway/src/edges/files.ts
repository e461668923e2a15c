import type { Graph } from "@sluice/collections";
import { fileProvider, writeStatuses } from "@sluice/provider-file";
import { Subscription } from "rxjs";
import type { Edge } from "../compose.ts";
import type { Config } from "../config/config.ts";
import { openHost } from "./host.ts";
import type { EdgeTools, OpenedEdge } from "./opened-edge.ts";

/** Manifests on this machine, and proxies beside this process if it shall run them. */
export async function openFiles(config: Config, graph: Graph, { log, proxies }: EdgeTools): Promise<OpenedEdge> {
  const subscriptions = new Subscription();
  const edge: Edge = {
    provider: fileProvider({ paths: config.paths, defaultNamespace: config.controllerNamespace }),
    writeStatuses: (statuses) =>
      writeStatuses(statuses, config.statusFile === undefined ? {} : { file: config.statusFile }),
    ...(await openHost(config, graph, { log, subscriptions, proxies })),
  };
  return { edge, close: async () => subscriptions.unsubscribe() };
}
