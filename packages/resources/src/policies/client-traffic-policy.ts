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
import { atMostOne, exactlyOne, rule } from "../schema/rules.ts";
import { cidr } from "./cidr.ts";
import { clientConnection } from "./connection.ts";
import { envoyHeaderFilter } from "./header.ts";
import { hostSettings } from "./host-settings.ts";
import { http2Settings } from "./http2.ts";
import { pathSettings } from "./path-settings.ts";
import { policyTargetReferences } from "./policy-target.ts";
import { stringMatch } from "./string-match.ts";
import { targetRules } from "./target-rules.ts";
import { tcpKeepalive } from "./tcp-keepalive.ts";
import { clientTimeout } from "./timeout.ts";
import { clientTLSSettings } from "./tls.ts";

export const proxyProtocolSettings: ObjectSchema = object(
  { name: "ProxyProtocolSettings", doc: "How PROXY protocol headers are read." },
  {
    optional: flag(),
  },
);

export const xForwardedForSettings: ObjectSchema = object(
  {
    name: "XForwardedForSettings",
    doc: "Which entry of X-Forwarded-For is the client.",
    rules: [exactlyOne("numTrustedHops", "trustedCIDRs")],
  },
  {
    numTrustedHops: integer(),
    trustedCIDRs: list(cidr, { min: 1 }),
    disableXForwardedForAppend: flag(),
  },
);

export const customHeaderExtensionSettings: ObjectSchema = object(
  { name: "CustomHeaderExtensionSettings", doc: "The header that holds the client's address." },
  {
    name: required(text({ min: 1, max: 255, pattern: alphanumeric })),
    failClosed: flag(),
  },
);

export const directSourceIPSettings: ObjectSchema = object(
  { name: "DirectSourceIPSettings", doc: "The client is who connects." },
  {},
);

export const clientIPDetectionSettings: ObjectSchema = object(
  {
    name: "ClientIPDetectionSettings",
    doc: "How the client's address is found.",
    rules: [exactlyOne("xForwardedFor", "customHeader", "directSourceIP")],
  },
  {
    xForwardedFor: xForwardedForSettings,
    customHeader: customHeaderExtensionSettings,
    directSourceIP: directSourceIPSettings,
  },
);

export const xfccForwardMode: TextSchema = choice("XFCCForwardMode", [
  "Sanitize",
  "ForwardOnly",
  "AppendForward",
  "SanitizeSet",
  "AlwaysForwardOnly",
]);

export const xfccCertData: TextSchema = choice("XFCCCertData", ["Subject", "Cert", "Chain", "DNS", "URI"]);

export const xForwardedClientCert: ObjectSchema = object(
  {
    name: "XForwardedClientCert",
    doc: "What is done with the header about the client's certificate.",
    rules: [
      rule(
        "!has(self.certDetailsToAdd) || self.certDetailsToAdd.size() == 0 || self.mode in ['AppendForward', 'SanitizeSet']",
        "Set certDetailsToAdd only when mode is AppendForward or SanitizeSet.",
      ),
    ],
  },
  {
    mode: xfccForwardMode,
    certDetailsToAdd: list(xfccCertData, { max: 5 }),
  },
);

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

export const headerSettings: ObjectSchema = object(
  {
    name: "HeaderSettings",
    doc: "How headers of requests and responses are treated.",
    rules: [atMostOne("preserveXRequestID", "requestID")],
  },
  {
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
  },
);

export const http10Settings: ObjectSchema = object(
  { name: "HTTP10Settings", doc: "How HTTP/1.0 requests are treated." },
  {
    useDefaultHost: flag(),
  },
);

export const http1Settings: ObjectSchema = object(
  { name: "HTTP1Settings", doc: "Settings of HTTP/1.1 towards clients." },
  {
    enableTrailers: flag(),
    preserveHeaderCase: flag(),
    http10: http10Settings,
    disableSafeMaxConnectionDuration: flag(),
    ignoredUpgradeTypes: list(stringMatch),
  },
);

export const http3Settings: ObjectSchema = object(
  { name: "HTTP3Settings", doc: "Settings of HTTP/3; its presence turns HTTP/3 on." },
  {},
);

export const grpcSettings: ObjectSchema = object(
  { name: "GRPCSettings", doc: "Settings of gRPC towards clients." },
  {
    enableWeb: flag(),
  },
);

export const healthCheckSettings: ObjectSchema = object(
  { name: "HealthCheckSettings", doc: "The path at which the proxy tells whether it is healthy." },
  {
    path: required(text({ min: 1, max: 1024 })),
  },
);

export const schemeHeaderTransform: TextSchema = choice("SchemeHeaderTransform", ["Preserve", "MatchBackend"]);

export const clientTrafficPolicySpec: ObjectSchema = object(
  {
    name: "ClientTrafficPolicySpec",
    doc: "What a ClientTrafficPolicy applies to, and how clients are treated.",
    rules: [...targetRules(["Gateway", "ListenerSet"])],
  },
  {
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
  },
);
