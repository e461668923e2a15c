import type { Fault, Spelling } from "./condition.ts";

// The only place that spells the types and reasons of conditions. Names of the Gateway API come from its `*_types.go`, the others are
// Envoy Gateway's, which users' alerts and scripts know.

const no = (type: string, reason: string, problem: Spelling["problem"]): Spelling => ({
  type,
  status: "False",
  reason,
  problem,
});
const yes = (type: string, reason: string, problem: Spelling["problem"]): Spelling => ({
  type,
  status: "True",
  reason,
  problem,
});

/** A class of mistakes in routes. */
export type RouteFaultKind =
  | "noMatchingParent"
  | "notAllowedByListeners"
  | "noMatchingHostname"
  | "ruleCount"
  | "unsupportedValue"
  | "incompatibleFilters"
  | "unresolvedFilter"
  | "unsupportedBackend"
  | "backendFilter"
  | "brokenBackendFilter"
  | "backendKind"
  | "backendNotFound"
  | "backendNotPermitted"
  | "backendInvalid"
  | "backendTls"
  | "backendAddress"
  | "addressType"
  | "portMissing"
  | "portNotFound"
  | "noEndpoints"
  | "noEndpointsAtAll";

/** Mistakes in routes, and references of routes that lead nowhere. */
export const routeSpellings: Readonly<Record<RouteFaultKind, Spelling>> = {
  noMatchingParent: no("Accepted", "NoMatchingParent", "refNotFound"),
  notAllowedByListeners: no("Accepted", "NotAllowedByListeners", "refNotPermitted"),
  noMatchingHostname: no("Accepted", "NoMatchingListenerHostname", "conflict"),
  ruleCount: no("Accepted", "InvalidRule", "unsupported"),
  unsupportedValue: no("Accepted", "UnsupportedValue", "unsupported"),
  incompatibleFilters: no("Accepted", "IncompatibleFilters", "conflict"),
  unresolvedFilter: no("ResolvedRefs", "UnsupportedValue", "refNotFound"),
  unsupportedBackend: no("ResolvedRefs", "UnsupportedValue", "unsupported"),
  backendFilter: no("ResolvedRefs", "UnsupportedRefValue", "unsupported"),
  brokenBackendFilter: no("ResolvedRefs", "InvalidBackendFilters", "invalidValue"),
  backendKind: no("ResolvedRefs", "InvalidKind", "refInvalidKind"),
  backendNotFound: no("ResolvedRefs", "BackendNotFound", "refNotFound"),
  backendNotPermitted: no("ResolvedRefs", "RefNotPermitted", "refNotPermitted"),
  backendInvalid: no("ResolvedRefs", "InvalidBackendRef", "refInvalid"),
  backendTls: no("ResolvedRefs", "InvalidBackendTLS", "refInvalid"),
  backendAddress: no("ResolvedRefs", "InvalidAddress", "refInvalid"),
  addressType: no("ResolvedRefs", "UnsupportedAddressType", "unsupported"),
  portMissing: no("ResolvedRefs", "PortNotSpecified", "missingValue"),
  portNotFound: no("ResolvedRefs", "PortNotFound", "refNotFound"),
  noEndpoints: no("BackendsAvailable", "EndpointsNotFound", "refInvalid"),
  noEndpointsAtAll: no("ResolvedRefs", "EndpointsNotFound", "refInvalid"),
};

/** A mistake in a route. */
export type RouteFault = Fault<RouteFaultKind>;

/** A class of mistakes in listeners of Gateways and ListenerSets. */
export type ListenerFaultKind =
  | "unsupportedProtocol"
  | "invalid"
  | "unsupportedTlsMode"
  | "routeKinds"
  | "certificate"
  | "someCertificates"
  | "certificateNotPermitted"
  | "protocolConflict"
  | "hostnameConflict"
  | "overlappingHostnames"
  | "overlappingCertificates"
  | "opaqueCertificate"
  | "authorityKind"
  | "authorityRef"
  | "authorityNotPermitted"
  | "noAuthority";

/** Mistakes in listeners of Gateways and ListenerSets; some say several things, see `listenerFaultConditions`. */
export const listenerSpellings: Readonly<Record<ListenerFaultKind, Spelling>> = {
  unsupportedProtocol: no("Accepted", "UnsupportedProtocol", "unsupported"),
  invalid: no("Programmed", "Invalid", "invalidValue"),
  unsupportedTlsMode: no("Programmed", "UnsupportedTLSMode", "unsupported"),
  routeKinds: no("ResolvedRefs", "InvalidRouteKinds", "invalidValue"),
  certificate: no("ResolvedRefs", "InvalidCertificateRef", "invalidCertificate"),
  someCertificates: no("ResolvedRefs", "PartiallyInvalidCertificateRef", "invalidCertificate"),
  certificateNotPermitted: no("ResolvedRefs", "RefNotPermitted", "refNotPermitted"),
  protocolConflict: yes("Conflicted", "ProtocolConflict", "conflict"),
  hostnameConflict: yes("Conflicted", "HostnameConflict", "conflict"),
  overlappingHostnames: yes("OverlappingTLSConfig", "OverlappingHostnames", "conflict"),
  overlappingCertificates: yes("OverlappingTLSConfig", "OverlappingCertificates", "conflict"),
  opaqueCertificate: yes("OverlappingTLSConfig", "SDSCertificateOpaque", "conflict"),
  authorityKind: no("ResolvedRefs", "InvalidCACertificateKind", "refInvalidKind"),
  authorityRef: no("ResolvedRefs", "InvalidCACertificateRef", "refNotFound"),
  authorityNotPermitted: no("ResolvedRefs", "RefNotPermitted", "refNotPermitted"),
  noAuthority: no("ResolvedRefs", "NoValidCACertificate", "invalidCertificate"),
};

/** A mistake in a listener. */
export type ListenerFault = Fault<ListenerFaultKind>;

/** A class of mistakes in Gateways as a whole. */
export type GatewayFaultKind =
  | "parameters"
  | "unsupportedAddress"
  | "frontendAuthority"
  | "clientCertificate"
  | "clientCertificateNotPermitted";

/** Mistakes in Gateways as a whole. */
export const gatewaySpellings: Readonly<Record<GatewayFaultKind, Spelling>> = {
  parameters: no("Accepted", "InvalidParameters", "refInvalid"),
  unsupportedAddress: no("Accepted", "UnsupportedAddress", "unsupported"),
  frontendAuthority: no("ResolvedRefs", "InvalidParameters", "refInvalid"),
  clientCertificate: no("ResolvedRefs", "InvalidClientCertificateRef", "invalidCertificate"),
  clientCertificateNotPermitted: no("ResolvedRefs", "RefNotPermitted", "refNotPermitted"),
};

/** A mistake in a Gateway. */
export type GatewayFault = Fault<GatewayFaultKind>;

/** A class of mistakes in GatewayClasses and EnvoyProxies. */
export type ClassFaultKind = "parameters";

/** Mistakes in GatewayClasses and EnvoyProxies. */
export const classSpellings: Readonly<Record<ClassFaultKind, Spelling>> = {
  parameters: no("Accepted", "InvalidParameters", "refInvalid"),
};

/** A class of mistakes in BackendTLSPolicies. */
export type BackendTlsFaultKind = "conflicted" | "authorityKind" | "authorityRef";

/** Mistakes in BackendTLSPolicies. */
export const backendTlsSpellings: Readonly<Record<BackendTlsFaultKind, Spelling>> = {
  conflicted: no("Accepted", "Conflicted", "conflict"),
  authorityKind: no("ResolvedRefs", "InvalidKind", "refInvalidKind"),
  authorityRef: no("ResolvedRefs", "InvalidCACertificateRef", "refNotFound"),
};

/** A class of mistakes in policies of Envoy Gateway. */
export type PolicyFaultKind = "policyConflicted" | "targetNotFound" | "policyInvalid";

/** Mistakes in policies of Envoy Gateway. */
export const policySpellings: Readonly<Record<PolicyFaultKind, Spelling>> = {
  policyConflicted: no("Accepted", "Conflicted", "conflict"),
  targetNotFound: no("Accepted", "TargetNotFound", "refNotFound"),
  policyInvalid: no("Accepted", "Invalid", "invalidValue"),
};

/** What a policy's owner should know, though the policy is in use. */
export type PolicyWarning = "http3ClientValidation" | "deprecatedField" | "notTranslated";

/** Reasons of a policy's `Warning`; several of them are `Warnings`. */
export const policyWarnings: Readonly<Record<PolicyWarning, string>> = {
  http3ClientValidation: "UnsupportedHTTP3ClientValidation",
  deprecatedField: "DeprecatedField",
  // Sluice's own.
  notTranslated: "NotTranslated",
};

/** More specific policies take the place of this one in parts of its target. */
export const overridden: GoodSpelling = { type: "Overridden", status: "True", reason: "Overridden" };

/** Conditions that are as they should be. */
export const good: Readonly<Record<"accepted" | "resolvedRefs" | "programmed" | "noConflicts", GoodSpelling>> = {
  accepted: { type: "Accepted", status: "True", reason: "Accepted" },
  resolvedRefs: { type: "ResolvedRefs", status: "True", reason: "ResolvedRefs" },
  programmed: { type: "Programmed", status: "True", reason: "Programmed" },
  noConflicts: { type: "Conflicted", status: "False", reason: "NoConflicts" },
};

type GoodSpelling = Omit<Spelling, "problem">;

/** Two routes match the same requests. */
export const routeOverlap: GoodSpelling = { type: "RouteRulesOverlap", status: "True", reason: "RouteRulesOverlap" };

/** A Gateway lets clients in whose certificates are not valid. */
export const insecureFrontend: GoodSpelling = {
  type: "InsecureFrontendValidationMode",
  status: "True",
  reason: "ConfigurationChanged",
};

/** Some listeners of a Gateway or ListenerSet are not valid. */
export const listenersNotValid = "ListenersNotValid";
