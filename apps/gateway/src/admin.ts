import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Graph } from "@sluice/collections";
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

type Page = (subject: AdminSubject) => { readonly status: number; readonly body: unknown };

/** What can be asked, by path. */
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
};

/** Serves what the gateway knows of itself, as JSON. Rejects when the address cannot be had. */
export function serveAdmin(
  at: { readonly host: string; readonly port: number },
  subject: AdminSubject,
): Promise<Admin> {
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    const read = request.method === "GET" || request.method === "HEAD";
    const { status, body } = !read
      ? { status: 405, body: { error: "only GET" } }
      : (page?.(subject) ?? { status: 404, body: { error: `no page ${path}`, pages: Object.keys(pages) } });
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
      server.close();
      server.closeAllConnections();
    };
  });
}
