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
import { atMostOne, notUsed, onlyWhen, refersOnlyTo, rule } from "../schema/rules.ts";
import { backendCluster } from "./backend-cluster.ts";
import { policyHTTPHeader } from "./header.ts";

export const customTagType: TextSchema = choice("CustomTagType", ["Literal", "Environment", "RequestHeader"]);

export const literalCustomTag: ObjectSchema = object(
  { name: "LiteralCustomTag", doc: "A fixed value of a tag." },
  {
    value: required(text()),
  },
);

export const environmentCustomTag: ObjectSchema = object(
  { name: "EnvironmentCustomTag", doc: "A value from the proxy's environment." },
  {
    name: required(text()),
    defaultValue: text(),
  },
);

export const requestHeaderCustomTag: ObjectSchema = object(
  { name: "RequestHeaderCustomTag", doc: "A value from a header of the request." },
  {
    name: required(text()),
    defaultValue: text(),
  },
);

export const customTag: ObjectSchema = object(
  { name: "CustomTag", doc: "Where the value of a span's tag comes from; `type` says which." },
  {
    type: defaulted(customTagType, "Literal"),
    literal: literalCustomTag,
    environment: environmentCustomTag,
    requestHeader: requestHeaderCustomTag,
  },
);

export const tracingSpanName: ObjectSchema = object(
  { name: "TracingSpanName", doc: "How spans are named." },
  {
    client: required(text()),
    server: required(text()),
  },
);

export const tracing: ObjectSchema = object(
  { name: "Tracing", doc: "What share of requests is traced, and what spans hold." },
  {
    samplingFraction: fraction,
    clientSamplingFraction: fraction,
    overallSamplingFraction: fraction,
    customTags: map(customTag),
    tags: map(text()),
    spanName: tracingSpanName,
  },
);

export const tracingProviderType: TextSchema = choice("TracingProviderType", ["OpenTelemetry", "Zipkin", "Datadog"]);

export const zipkinTracingProvider: ObjectSchema = object(
  { name: "ZipkinTracingProvider", doc: "Settings of Zipkin." },
  {
    enable128BitTraceId: flag(),
    disableSharedSpanContext: flag(),
  },
);

export const oTelSamplerType: TextSchema = choice("OTelSamplerType", [
  "AlwaysOn",
  "AlwaysOff",
  "TraceIdRatio",
  "ParentBasedAlwaysOn",
  "ParentBasedAlwaysOff",
  "ParentBasedTraceIdRatio",
]);

export const oTelSampler: ObjectSchema = object(
  {
    name: "OTelSampler",
    doc: "How OpenTelemetry decides what is traced.",
    rules: [onlyWhen("samplingPercentage", "type", ["TraceIdRatio", "ParentBasedTraceIdRatio"])],
  },
  {
    type: defaulted(oTelSamplerType, "AlwaysOn"),
    samplingPercentage: fraction,
  },
);

export const openTelemetryTracingProvider: ObjectSchema = object(
  { name: "OpenTelemetryTracingProvider", doc: "Settings of OpenTelemetry." },
  {
    headers: list(policyHTTPHeader, { min: 1, max: 32 }),
    resourceAttributes: map(text()),
    sampler: oTelSampler,
  },
);

export const tracingProvider: ObjectSchema = object(
  {
    name: "TracingProvider",
    doc: "Where spans go; `type` says which.",
    rules: [
      rule("has(self.host) || self.backendRefs.size() > 0", "Set backendRefs."),
      notUsed("backendRef", "backendRefs"),
      ...refersOnlyTo("backendRefs", ["Service", "Backend"], ["", "gateway.envoyproxy.io"]),
      onlyWhen("openTelemetry", "type", ["OpenTelemetry"]),
      rule("!has(self.serviceName) || self.serviceName != ''", "Write a serviceName or remove the field."),
    ],
  },
  {
    ...backendCluster.fields,
    type: defaulted(tracingProviderType, "OpenTelemetry"),
    host: text(),
    port: defaulted(integer(0), 4317),
    serviceName: text(),
    zipkin: zipkinTracingProvider,
    openTelemetry: openTelemetryTracingProvider,
  },
);

export const proxyTracing: ObjectSchema = object(
  { name: "ProxyTracing", doc: "The traces of a fleet.", rules: [atMostOne("samplingRate", "samplingFraction")] },
  {
    ...tracing.fields,
    samplingRate: integer(0, 100),
    provider: required(tracingProvider),
  },
);
