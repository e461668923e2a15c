import {
  choice,
  defaulted,
  flag,
  integer,
  list,
  type ObjectSchema,
  object,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";
import { dnsName } from "../schema/patterns.ts";
import { onlyWhen, rule, union } from "../schema/rules.ts";
import { proxyHealthCheckLog } from "./health-check-log.ts";
import { httpStatus } from "./http-status.ts";

export const activeHealthCheckerType: TextSchema = choice("ActiveHealthCheckerType", ["HTTP", "TCP", "GRPC"]);

export const activeHealthCheckPayloadType: TextSchema = choice("ActiveHealthCheckPayloadType", ["Text", "Binary"]);

export const activeHealthCheckPayload: ObjectSchema = object(
  {
    name: "ActiveHealthCheckPayload",
    doc: "Bytes to send or to expect, as text or base64.",
    rules: [...union("type", { Text: "text", Binary: "binary" })],
  },
  {
    type: required(activeHealthCheckPayloadType),
    text: text(),
    binary: text({ format: "byte" }),
  },
);

export const httpActiveHealthChecker: ObjectSchema = object(
  {
    name: "HTTPActiveHealthChecker",
    doc: "The request of a health check, and what it expects.",
    rules: [
      rule(
        "!has(self.requestBody) || (has(self.method) && self.method.upperAscii() in ['POST', 'PUT'])",
        "Set requestBody only when method is POST or PUT.",
      ),
    ],
  },
  {
    hostname: text({ min: 1, max: 253, pattern: dnsName }),
    path: required(text({ min: 1, max: 1024 })),
    method: text({ max: 16 }),
    expectedStatuses: list(httpStatus),
    retriableStatuses: list(httpStatus),
    expectedResponse: activeHealthCheckPayload,
    requestBody: activeHealthCheckPayload,
  },
);

export const tcpActiveHealthChecker: ObjectSchema = object(
  { name: "TCPActiveHealthChecker", doc: "What a health check sends over TCP, and what it expects." },
  {
    send: activeHealthCheckPayload,
    receive: activeHealthCheckPayload,
  },
);

export const grpcActiveHealthChecker: ObjectSchema = object(
  { name: "GRPCActiveHealthChecker", doc: "The service that a gRPC health check asks for." },
  {
    service: text(),
  },
);

export const healthCheckOverrides: ObjectSchema = object(
  { name: "HealthCheckOverrides", doc: "What health checks do otherwise than traffic." },
  {
    port: integer(1, 65535),
  },
);

export const activeHealthCheck: ObjectSchema = object(
  {
    name: "ActiveHealthCheck",
    doc: "How endpoints are asked whether they are healthy.",
    rules: [...union("type", { HTTP: "http", TCP: "tcp" }), onlyWhen("grpc", "type", ["GRPC"])],
  },
  {
    timeout: defaulted(duration(), "1s"),
    interval: defaulted(duration(), "3s"),
    initialJitter: duration(),
    unhealthyThreshold: defaulted(integer(1), 3),
    healthyThreshold: defaulted(integer(1), 1),
    type: required(activeHealthCheckerType),
    http: httpActiveHealthChecker,
    tcp: tcpActiveHealthChecker,
    grpc: grpcActiveHealthChecker,
    overrides: healthCheckOverrides,
    healthCheckLog: proxyHealthCheckLog,
  },
);

export const passiveHealthCheck: ObjectSchema = object(
  { name: "PassiveHealthCheck", doc: "How endpoints are judged by the answers that they give." },
  {
    splitExternalLocalOriginErrors: defaulted(flag(), false),
    interval: defaulted(duration(), "3s"),
    consecutiveLocalOriginFailures: defaulted(integer(), 5),
    consecutiveGatewayErrors: integer(),
    consecutive5XxErrors: defaulted(integer(), 5),
    baseEjectionTime: defaulted(duration(), "30s"),
    maxEjectionPercent: defaulted(integer(0, 100), 10),
    failurePercentageThreshold: integer(0, 100),
    alwaysEjectOneEndpoint: defaulted(flag(), false),
  },
);

export const healthCheck: ObjectSchema = object(
  { name: "HealthCheck", doc: "How healthy endpoints are found." },
  {
    active: activeHealthCheck,
    passive: passiveHealthCheck,
    panicThreshold: integer(0, 100),
  },
);
