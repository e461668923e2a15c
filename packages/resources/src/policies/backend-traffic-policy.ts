import { flag, list, type ObjectSchema, object, required, text } from "../schema/dsl.ts";
import { byteSize } from "../schema/formats.ts";
import { admissionControl } from "./admission-control.ts";
import { bandwidthLimitSpec } from "./bandwidth-limit.ts";
import { clusterSettings } from "./cluster-settings.ts";
import { compression } from "./compression.ts";
import { faultInjection } from "./fault-injection.ts";
import { policyTargetReferences } from "./policy-target.ts";
import { tracing } from "./proxy-tracing.ts";
import { rateLimitSpec } from "./rate-limit.ts";
import { responseOverride } from "./response-override.ts";

export const connectConfig: ObjectSchema = object("ConnectConfig", {
  terminate: flag(),
});

export const protocolUpgradeConfig: ObjectSchema = object("ProtocolUpgradeConfig", {
  type: required(text()),
  connect: connectConfig,
});

export const requestBuffer: ObjectSchema = object("RequestBuffer", {
  limit: byteSize(),
});

export const backendMetrics: ObjectSchema = object("BackendMetrics", {
  routeStatName: text(),
});

export const backendTelemetry: ObjectSchema = object("BackendTelemetry", {
  tracing,
  metrics: backendMetrics,
});

export const backendTrafficPolicySpec: ObjectSchema = object("BackendTrafficPolicySpec", {
  ...policyTargetReferences.fields,
  ...clusterSettings.fields,
  mergeType: text(),
  rateLimit: rateLimitSpec,
  bandwidthLimit: bandwidthLimitSpec,
  faultInjection,
  admissionControl,
  useClientProtocol: flag(),
  compression: list(compression),
  compressor: list(compression),
  responseOverride: list(responseOverride),
  httpUpgrade: list(protocolUpgradeConfig),
  requestBuffer,
  telemetry: backendTelemetry,
  routingType: text(),
});
