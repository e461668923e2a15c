import { join } from "node:path";
import type { Graph } from "@sluice/collections";
import { certificateFiles, ensureCertificates, manageHostInfra, watchCertificates } from "@sluice/infra-manager";
import { serveXds } from "@sluice/xds-server";
import type { Subscription } from "rxjs";
import type { Edge } from "../compose.ts";
import type { Config } from "../config/config.ts";
import type { EdgeTools } from "./opened-edge.ts";

/** xDS with certificates of this machine, and proxies that are processes of it. */
export async function openHost(
  config: Config,
  graph: Graph,
  { log, subscriptions, proxies }: Pick<EdgeTools, "log" | "proxies"> & { readonly subscriptions: Subscription },
): Promise<Pick<Edge, "serveXds" | "manageInfra">> {
  const address = config.xdsAddress ?? "127.0.0.1:0";
  const host = address.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  const certificates = join(config.directories.config, "certs");
  await ensureCertificates(certificates, { names: [host] });
  const { controlPlane } = certificateFiles(certificates);
  // Who runs proxies renews their certificates, too.
  if (!config.runProxies)
    subscriptions.add(
      watchCertificates(certificates, { names: [host] }).subscribe({
        error: (error: Error) =>
          log({ part: "sluice", level: "error", text: `Certificates cannot be renewed: ${error.message}` }),
      }),
    );
  return {
    serveXds: (resources) =>
      serveXds({
        resources,
        graph,
        address,
        tls: { cert: controlPlane.certificate, key: controlPlane.privateKey, ca: controlPlane.trusted },
      }),
    ...(config.runProxies && {
      manageInfra: (infra, served) =>
        manageHostInfra(infra, {
          graph,
          xds: toHostAndPort(served),
          directories: config.directories,
          ...(proxies !== undefined && { takesOver: proxies }),
          ...(config.envoy === undefined ? {} : { envoy: { path: config.envoy } }),
        }),
    }),
  };
}

function toHostAndPort(address: string): { readonly address: string; readonly port: number } {
  const colon = address.lastIndexOf(":");
  return { address: address.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(address.slice(colon + 1)) };
}
