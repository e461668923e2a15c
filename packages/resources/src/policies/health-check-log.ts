import { choice, list, type ObjectSchema, object, required, type TextSchema, text } from "../schema/dsl.ts";

export const proxyHealthCheckLogSinkType: TextSchema = choice("ProxyHealthCheckLogSinkType", ["File"]);

export const fileEnvoyProxyHealthCheckLog: ObjectSchema = object("FileEnvoyProxyHealthCheckLog", {
  path: required(text({ min: 1 })),
});

export const proxyHealthCheckLogSink: ObjectSchema = object("ProxyHealthCheckLogSink", {
  type: required(proxyHealthCheckLogSinkType),
  file: fileEnvoyProxyHealthCheckLog,
});

export const proxyHealthCheckLogEventType: TextSchema = choice("ProxyHealthCheckLogEventType", [
  "Failure",
  "FailureSeriesStart",
  "Success",
  "HealthyTransition",
]);

export const proxyHealthCheckLog: ObjectSchema = object("ProxyHealthCheckLog", {
  sinks: list(proxyHealthCheckLogSink, { max: 1 }),
  matches: list(proxyHealthCheckLogEventType, { max: 4, set: true }),
});
