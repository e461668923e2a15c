import type { Graph } from "@sluice/collections";
import type { Gateway } from "./compose.ts";
import type { Config } from "./config/config.ts";
import { healthPages, type Readiness } from "./health.ts";
import type { Pages } from "./pages.ts";

/** What the admin server tells about. */
export interface AdminSubject {
  readonly config: Config;
  readonly graph: Graph;
  readonly gateway: Gateway;
  readonly waitsFor: Readiness;
}

/** What the gateway knows of itself, as JSON. */
export function adminPages({ config, graph, gateway: { server, infra }, waitsFor }: AdminSubject): Pages {
  return {
    ...healthPages(waitsFor),
    "/api/config": () => ({ status: 200, body: config }),
    "/api/collections": () => ({ status: 200, body: graph.stats() }),
    "/api/proxies": () => ({
      status: 200,
      body: { streams: server.snapshot(), fleets: infra?.states.list() ?? [] },
    }),
    "/api/proxies/": (stream) => {
      const resources = server.inspect(Number(stream));
      return resources === undefined
        ? { status: 404, body: { error: `no stream ${stream}`, streams: server.snapshot().map((open) => open.stream) } }
        : { status: 200, body: { stream: Number(stream), resources } };
    },
    "/api/refusals": () => ({
      status: 200,
      body: server.nacks.list().map(({ resource: { fleet, typeUrl, name, version, origins }, ...refusal }) => ({
        ...refusal,
        resource: { fleet, typeUrl, name, version, origins },
      })),
    }),
  };
}
