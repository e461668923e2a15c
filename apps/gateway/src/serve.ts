import { join } from "node:path";
import { createGraph } from "@sluice/collections";
import { certificateFiles, ensureCertificates, manageHostInfra } from "@sluice/infra-manager";
import { fileProvider, writeStatuses } from "@sluice/provider-file";
import { serveXds } from "@sluice/xds-server";
import { Subscription } from "rxjs";
import { compose, type Edge, type Gateway } from "./compose.ts";
import type { Config } from "./config/config.ts";
import type { Log } from "./log.ts";
import { narrate, narrateReports } from "./narrate/narrate.ts";

/** A gateway that runs. */
export interface Serving {
  readonly gateway: Gateway;
  /** Lets proxies finish what they do, or ends them now; called again with "now" it cuts a drain short. */
  close(how: "drain" | "now"): Promise<void>;
}

/** Runs a gateway on this machine until it is closed, and logs what happens. Rejects with words for a person. */
export async function serve(config: Config, log: Log): Promise<Serving> {
  const graph = createGraph();
  const subscriptions = new Subscription();
  subscriptions.add(
    graph.errors$.subscribe((bug) =>
      log({ part: "sluice", level: "error", text: `A bug in Sluice: ${bug.stack ?? bug.message}` }),
    ),
  );
  const host = config.xdsAddress.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  const certificates = join(config.directories.config, "certs");
  await ensureCertificates(certificates, { names: [host] });
  const { controlPlane } = certificateFiles(certificates);

  const edge: Edge = {
    provider: fileProvider({ paths: config.paths, defaultNamespace: config.controllerNamespace }),
    serveXds: (resources) =>
      serveXds({
        resources,
        graph,
        address: config.xdsAddress,
        tls: { cert: controlPlane.certificate, key: controlPlane.privateKey, ca: controlPlane.trusted },
      }),
    ...(config.runProxies && {
      manageInfra: (infra, address) =>
        manageHostInfra(infra, {
          graph,
          xds: toHostAndPort(address),
          directories: config.directories,
          ...(config.envoy === undefined ? {} : { envoy: { path: config.envoy } }),
        }),
    }),
    writeStatuses: (statuses) =>
      writeStatuses(statuses, config.statusFile === undefined ? {} : { file: config.statusFile }),
  };

  const gateway = await compose(edge, graph, config);
  const [gatewayApi, xds] = gateway.reports;
  subscriptions.add(gatewayApi?.changes$.subscribe(narrateReports("gateway-api", log)));
  subscriptions.add(xds?.changes$.subscribe(narrateReports("xds-translator", log)));
  subscriptions.add(gateway.events$.subscribe(narrate(log)));
  return {
    gateway,
    async close(how) {
      await gateway.infra?.close(how);
      await gateway.server.close();
      subscriptions.unsubscribe();
    },
  };
}

function toHostAndPort(address: string): { readonly address: string; readonly port: number } {
  const colon = address.lastIndexOf(":");
  return { address: address.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(address.slice(colon + 1)) };
}
