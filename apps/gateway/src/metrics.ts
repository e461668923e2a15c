import { recordMetrics } from "@sluice/xds-server/metrics";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Gateway, GatewayEvent } from "./compose.ts";
import type { Pages } from "./pages.ts";

/** What Prometheus is told. */
export interface Metrics {
  count(event: GatewayEvent): void;
  /** Whether this process writes statuses and keeps proxies. */
  lead(leads: boolean): void;
  /** From now on this gateway's streams are counted. */
  watch(gateway: Gateway): void;
  readonly pages: Pages;
  close(): void;
}

/** Counters with Envoy Gateway's names where it counts the same, and what a process tells about itself. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  measureProcess(registry);
  const leader = new Gauge({
    name: "leader",
    help: "1 while this process writes statuses and keeps proxies.",
    registers,
  });
  const statuses = new Counter({
    name: "status_update_total",
    help: "Statuses that were written, or could not be.",
    labelNames: ["kind", "status"],
    registers,
  });
  const writing = new Histogram({
    name: "status_update_duration_seconds",
    help: "How long it took to write a status.",
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers,
  });
  const kindOf = (key: string): string => key.slice(0, key.indexOf("/"));
  let stop = (): void => {};
  return {
    count({ source, event }) {
      if (source !== "status") return;
      if (event.kind === "written") {
        statuses.inc({ kind: kindOf(event.key), status: "success" });
        writing.observe(event.milliseconds / 1000);
      } else if (event.kind === "failed") statuses.inc({ kind: kindOf(event.key), status: "failure" });
    },
    lead: (leads) => leader.set(leads ? 1 : 0),
    watch({ server }) {
      stop = recordMetrics(server, registry);
    },
    pages: {
      "/metrics": async () => ({ status: 200, body: await registry.metrics(), type: registry.contentType }),
    },
    close: () => stop(),
  };
}

/** What prom-client measures by default wakes the process a hundred times per second; this costs nothing until somebody asks. */
function measureProcess(registry: Registry): void {
  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  };
  gauge("process_resident_memory_bytes", "Resident memory.", () => process.memoryUsage.rss());
  gauge("nodejs_heap_size_used_bytes", "Memory of living objects.", () => process.memoryUsage().heapUsed);
  gauge("process_cpu_seconds_total", "CPU time.", () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  gauge("process_start_time_seconds", "When the process began.", () =>
    Math.round(Date.now() / 1000 - process.uptime()),
  );
}
