import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Graph } from "@sluice/collections";
import { recordMetrics } from "@sluice/xds-server/metrics";
import { collectDefaultMetrics, Registry } from "prom-client";
import type { Gateway } from "./compose.ts";
import type { Config } from "./config/config.ts";

/** What the admin server tells about. */
export interface AdminSubject {
  readonly config: Config;
  readonly graph: Graph;
  readonly gateway: Gateway;
}

/** An admin server that listens. */
export interface Admin {
  /** `127.0.0.1:19000`. */
  readonly address: string;
  close(): void;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What can be asked, by path; `rest` is what follows it. */
type Page = (subject: AdminSubject, rest: string) => Answer;

const pages: Readonly<Record<string, Page>> = {
  "/healthz": () => ({ status: 200, body: { status: "ok" } }),
  "/readyz": ({ gateway: { statuses } }) =>
    statuses.synced
      ? { status: 200, body: { status: "ok" } }
      : { status: 503, body: { status: "waiting", reason: "not all resources have been read" } },
  "/api/config": ({ config }) => ({ status: 200, body: config }),
  "/api/collections": ({ graph }) => ({ status: 200, body: graph.stats() }),
  "/api/proxies": ({ gateway: { server, infra } }) => ({
    status: 200,
    body: { streams: server.snapshot(), fleets: infra?.states.list() ?? [] },
  }),
  "/api/proxies/": ({ gateway: { server } }, stream) => {
    const resources = server.inspect(Number(stream));
    return resources === undefined
      ? { status: 404, body: { error: `no stream ${stream}`, streams: server.snapshot().map((open) => open.stream) } }
      : { status: 200, body: { stream: Number(stream), resources } };
  },
  "/api/refusals": ({ gateway: { server } }) => ({
    status: 200,
    body: server.nacks.list().map(({ resource: { fleet, typeUrl, name, version, origins }, ...refusal }) => ({
      ...refusal,
      resource: { fleet, typeUrl, name, version, origins },
    })),
  }),
};
const metricsPage = "/metrics";

function answer(subject: AdminSubject, path: string): Answer {
  const parent = path.slice(0, path.lastIndexOf("/") + 1);
  const [page, rest] = Object.hasOwn(pages, path) ? [pages[path], ""] : [pages[parent], path.slice(parent.length)];
  return page?.(subject, rest) ?? { status: 404, body: { error: `no page ${path}`, pages: listed } };
}

const listed = [...Object.keys(pages).map((path) => (path.endsWith("/") ? `${path}STREAM` : path)), metricsPage];

/** Serves what the gateway knows of itself, as JSON, and its metrics for Prometheus. Rejects when the address cannot be had. */
export function serveAdmin(
  at: { readonly host: string; readonly port: number },
  subject: AdminSubject,
): Promise<Admin> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const stopRecording = recordMetrics(subject.gateway.server, registry);
  const server = createServer(async (request, response) => {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    const read = request.method === "GET" || request.method === "HEAD";
    if (read && path === metricsPage) {
      response.writeHead(200, { "content-type": registry.contentType });
      response.end(await registry.metrics());
      return;
    }
    const { status, body } = read ? answer(subject, path) : { status: 405, body: { error: "only GET" } };
    response.writeHead(status, { "content-type": "application/json" });
    response.end(`${JSON.stringify(body)}\n`);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(at.port, at.host, () => {
      const { address, family, port } = server.address() as AddressInfo;
      resolve({ address: family === "IPv6" ? `[${address}]:${port}` : `${address}:${port}`, close: () => close() });
    });
    const close = (): void => {
      stopRecording();
      server.close();
      server.closeAllConnections();
    };
  });
}
