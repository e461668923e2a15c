//   server.events$ ──> counters, histograms ──┐
//   server.snapshot(), nacks ──> gauges ──────┴─> a prom-client registry
//
//   The only module that needs prom-client, an optional peer dependency.

import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { XdsEvent } from "./events.ts";
import type { XdsServer } from "./serve.ts";

/** The part of a server that metrics are made of. */
export type ObservedServer = Pick<XdsServer, "events$" | "nacks" | "snapshot">;

/** Keeps metrics of a server in a registry; the returned function ends that. One server per registry. */
export function recordMetrics(server: ObservedServer, registry: Registry): () => void {
  const others = new Set(registry.getMetricsAsArray().map(({ name }) => name));
  makeGauges(server, registry);
  const subscription = server.events$.subscribe(makeRecorder(registry));
  return () => {
    subscription.unsubscribe();
    for (const { name } of registry.getMetricsAsArray()) if (!others.has(name)) registry.removeSingleMetric(name);
  };
}

/** What is counted at the time of a scrape. */
function makeGauges({ snapshot, nacks }: ObservedServer, registry: Registry): void {
  new Gauge({
    name: "xds_streams",
    help: "Open streams of proxies.",
    labelNames: ["fleet"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { fleet } of snapshot()) this.inc({ fleet });
    },
  });
  new Gauge({
    name: "xds_resources_out_of_step",
    help: "Resources that proxies do not have as they should, or have not ACKed yet, over all streams.",
    labelNames: ["fleet", "type"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { fleet, lanes } of snapshot()) {
        for (const lane of lanes) this.inc({ fleet, type: shortName(lane.typeUrl) }, lane.outOfStep.length);
      }
    },
  });
  new Gauge({
    name: "xds_resources_held",
    help: "Resources that are held back until a proxy has ACKed what they need, over all streams.",
    labelNames: ["fleet", "type", "waiting_for"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { fleet, lanes } of snapshot()) {
        for (const lane of lanes) {
          const type = shortName(lane.typeUrl);
          for (const { waitingFor } of lane.held) {
            for (const needed of new Set(waitingFor.map(({ typeUrl }) => shortName(typeUrl))))
              this.inc({ fleet, type, waiting_for: needed });
          }
        }
      }
    },
  });
  new Gauge({
    name: "xds_resources_quarantined",
    help: "Resources that proxies refuse; `served` says what proxies get instead.",
    labelNames: ["fleet", "type", "served"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { resource, instead } of nacks.list())
        this.inc({
          fleet: resource.fleet,
          type: shortName(resource.typeUrl),
          served: instead === undefined ? "nothing_known" : "last_good",
        });
    },
  });
}

/** What is counted as it happens. */
function makeRecorder(registry: Registry): (event: XdsEvent) => void {
  const registers = [registry];
  const counter = <T extends string>(name: string, help: string, labelNames: readonly T[]) =>
    new Counter<T>({ name, help, labelNames: [...labelNames], registers });
  const opened = counter("xds_streams_opened_total", "Streams that were opened.", ["fleet"]);
  const rejected = counter("xds_streams_rejected_total", "Streams that were turned away.", []);
  const responses = counter("xds_responses_sent_total", "Responses that were sent.", ["type"]);
  const bytes = counter("xds_sent_bytes_total", "Bytes of responses that were sent, without gRPC's framing.", ["type"]);
  const sent = counter("xds_resources_sent_total", "Resources in responses, once per proxy.", ["type"]);
  const removed = counter("xds_resources_removed_total", "Removals in responses, once per proxy.", ["type"]);
  const nacks = counter("xds_nack_total", "Responses that a proxy refused.", ["type"]);
  const refused = counter("xds_resources_refused_total", "Resources that a proxy refused.", ["type"]);
  const holds = counter("xds_resources_held_total", "Times that a resource had to wait for what it needs.", ["type"]);
  const certificates = counter("xds_certificates_total", "Changed certificate files, taken or found broken.", [
    "outcome",
  ]);
  const answered = new Histogram({
    name: "xds_ack_duration_seconds",
    help: "Time from a response to its ACK or NACK; Envoy ACKs clusters when they are warm.",
    labelNames: ["type", "answer"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const lived = new Histogram({
    name: "xds_stream_duration_seconds",
    help: "How long streams were open.",
    buckets: [1, 10, 60, 600, 3_600, 21_600, 86_400, 604_800],
    registers,
  });
  return (event) => {
    switch (event.kind) {
      case "streamOpened":
        return opened.inc({ fleet: event.fleet });
      case "streamClosed":
        return lived.observe(event.openForMs / 1000);
      case "strangerLeft":
        return;
      case "streamRejected":
        return rejected.inc();
      case "sent": {
        const type = shortName(event.typeUrl);
        responses.inc({ type });
        bytes.inc({ type }, event.bytes);
        sent.inc({ type }, event.resources.length);
        return removed.inc({ type }, event.removed.length);
      }
      case "acked":
        return answered.observe({ type: shortName(event.typeUrl), answer: "ack" }, event.latencyMs / 1000);
      case "nacked":
        nacks.inc({ type: shortName(event.typeUrl) });
        return answered.observe({ type: shortName(event.typeUrl), answer: "nack" }, event.latencyMs / 1000);
      case "refused":
        return refused.inc({ type: shortName(event.resource.typeUrl) });
      case "held":
        return holds.inc({ type: shortName(event.resource.typeUrl) });
      case "certificates":
        return certificates.inc({ outcome: event.outcome });
      default:
        return absurd(event);
    }
  };
}

/** `Cluster` for `type.googleapis.com/envoy.config.cluster.v3.Cluster`. */
function shortName(typeUrl: string): string {
  return typeUrl.slice(Math.max(typeUrl.lastIndexOf("."), typeUrl.lastIndexOf("/")) + 1);
}

function absurd(value: never): never {
  throw new Error(`bug: unknown event ${JSON.stringify(value)}`);
}
