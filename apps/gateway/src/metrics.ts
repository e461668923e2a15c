import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Gateway, GatewayEvent } from "./compose.ts";
import type { Pages } from "./pages.ts";

/** What Prometheus is told. */
export interface Metrics {
  count(event: GatewayEvent): void;
  /** Whether this process writes statuses and keeps proxies. */
  lead(leads: boolean): void;
  /** From now on this gateway is looked at whenever somebody asks. */
  watch(gateway: Gateway): void;
  readonly pages: Pages;
}

/** Counters with Envoy Gateway's names where it counts the same, and what a process tells about itself. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> =>
    new Counter({ name, help, labelNames, registers });
  const nacks = counter("xds_nack_total", "Updates that proxies refused.", ["typeUrl"]);
  const streams = new Histogram({
    name: "xds_stream_duration_seconds",
    help: "How long streams of proxies were open.",
    buckets: [0.1, 10, 50, 100, 1000, 10_000],
    registers,
  });
  const latency = new Histogram({
    name: "xds_ack_duration_seconds",
    help: "From sending an update to its acceptance by the proxy.",
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers,
  });
  const sent = counter("xds_sent_bytes_total", "Bytes of updates sent to proxies.");
  const leader = new Gauge({
    name: "leader",
    help: "1 while this process writes statuses and keeps proxies.",
    registers,
  });
  let watched: Gateway | undefined;
  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  };
  gauge("xds_streams", "Proxies that are connected.", () => watched?.server.snapshot().length ?? 0);
  gauge("process_resident_memory_bytes", "Resident memory.", () => process.memoryUsage.rss());
  gauge("process_cpu_seconds_total", "CPU time.", () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  gauge("process_start_time_seconds", "When the process began.", () =>
    Math.round(Date.now() / 1000 - process.uptime()),
  );

  const countXds = (event: Extract<GatewayEvent, { source: "xds" }>["event"]): void => {
    switch (event.kind) {
      case "nacked":
        nacks.inc({ typeUrl: event.typeUrl });
        return;
      case "sent":
        sent.inc(event.bytes);
        return;
      case "acked":
        latency.observe(event.latencyMs / 1000);
        return;
      case "streamClosed":
        streams.observe(event.openForMs / 1000);
        return;
    }
  };
  return {
    count(event) {
      if (event.source === "xds") countXds(event.event);
    },
    lead: (leads) => leader.set(leads ? 1 : 0),
    watch(gateway) {
      watched = gateway;
    },
    pages: {
      "/metrics": async () => ({ status: 200, body: await registry.metrics(), type: registry.contentType }),
    },
  };
}
