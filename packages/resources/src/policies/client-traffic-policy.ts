import {
  choice,
  flag,
  integer,
  list,
  type ObjectSchema,
  object,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { byteSize } from "../schema/formats.ts";
import { alphanumeric } from "../schema/patterns.ts";
import { cidr } from "./cidr.ts";
import { clientConnection } from "./connection.ts";
import { envoyHeaderFilter } from "./header.ts";
import { hostSettings } from "./host-settings.ts";
import { http2Settings } from "./http2.ts";
import { pathSettings } from "./path-settings.ts";
import { policyTargetReferences } from "./policy-target.ts";
import { stringMatch } from "./string-match.ts";
import { tcpKeepalive } from "./tcp-keepalive.ts";
import { clientTimeout } from "./timeout.ts";
import { clientTLSSettings } from "./tls.ts";

export const proxyProtocolSettings: ObjectSchema = object(
  "ProxyProtocolSettings",
  {
    optional: flag(),
  },
  { min: 0 },
);

export const xForwardedForSettings: ObjectSchema = object("XForwardedForSettings", {
  numTrustedHops: integer(),
  trustedCIDRs: list(cidr, { min: 1 }),
  disableXForwardedForAppend: flag(),
});

export const customHeaderExtensionSettings: ObjectSchema = object("CustomHeaderExtensionSettings", {
  name: required(text({ min: 1, max: 255, pattern: alphanumeric })),
  failClosed: flag(),
});

export const directSourceIPSettings: ObjectSchema = object("DirectSourceIPSettings", {});

export const clientIPDetectionSettings: ObjectSchema = object("ClientIPDetectionSettings", {
  xForwardedFor: xForwardedForSettings,
  customHeader: customHeaderExtensionSettings,
  directSourceIP: directSourceIPSettings,
});

export const xfccForwardMode: TextSchema = choice("XFCCForwardMode", [
  "Sanitize",
  "ForwardOnly",
  "AppendForward",
  "SanitizeSet",
  "AlwaysForwardOnly",
]);

export const xfccCertData: TextSchema = choice("XFCCCertData", ["Subject", "Cert", "Chain", "DNS", "URI"]);

export const xForwardedClientCert: ObjectSchema = object("XForwardedClientCert", {
  mode: xfccForwardMode,
  certDetailsToAdd: list(xfccCertData, { max: 5 }),
});

export const withUnderscoresAction: TextSchema = choice("WithUnderscoresAction", [
  "Allow",
  "RejectRequest",
  "DropHeader",
]);

export const requestIDAction: TextSchema = choice("RequestIDAction", [
  "PreserveOrGenerate",
  "Preserve",
  "Generate",
  "Disable",
]);

export const headerSettings: ObjectSchema = object("HeaderSettings", {
  enableEnvoyHeaders: flag(),
  disableRateLimitHeaders: flag(),
  xForwardedClientCert,
  withUnderscoresAction,
  preserveXRequestID: flag(),
  requestID: requestIDAction,
  earlyRequestHeaders: envoyHeaderFilter,
  lateResponseHeaders: envoyHeaderFilter,
  host: hostSettings,
  maxRequestHeaderLimit: byteSize(),
});

export const http10Settings: ObjectSchema = object("HTTP10Settings", {
  useDefaultHost: flag(),
});

export const http1Settings: ObjectSchema = object("HTTP1Settings", {
  enableTrailers: flag(),
  preserveHeaderCase: flag(),
  http10: http10Settings,
  disableSafeMaxConnectionDuration: flag(),
  ignoredUpgradeTypes: list(stringMatch),
});

export const http3Settings: ObjectSchema = object("HTTP3Settings", {});

export const grpcSettings: ObjectSchema = object("GRPCSettings", {
  enableWeb: flag(),
});

export const healthCheckSettings: ObjectSchema = object("HealthCheckSettings", {
  path: required(text({ min: 1, max: 1024 })),
});

export const schemeHeaderTransform: TextSchema = choice("SchemeHeaderTransform", ["Preserve", "MatchBackend"]);

export const clientTrafficPolicySpec: ObjectSchema = object("ClientTrafficPolicySpec", {
  ...policyTargetReferences.fields,
  tcpKeepalive,
  enableProxyProtocol: flag(),
  proxyProtocol: proxyProtocolSettings,
  clientIPDetection: clientIPDetectionSettings,
  tls: clientTLSSettings,
  path: pathSettings,
  headers: headerSettings,
  timeout: clientTimeout,
  connection: clientConnection,
  http1: http1Settings,
  http2: http2Settings,
  http3: http3Settings,
  grpc: grpcSettings,
  healthCheck: healthCheckSettings,
  scheme: schemeHeaderTransform,
});
