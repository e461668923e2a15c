import { choice, list, type ObjectSchema, object, required, type TextSchema, text } from "../schema/dsl.ts";
import { rule, union } from "../schema/rules.ts";

export const proxyHealthCheckLogSinkType: TextSchema = choice("ProxyHealthCheckLogSinkType", ["File"]);

export const fileEnvoyProxyHealthCheckLog: ObjectSchema = object(
  { name: "FileEnvoyProxyHealthCheckLog", doc: "A file that takes the log of health checks." },
  {
    path: required(text({ min: 1 })),
  },
);

export const proxyHealthCheckLogSink: ObjectSchema = object(
  {
    name: "ProxyHealthCheckLogSink",
    doc: "Where the log of health checks goes; `type` says which.",
    rules: [...union("type", { File: "file" })],
  },
  {
    type: required(proxyHealthCheckLogSinkType),
    file: fileEnvoyProxyHealthCheckLog,
  },
);

export const proxyHealthCheckLogEventType: TextSchema = choice("ProxyHealthCheckLogEventType", [
  "Failure",
  "FailureSeriesStart",
  "Success",
  "HealthyTransition",
]);

export const proxyHealthCheckLog: ObjectSchema = object(
  {
    name: "ProxyHealthCheckLog",
    doc: "Which events of health checks are logged, and where to.",
    rules: [
      rule(
        "!has(self.matches) || self.matches.exists(m, m in ['Failure', 'FailureSeriesStart']) == self.matches.exists(m, m in ['Success', 'HealthyTransition'])",
        "Write a type of failure and a type of success in matches, or neither.",
      ),
    ],
  },
  {
    sinks: list(proxyHealthCheckLogSink, { max: 1 }),
    matches: list(proxyHealthCheckLogEventType, { max: 4, set: true }),
  },
);
