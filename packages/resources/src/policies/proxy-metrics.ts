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
import { backendCluster } from "./backend-cluster.ts";
import { compression } from "./compression.ts";
import { policyHTTPHeader } from "./header.ts";
import { stringMatch } from "./string-match.ts";

export const proxyPrometheusProvider: ObjectSchema = object("ProxyPrometheusProvider", {
  disable: flag(),
  compression,
});

export const metricSinkType: TextSchema = choice("MetricSinkType", ["OpenTelemetry"]);

export const proxyOpenTelemetrySink: ObjectSchema = object("ProxyOpenTelemetrySink", {
  ...backendCluster.fields,
  host: text(),
  port: defaulted(integer(0, 65535), 4317),
  reportCountersAsDeltas: flag(),
  reportHistogramsAsDeltas: flag(),
  headers: list(policyHTTPHeader, { min: 1, max: 32 }),
  resourceAttributes: map(text()),
});

export const proxyMetricSink: ObjectSchema = object("ProxyMetricSink", {
  type: defaulted(metricSinkType, "OpenTelemetry"),
  openTelemetry: proxyOpenTelemetrySink,
});

export const proxyMetrics: ObjectSchema = object("ProxyMetrics", {
  prometheus: proxyPrometheusProvider,
  sinks: list(proxyMetricSink, { max: 16 }),
  matches: list(stringMatch),
  enableVirtualHostStats: flag(),
  enablePerEndpointStats: flag(),
  enableRequestResponseSizesStats: flag(),
  enableGRPCStats: flag(),
  clusterStatName: text(),
});
