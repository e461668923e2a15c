import type { TranslateOptions } from "../options.ts";

// Names of Gateway API 1.6.1; the conformance suite has a test for each.
const always = [
  ...["BackendTLSPolicy", "BackendTLSPolicySANValidation", "GRPCRoute", "GRPCRouteNamedRouteRule", "Gateway"],
  ...["GatewayAddressEmpty", "GatewayBackendClientCertificate", "GatewayFrontendClientCertificateValidation"],
  ...["GatewayFrontendClientCertificateValidationInsecureFallback", "GatewayHTTPListenerIsolation"],
  ...["GatewayPort8080", "HTTPRoute", "HTTPRoute303RedirectStatusCode", "HTTPRoute307RedirectStatusCode"],
  ...["HTTPRoute308RedirectStatusCode", "HTTPRouteBackendProtocolH2C", "HTTPRouteBackendProtocolWebSocket"],
  ...["HTTPRouteBackendRequestHeaderModification", "HTTPRouteBackendTimeout", "HTTPRouteCORS"],
  ...["HTTPRouteDestinationPortMatching", "HTTPRouteHostRewrite", "HTTPRouteMethodMatching"],
  ...["HTTPRouteNamedRouteRule", "HTTPRouteParentRefPort", "HTTPRoutePathRedirect", "HTTPRoutePathRewrite"],
  ...["HTTPRoutePortRedirect", "HTTPRouteQueryParamMatching", "HTTPRouteRequestMirror"],
  ...["HTTPRouteRequestMultipleMirrors", "HTTPRouteRequestPercentageMirror", "HTTPRouteRequestTimeout"],
  ...["HTTPRouteResponseHeaderModification", "HTTPRouteRetry", "HTTPRouteRetryBackendTimeout"],
  ...["HTTPRouteRetryConnectionError", "HTTPRouteSchemeRedirect", "ListenerSet", "ReferenceGrant", "TCPRoute"],
  ...["TLSRoute", "TLSRouteModeMixed", "TLSRouteModeTerminate", "UDPRoute"],
];

/** The features of the Gateway API that a GatewayClass of ours supports, as its status lists them: sorted by name. */
export function supportedFeatures(options: TranslateOptions): readonly { readonly name: string }[] {
  const names = [
    ...always,
    ...(options.misdirectedRequests === "refuse" ? ["GatewayHTTPSListenerDetectMisdirectedRequests"] : []),
    // Proxies on this machine have the addresses that it has.
    ...(options.runningOnHost ? [] : ["GatewayStaticAddresses"]),
    // The suite looks for a Gateway's labels on objects in its own namespace.
    ...(options.gatewayNamespaceMode ? ["GatewayInfrastructurePropagation"] : []),
  ];
  return names.sort().map((name) => ({ name }));
}
