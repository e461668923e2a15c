import { join } from "node:path";
import { createGraph } from "@sluice/collections";
import {
  certificateFiles,
  type EnvoySearchEvent,
  ensureCertificates,
  manageHostInfra,
  showSearch,
  watchCertificates,
} from "@sluice/infra-manager";
import type { Report } from "@sluice/ir";
import { fileProvider, writeStatuses } from "@sluice/provider-file";
import { keyOf } from "@sluice/resources";
import { serveXds } from "@sluice/xds-server";
import { Subscription } from "rxjs";
import type { Admin, AdminSubject } from "./admin.ts";
import { compose, type Edge, type Gateway, type GatewayEvent } from "./compose.ts";
import type { Config } from "./config/config.ts";
import type { Log } from "./log.ts";
import { collectAfterLoading } from "./memory.ts";
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
  // Who runs proxies renews their certificates, too.
  if (!config.runProxies)
    subscriptions.add(
      watchCertificates(certificates, { names: [host] }).subscribe({
        error: (error: Error) =>
          log({ part: "sluice", level: "error", text: `Certificates cannot be renewed: ${error.message}` }),
      }),
    );

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
  const { reports, statuses } = gateway;
  const isInStatus = ({ about, problem }: Report): boolean => {
    const status = statuses.get(`${about.kind}/${keyOf(about.namespace, about.name)}`);
    // Sentences of statuses begin with a capital letter.
    const words = JSON.stringify(problem.message).slice(2, -1);
    return status !== undefined && JSON.stringify(status.status).includes(words);
  };
  subscriptions.add(reports.gatewayApi.changes$.subscribe(narrateReports("gateway-api", log, isInStatus)));
  subscriptions.add(reports.xds.changes$.subscribe(narrateReports("xds-translator", log)));
  subscriptions.add(reports.strays.changes$.subscribe(narrateReports("gateway-api", log)));
  const format = config.logging.format;
  const tell = narrate(log, { people: format !== "json", hosted: config.runProxies });
  // A download of 40 MB deserves a bar where there is a terminal.
  const show = format === "pretty" ? showSearch(process.stderr) : undefined;
  const isDownload = (event: GatewayEvent): EnvoySearchEvent | undefined =>
    event.source === "infra" &&
    event.event.kind === "search" &&
    /^(downloading|progress|downloaded)$/.test(event.event.event.kind)
      ? event.event.event
      : undefined;
  subscriptions.add(
    gateway.events$.subscribe((event) => {
      if (event.source === "provider" && event.event.kind === "synced") collectAfterLoading();
      const download = show && isDownload(event);
      if (download) show(download);
      else tell(event);
    }),
  );
  const admin = await openAdmin({ config, graph, gateway }, log);
  return {
    gateway,
    async close(how) {
      await gateway.infra?.close(how);
      admin?.close();
      await gateway.server.close();
      subscriptions.unsubscribe();
    },
  };
}

/** The gateway works without its admin server. */
async function openAdmin(subject: AdminSubject, log: Log): Promise<Admin | undefined> {
  const { admin } = subject.config;
  if (!admin) return undefined;
  try {
    const { serveAdmin } = await import("./admin.ts");
    const opened = await serveAdmin(admin, subject);
    log({ part: "sluice", level: "info", text: `The admin server listens on ${opened.address}` });
    return opened;
  } catch (error) {
    const text = `The admin server cannot listen on ${admin.host}:${admin.port}: ${(error as Error).message}. The gateway works without it.`;
    log({ part: "sluice", level: "warn", text });
    return undefined;
  }
}

function toHostAndPort(address: string): { readonly address: string; readonly port: number } {
  const colon = address.lastIndexOf(":");
  return { address: address.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(address.slice(colon + 1)) };
}
