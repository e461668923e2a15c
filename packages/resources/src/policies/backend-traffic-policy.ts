import { flag, list, type ObjectSchema, object, required, text } from "../schema/dsl.ts";
import { byteSize } from "../schema/formats.ts";
import { atMostOne, notWhen, onlyWhen, rule } from "../schema/rules.ts";
import { admissionControl } from "./admission-control.ts";
import { bandwidthLimitSpec } from "./bandwidth-limit.ts";
import { clusterSettings } from "./cluster-settings.ts";
import { compression } from "./compression.ts";
import { faultInjection } from "./fault-injection.ts";
import { policyTargetReferences } from "./policy-target.ts";
import { tracing } from "./proxy-tracing.ts";
import { rateLimitSpec } from "./rate-limit.ts";
import { responseOverride } from "./response-override.ts";
import { targetRules, targetsOnlyWith } from "./target-rules.ts";

export const connectConfig: ObjectSchema = object(
  { name: "ConnectConfig", doc: "What happens to CONNECT requests." },
  {
    terminate: flag(),
  },
);

export const protocolUpgradeConfig: ObjectSchema = object(
  {
    name: "ProtocolUpgradeConfig",
    doc: "A protocol that requests may be upgraded to.",
    rules: [onlyWhen("connect", "type", ["CONNECT"])],
  },
  {
    type: required(text()),
    connect: connectConfig,
  },
);

export const requestBuffer: ObjectSchema = object(
  { name: "RequestBuffer", doc: "How much of a request is held before it goes to the backend." },
  {
    limit: byteSize(),
  },
);

export const backendMetrics: ObjectSchema = object(
  { name: "BackendMetrics", doc: "Names of metrics." },
  {
    routeStatName: text(),
  },
);

export const backendTelemetry: ObjectSchema = object(
  { name: "BackendTelemetry", doc: "Tracing and metrics of routes." },
  {
    tracing,
    metrics: backendMetrics,
  },
);

export const backendTrafficPolicySpec: ObjectSchema = object(
  {
    name: "BackendTrafficPolicySpec",
    doc: "What a BackendTrafficPolicy applies to, and how traffic reaches the backends.",
    rules: [
      ...(clusterSettings.rules ?? []),
      ...targetRules(["Gateway", "ListenerSet", "HTTPRoute", "GRPCRoute", "UDPRoute", "TCPRoute", "TLSRoute"]),
      targetsOnlyWith("mergeType", ["HTTPRoute", "GRPCRoute", "UDPRoute", "TCPRoute", "TLSRoute"]),
      targetsOnlyWith("admissionControl", ["Gateway", "ListenerSet", "HTTPRoute", "GRPCRoute"]),
      atMostOne("compression", "compressor"),
      rule(
        "!has(self.requestBuffer) || !has(self.httpUpgrade) || self.httpUpgrade.size() == 0",
        "Set only one of requestBuffer or httpUpgrade.",
      ),
      notWhen("mergeType", "mergeType", ["Replace"]),
    ],
  },
  {
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
  },
);
