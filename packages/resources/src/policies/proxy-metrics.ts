import {
  choice,
  defaulted,
  flag,
  integer,
  list,
  map,
  type ObjectSchema,
  object,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { notUsed, refersOnlyTo, rule, union } from "../schema/rules.ts";
import { backendCluster } from "./backend-cluster.ts";
import { compression } from "./compression.ts";
import { policyHTTPHeader } from "./header.ts";
import { stringMatch } from "./string-match.ts";

export const proxyPrometheusProvider: ObjectSchema = object(
  { name: "ProxyPrometheusProvider", doc: "How Prometheus reads the proxy's metrics." },
  {
    disable: flag(),
    compression,
  },
);

export const metricSinkType: TextSchema = choice("MetricSinkType", ["OpenTelemetry"]);

export const proxyOpenTelemetrySink: ObjectSchema = object(
  {
    name: "ProxyOpenTelemetrySink",
    doc: "An OpenTelemetry collector that takes metrics.",
    rules: [
      rule("has(self.host) || self.backendRefs.size() > 0", "Set backendRefs."),
      notUsed("backendRef", "backendRefs"),
      ...refersOnlyTo("backendRefs", ["Service", "Backend"], ["", "gateway.envoyproxy.io"]),
    ],
  },
  {
    ...backendCluster.fields,
    host: text(),
    port: defaulted(integer(0, 65535), 4317),
    reportCountersAsDeltas: flag(),
    reportHistogramsAsDeltas: flag(),
    headers: list(policyHTTPHeader, { min: 1, max: 32 }),
    resourceAttributes: map(text()),
  },
);

export const proxyMetricSink: ObjectSchema = object(
  {
    name: "ProxyMetricSink",
    doc: "Where metrics go; `type` says which.",
    rules: [...union("type", { OpenTelemetry: "openTelemetry" })],
  },
  {
    type: defaulted(metricSinkType, "OpenTelemetry"),
    openTelemetry: proxyOpenTelemetrySink,
  },
);

export const proxyMetrics: ObjectSchema = object(
  { name: "ProxyMetrics", doc: "The metrics of a fleet." },
  {
    prometheus: proxyPrometheusProvider,
    sinks: list(proxyMetricSink, { max: 16 }),
    matches: list(stringMatch),
    enableVirtualHostStats: flag(),
    enablePerEndpointStats: flag(),
    enableRequestResponseSizesStats: flag(),
    enableGRPCStats: flag(),
    clusterStatName: text(),
  },
);
