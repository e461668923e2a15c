import {
  choice,
  defaulted,
  flag,
  integer,
  list,
  map,
  type ObjectSchema,
  object,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { backendCluster } from "./backend-cluster.ts";
import { policyHTTPHeader } from "./header.ts";

export const proxyAccessLogFormatType: TextSchema = choice("ProxyAccessLogFormatType", ["Text", "JSON"]);

export const proxyAccessLogFormat: ObjectSchema = object("ProxyAccessLogFormat", {
  type: proxyAccessLogFormatType,
  text: text(),
  json: map(text()),
});

export const proxyAccessLogSinkType: TextSchema = choice("ProxyAccessLogSinkType", ["ALS", "File", "OpenTelemetry"]);

export const alsEnvoyProxyAccessLogType: TextSchema = choice("ALSEnvoyProxyAccessLogType", ["HTTP", "TCP"]);

export const alsEnvoyProxyHTTPAccessLogConfig: ObjectSchema = object("ALSEnvoyProxyHTTPAccessLogConfig", {
  requestHeaders: list(text()),
  responseHeaders: list(text()),
  responseTrailers: list(text()),
});

export const alsEnvoyProxyAccessLog: ObjectSchema = object("ALSEnvoyProxyAccessLog", {
  ...backendCluster.fields,
  logName: text({ min: 1 }),
  type: required(alsEnvoyProxyAccessLogType),
  http: alsEnvoyProxyHTTPAccessLogConfig,
});

export const fileEnvoyProxyAccessLog: ObjectSchema = object("FileEnvoyProxyAccessLog", {
  path: text({ min: 1 }),
});

export const openTelemetryEnvoyProxyAccessLog: ObjectSchema = object("OpenTelemetryEnvoyProxyAccessLog", {
  ...backendCluster.fields,
  host: text(),
  port: defaulted(integer(0), 4317),
  resources: map(text()),
  resourceAttributes: map(text()),
  headers: list(policyHTTPHeader, { min: 1, max: 32 }),
});

export const proxyAccessLogSink: ObjectSchema = object("ProxyAccessLogSink", {
  type: proxyAccessLogSinkType,
  als: alsEnvoyProxyAccessLog,
  file: fileEnvoyProxyAccessLog,
  openTelemetry: openTelemetryEnvoyProxyAccessLog,
});

export const proxyAccessLogType: TextSchema = choice("ProxyAccessLogType", ["Listener", "Route", "Upstream"]);

export const proxyAccessLogSetting: ObjectSchema = object("ProxyAccessLogSetting", {
  format: proxyAccessLogFormat,
  matches: list(text(), { max: 10 }),
  sinks: required(list(proxyAccessLogSink, { min: 1, max: 50 })),
  type: proxyAccessLogType,
});

export const proxyAccessLog: ObjectSchema = object("ProxyAccessLog", {
  disable: flag(),
  settings: list(proxyAccessLogSetting, { min: 1, max: 50 }),
});
