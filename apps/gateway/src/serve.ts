import { createGraph } from "@sluice/collections";
import { type EnvoySearchEvent, type HostProxies, showSearch } from "@sluice/infra-manager";
import type { Report } from "@sluice/ir";
import { keyOf } from "@sluice/resources";
import { Subscription } from "rxjs";
import { adminPages } from "./admin.ts";
import { compose, type Gateway, type GatewayEvent } from "./compose.ts";
import type { Config, HostAndPort } from "./config/config.ts";
import { openEdge } from "./edges/open-edge.ts";
import { healthPages } from "./health.ts";
import { type Listening, listen } from "./listen.ts";
import type { Log } from "./log.ts";
import { collectAfterBursts } from "./memory.ts";
import { narrate, narrateReports } from "./narrate/narrate.ts";
import { answerPages, type Pages } from "./pages.ts";

/** A gateway that runs. */
export interface Serving {
  readonly gateway: Gateway;
  /** Lets proxies of this machine finish what they do, or ends them now; called again with "now" it cuts a drain short. */
  close(how: "drain" | "now"): Promise<void>;
  /** Closes everything but proxies of this machine: they run on for the gateway that comes next. */
  handOver(): Promise<Legacy>;
}

/** What a gateway leaves to the next one of its process. */
export interface Legacy {
  readonly proxies: HostProxies | undefined;
  /** Where proxies look for xDS. */
  readonly xdsAddress: string;
}

/** Runs a gateway until it is closed, and logs what happens. Rejects with words for a person. */
export async function serve(written: Config, log: Log, legacy?: Legacy): Promise<Serving> {
  // Proxies that run on need xDS where they know it.
  const { xdsAddress = written.runProxies ? legacy?.xdsAddress : undefined } = written;
  const config: Config = xdsAddress === undefined ? written : { ...written, xdsAddress };
  const graph = createGraph();
  const subscriptions = new Subscription();
  subscriptions.add(
    graph.errors$.subscribe((bug) =>
      log({ part: "sluice", level: "error", text: `A bug in Sluice: ${bug.stack ?? bug.message}` }),
    ),
  );
  let gateway: Gateway | undefined;
  const waitsFor = (): string | undefined => {
    if (gateway === undefined) return "xDS is not served yet";
    return gateway.statuses.synced ? undefined : "not all resources have been read";
  };
  // A kubelet asks before anything else is there.
  const health = config.health && (await listen(config.health, answerPages(healthPages(waitsFor))));
  const wanted = config.metrics ?? config.admin;
  const metrics = wanted && (await import("./metrics.ts")).createMetrics();
  const opened = await openEdge(config, graph, {
    log,
    onLeading: (leads) => metrics?.lead(leads),
    proxies: legacy?.proxies,
  });
  gateway = await compose(opened.edge, graph, config);
  metrics?.watch(gateway);

  subscriptions.add(narrateProblems(gateway, log));
  const tell = teller(config, log);
  const changed = collectAfterBursts();
  subscriptions.add(
    gateway.events$.subscribe((event) => {
      tell(event);
      metrics?.count(event);
      if (event.source === "provider" && event.event.kind === "changed") changed(event.event.upserts.length);
    }),
  );
  const servers = await Promise.all([
    openServer("admin server", config.admin, {
      pages: { ...adminPages({ config, graph, gateway, waitsFor }), ...metrics?.pages },
      log,
    }),
    openServer("server of metrics", config.metrics, { pages: metrics?.pages ?? {}, log }),
  ]);
  const running = gateway;
  const closeOthers = async (): Promise<void> => {
    subscriptions.unsubscribe();
    await opened.close();
    metrics?.close();
    for (const server of [health, ...servers]) server?.close();
    await running.server.close();
  };
  return {
    gateway,
    async close(how) {
      await running.infra?.close(how);
      await closeOthers();
    },
    async handOver() {
      const { infra } = running;
      const handsOver = infra !== undefined && "handOver" in infra;
      // In a cluster proxies run on by themselves.
      const proxies = handsOver ? await infra.handOver() : undefined;
      if (!handsOver) await infra?.close("now");
      await closeOthers();
      return { proxies, xdsAddress: running.xdsAddress };
    },
  };
}

/** Tells events in the log. */
function teller(config: Config, log: Log): (event: GatewayEvent) => void {
  const format = config.logging.format;
  const tell = narrate(log, { people: format !== "json", hosted: config.runProxies });
  // A download of 40 MB deserves a bar where there is a terminal.
  const show = format === "pretty" ? showSearch(process.stderr) : undefined;
  return (event) => {
    const download = show && downloadOf(event);
    if (download) show(download);
    else tell(event);
  };
}

/** Tells problems in the log, where no status does. */
function narrateProblems({ reports, statuses }: Gateway, log: Log): Subscription {
  const subscriptions = new Subscription();
  const isInStatus = ({ about, problem }: Report): boolean => {
    const status = statuses.get(`${about.kind}/${keyOf(about.namespace, about.name)}`);
    // Sentences of statuses begin with a capital letter.
    const words = JSON.stringify(problem.message).slice(2, -1);
    return status !== undefined && JSON.stringify(status.status).includes(words);
  };
  subscriptions.add(reports.gatewayApi.changes$.subscribe(narrateReports("gateway-api", log, isInStatus)));
  subscriptions.add(reports.xds.changes$.subscribe(narrateReports("xds-translator", log)));
  if (reports.strays) subscriptions.add(reports.strays.changes$.subscribe(narrateReports("gateway-api", log)));
  return subscriptions;
}

function downloadOf(event: GatewayEvent): EnvoySearchEvent | undefined {
  if (event.source !== "infra" || event.event.kind !== "search") return undefined;
  return /^(downloading|progress|downloaded)$/.test(event.event.event.kind) ? event.event.event : undefined;
}

/** The gateway works without these servers. */
async function openServer(
  name: string,
  at: HostAndPort | undefined,
  { pages, log }: { readonly pages: Pages; readonly log: Log },
): Promise<Listening | undefined> {
  if (!at) return undefined;
  try {
    const opened = await listen(at, answerPages(pages));
    log({ part: "sluice", level: "info", text: `The ${name} listens on ${opened.address}` });
    return opened;
  } catch (error) {
    const text = `The ${name} cannot listen on ${at.host}:${at.port}: ${(error as Error).message}. The gateway works without it.`;
    log({ part: "sluice", level: "warn", text });
    return undefined;
  }
}
