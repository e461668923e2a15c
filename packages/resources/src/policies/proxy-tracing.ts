import { fraction } from "../gateway-api/references.ts";
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

export const customTagType: TextSchema = choice("CustomTagType", ["Literal", "Environment", "RequestHeader"]);

export const literalCustomTag: ObjectSchema = object("LiteralCustomTag", {
  value: required(text()),
});

export const environmentCustomTag: ObjectSchema = object("EnvironmentCustomTag", {
  name: required(text()),
  defaultValue: text(),
});

export const requestHeaderCustomTag: ObjectSchema = object("RequestHeaderCustomTag", {
  name: required(text()),
  defaultValue: text(),
});

export const customTag: ObjectSchema = object("CustomTag", {
  type: defaulted(customTagType, "Literal"),
  literal: literalCustomTag,
  environment: environmentCustomTag,
  requestHeader: requestHeaderCustomTag,
});

export const tracingSpanName: ObjectSchema = object("TracingSpanName", {
  client: required(text()),
  server: required(text()),
});

export const tracing: ObjectSchema = object("Tracing", {
  samplingFraction: fraction,
  clientSamplingFraction: fraction,
  overallSamplingFraction: fraction,
  customTags: map(customTag),
  tags: map(text()),
  spanName: tracingSpanName,
});

export const tracingProviderType: TextSchema = choice("TracingProviderType", ["OpenTelemetry", "Zipkin", "Datadog"]);

export const zipkinTracingProvider: ObjectSchema = object("ZipkinTracingProvider", {
  enable128BitTraceId: flag(),
  disableSharedSpanContext: flag(),
});

export const oTelSamplerType: TextSchema = choice("OTelSamplerType", [
  "AlwaysOn",
  "AlwaysOff",
  "TraceIdRatio",
  "ParentBasedAlwaysOn",
  "ParentBasedAlwaysOff",
  "ParentBasedTraceIdRatio",
]);

export const oTelSampler: ObjectSchema = object("OTelSampler", {
  type: defaulted(oTelSamplerType, "AlwaysOn"),
  samplingPercentage: fraction,
});

export const openTelemetryTracingProvider: ObjectSchema = object("OpenTelemetryTracingProvider", {
  headers: list(policyHTTPHeader, { min: 1, max: 32 }),
  resourceAttributes: map(text()),
  sampler: oTelSampler,
});

export const tracingProvider: ObjectSchema = object("TracingProvider", {
  ...backendCluster.fields,
  type: defaulted(tracingProviderType, "OpenTelemetry"),
  host: text(),
  port: defaulted(integer(0), 4317),
  serviceName: text(),
  zipkin: zipkinTracingProvider,
  openTelemetry: openTelemetryTracingProvider,
});

export const proxyTracing: ObjectSchema = object("ProxyTracing", {
  ...tracing.fields,
  samplingRate: integer(0, 100),
  provider: required(tracingProvider),
});
