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
import {
  atMostOne,
  filled,
  neededWhen,
  notUsed,
  notWhen,
  onlyWhen,
  refersOnlyTo,
  rule,
  union,
} from "../schema/rules.ts";
import { backendCluster } from "./backend-cluster.ts";
import { policyHTTPHeader } from "./header.ts";

export const proxyAccessLogFormatType: TextSchema = choice("ProxyAccessLogFormatType", ["Text", "JSON"]);

export const proxyAccessLogFormat: ObjectSchema = object(
  {
    name: "ProxyAccessLogFormat",
    doc: "What a line of the access log holds, as text or JSON.",
    rules: [
      neededWhen("text", "type", "Text"),
      notWhen("json", "type", ["Text"]),
      neededWhen("json", "type", "JSON"),
      notWhen("text", "type", ["JSON"]),
      rule("has(self.type) || has(self.text) || has(self.json)", "Set text or json."),
    ],
  },
  {
    type: proxyAccessLogFormatType,
    text: text(),
    json: map(text()),
  },
);

export const proxyAccessLogSinkType: TextSchema = choice("ProxyAccessLogSinkType", ["ALS", "File", "OpenTelemetry"]);

export const alsEnvoyProxyAccessLogType: TextSchema = choice("ALSEnvoyProxyAccessLogType", ["HTTP", "TCP"]);

export const alsEnvoyProxyHTTPAccessLogConfig: ObjectSchema = object(
  { name: "ALSEnvoyProxyHTTPAccessLogConfig", doc: "Headers and trailers that an access log service gets." },
  {
    requestHeaders: list(text()),
    responseHeaders: list(text()),
    responseTrailers: list(text()),
  },
);

export const alsEnvoyProxyAccessLog: ObjectSchema = object(
  {
    name: "ALSEnvoyProxyAccessLog",
    doc: "An access log service that speaks gRPC.",
    rules: [
      onlyWhen("http", "type", ["HTTP"]),
      notUsed("backendRef", "backendRefs"),
      filled("backendRefs"),
      ...refersOnlyTo("backendRefs", ["Service", "Backend"], ["", "gateway.envoyproxy.io"]),
    ],
  },
  {
    ...backendCluster.fields,
    logName: text({ min: 1 }),
    type: required(alsEnvoyProxyAccessLogType),
    http: alsEnvoyProxyHTTPAccessLogConfig,
  },
);

export const fileEnvoyProxyAccessLog: ObjectSchema = object(
  { name: "FileEnvoyProxyAccessLog", doc: "A file that takes the access log." },
  {
    path: text({ min: 1 }),
  },
);

export const openTelemetryEnvoyProxyAccessLog: ObjectSchema = object(
  {
    name: "OpenTelemetryEnvoyProxyAccessLog",
    doc: "An OpenTelemetry collector that takes the access log.",
    rules: [
      rule("has(self.host) || self.backendRefs.size() > 0", "Set backendRefs."),
      notUsed("backendRef", "backendRefs"),
      ...refersOnlyTo("backendRefs", ["Service", "Backend"], ["", "gateway.envoyproxy.io"]),
      atMostOne("resources", "resourceAttributes"),
    ],
  },
  {
    ...backendCluster.fields,
    host: text(),
    port: defaulted(integer(0), 4317),
    resources: map(text()),
    resourceAttributes: map(text()),
    headers: list(policyHTTPHeader, { min: 1, max: 32 }),
  },
);

export const proxyAccessLogSink: ObjectSchema = object(
  {
    name: "ProxyAccessLogSink",
    doc: "Where access logs go; `type` says which.",
    rules: [...union("type", { ALS: "als", File: "file", OpenTelemetry: "openTelemetry" })],
  },
  {
    type: proxyAccessLogSinkType,
    als: alsEnvoyProxyAccessLog,
    file: fileEnvoyProxyAccessLog,
    openTelemetry: openTelemetryEnvoyProxyAccessLog,
  },
);

export const proxyAccessLogType: TextSchema = choice("ProxyAccessLogType", ["Listener", "Route", "Upstream"]);

export const proxyAccessLogSetting: ObjectSchema = object(
  { name: "ProxyAccessLogSetting", doc: "What is logged, in which format, and where to." },
  {
    format: proxyAccessLogFormat,
    matches: list(text(), { max: 10 }),
    sinks: required(list(proxyAccessLogSink, { min: 1, max: 50 })),
    type: proxyAccessLogType,
  },
);

export const proxyAccessLog: ObjectSchema = object(
  { name: "ProxyAccessLog", doc: "The access logs of a fleet." },
  {
    disable: flag(),
    settings: list(proxyAccessLogSetting, { min: 1, max: 50 }),
  },
);
