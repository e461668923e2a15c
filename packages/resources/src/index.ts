/*
 * What users write.
 *
 *   YAML, JSON ──> splitDocuments ──> parseDocument ──┐
 *                                                     ├──> readResource ──> Resource ──> applyDefaults ──┐
 *   objects of the Kubernetes API ────────────────────┘         │                                        │
 *                                                            findings                                    │
 *                                                               │                                        │
 *   Provider ──> ProviderEvent ──> createResourceStore ──> reports, Collected<Resources> <───────────────┘
 */
export { compareAge } from "./age.ts";
export { configMapData, secretData, secretKeys } from "./data.ts";
// biome-ignore format: one name per line would bury the rest of the list
export type {
  ActiveHealthCheck, ActiveHealthCheckerType, ActiveHealthCheckPayload, ActiveHealthCheckPayloadType,
  AdmissionControl, AdmissionControlSuccessCriteria, ALSEnvoyProxyAccessLog, ALSEnvoyProxyAccessLogType,
  ALSEnvoyProxyHTTPAccessLogConfig, AllowedListeners, AllowedRoutes, APIKeyAuth, AppProtocolType, Authorization,
  AuthorizationAction, AuthorizationHeaderMatch, AuthorizationRule, Backend, BackendConnection, BackendEndpoint,
  BackendMetrics, BackendObjectReference, BackendRef, BackendSpec, BackendTelemetry, BackendTLSConfig,
  BackendTLSPolicy, BackendTLSPolicySpec, BackendTLSPolicyValidation, BackendTLSSettings, BackendTrafficPolicy,
  BackendTrafficPolicySpec, BackendType, BackendUtilization, BackOffPolicy, BandwidthLimitRequestConfig,
  BandwidthLimitResponseConfig, BandwidthLimitResponseTrailers, BandwidthLimitSpec, BandwidthLimitUnit,
  BandwidthLimitValue, BasicAuth, BodyToExtAuth, BootstrapType, BrotliCompressor, CircuitBreaker, ClaimToHeader,
  ClientConnection, ClientIPConfig, ClientIPDetectionSettings, ClientIPGeoLocation, ClientTimeout, ClientTLSSettings,
  ClientTrafficPolicy, ClientTrafficPolicySpec, ClientValidationContext, ClientValidationModeType, ClusterSettings,
  ClusterTrustBundle, ClusterTrustBundleSpec, CORS, Compression, CompressorType, ConfigMap, ConnectConfig,
  ConnectionLimit, ConsistentHash, ConsistentHashType, ContextExtension, ContextExtensionValueType, Cookie,
  CookieConfig, CookieLifetimeType, CookieMatchType, CrlContext, CSRF, CustomHeaderExtensionSettings, CustomRedirect,
  CustomRedirectScheme, CustomResponse, CustomResponseBody, CustomResponseMatch, CustomTag, CustomTagType,
  DirectSourceIPSettings, DNS, DNSLookupFamily, DynamicModule, DynamicModuleEntry, DynamicModuleLBPolicy,
  DynamicModuleSource, DynamicModuleSourceType, Endpoint, EndpointAddressType, EndpointConditions, EndpointHints,
  EndpointOverride, EndpointOverrideExtractFrom, EndpointPort, EndpointSlice, EnvironmentCustomTag, EnvoyBackendRef,
  EnvoyExtensionPolicy, EnvoyExtensionPolicySpec, EnvoyFilter, EnvoyHeaderFilter, EnvoyHeaderMatchType,
  EnvoyJSONPatchConfig, EnvoyPatchPolicy, EnvoyPatchPolicySpec, EnvoyPatchType, EnvoyPathModifier,
  EnvoyPathModifierType, EnvoyProxy, EnvoyProxyGeoIP, EnvoyProxyHostProvider, EnvoyProxyKubernetesProvider,
  EnvoyProxyProvider, EnvoyProxyProviderType, EnvoyProxySpec, EnvoyQueryParamMatchType, EnvoyResourceType,
  EnvoyURLRewriteFilter, ExtAuth, ExternalTrafficPolicy, ExtProc, ExtProcBodyProcessingMode, ExtProcMetadata,
  ExtProcProcessingMode, ExtractFrom, FaultInjection, FaultInjectionAbort, FaultInjectionDelay,
  FileEnvoyProxyAccessLog, FileEnvoyProxyHealthCheckLog, FilterPosition, ForceLocalZone, ForwardBodyConfig,
  FQDNEndpoint, Fraction, FromNamespaces, FrontendTLSConfig, FrontendTLSValidation, FrontendValidationModeType,
  Gateway, GatewayBackendTLS, GatewayClass, GatewayClassSpec, GatewayDefaultScope, GatewayInfrastructure, GatewaySpec,
  GatewaySpecAddress, GatewayTLSConfig, GeoIPAnonymousMatch, GeoIPDBSource, GeoIPMaxMind, GeoIPProvider,
  GeoIPProviderType, GlobalRateLimit, GRPCActiveHealthChecker, GRPCAuthConfig, GRPCBackendRef, GRPCExtAuthService,
  GRPCHeaderMatch, GRPCHeaderMatchType, GRPCMethodMatch, GRPCMethodMatchType, GRPCRoute, GRPCRouteFilter,
  GRPCRouteFilterType, GRPCRouteMatch, GRPCRouteRule, GRPCRouteSpec, GRPCSettings, GRPCSuccessCode,
  GRPCSuccessCriteria, GzipCompressor, Header, HeaderMatch, HeaderMatchType, HeaderSettings, HealthCheck,
  HealthCheckOverrides, HealthCheckSettings, HostnamePathRegexRewrite, HostSettings, HTTP1Settings,
  HTTP2KeepaliveSettings, HTTP2Settings, HTTP3Settings, HTTP10Settings, HTTPActiveHealthChecker, HTTPAuthConfig,
  HTTPBackendRef, HTTPClientTimeout, HTTPCORSFilter, HTTPCookieMatch, HTTPCredentialInjectionFilter,
  HTTPDirectResponseFilter, HTTPExtAuthService, HTTPExternalAuthFilter, HTTPHeader, HTTPHeaderFilter, HTTPHeaderMatch,
  HTTPHostnameModifier, HTTPHostnameModifierType, HTTPMethod, HTTPMethodWithWildcard, HTTPPathMatch, HTTPPathModifier,
  HTTPPathModifierType, HTTPQueryParamMatch, HTTPRequestMirrorFilter, HTTPRequestRedirectFilter,
  HTTPRequestRedirectFilterScheme, HTTPRoute, HTTPRouteExternalAuthProtocol, HTTPRouteFilter, HTTPRouteFilterSpec,
  HTTPRouteFilterType, HTTPRouteMatch, HTTPRouteMatchFilter, HTTPRouteRetry, HTTPRouteRule, HTTPRouteRuleFilter,
  HTTPRouteSpec, HTTPRouteTimeouts, HTTPSuccessCriteria, HTTPTimeout, HTTPURLRewriteFilter, HTTPWasmCodeSource,
  ImagePullPolicy, ImageWasmCodeSource, InjectedCredential, InternalTrafficPolicy, IPEndpoint, IPFamily,
  IPFamilyPolicy, JSONPatchOperation, JSONPatchOperationType, JWT, JWTClaim, JWTClaimValueType, JWTExtractor,
  JWTHeaderExtractor, JWTPrincipal, JWTProvider, KubernetesContainerSpec, KubernetesDaemonSetSpec,
  KubernetesDeploymentSpec, KubernetesHorizontalPodAutoscalerSpec, KubernetesPatchSpec,
  KubernetesPodDisruptionBudgetSpec, KubernetesPodSpec, KubernetesServiceAccountSpec, KubernetesServiceSpec,
  LabelSelector, LabelSelectorRequirement, Listener, ListenerEntry, ListenerNamespaces, ListenerSet,
  ListenerSetNamespacesFrom, ListenerSetSpec, ListenerTLSConfig, LiteralCustomTag, LoadBalancer, LoadBalancerIngress,
  LoadBalancerStatus, LoadBalancerType, LocalDynamicModuleSource, LocalGeoIPDBSource, LocalJWKS, LocalJWKSType,
  LocalObjectKeyReference, LocalObjectReference, LocalParametersReference, LocalPolicyTargetReference,
  LocalPolicyTargetReferenceWithSectionName, LocalRateLimit, LocalSecretReference, LogLevel, Lua, LuaValidation,
  LuaValidationConfig, LuaValueType, MergeBackendsConfig, MergeType, MethodMatch, MetricSinkType, Namespace,
  NamespaceSpec, Node, NodeAddress, NodeStatus, ObjectReference, OIDC, OIDCCookieConfig, OIDCCookieConfigSameSite,
  OIDCCookieNames, OIDCDenyRedirect, OIDCDenyRedirectHeader, OIDCProvider, OIDCTokenForwarding,
  OpenTelemetryEnvoyProxyAccessLog, OpenTelemetryTracingProvider, Operation, OTelSampler, OTelSamplerType,
  OtherSANMatch, OutOfBandReporting, ParametersReference, ParentGatewayReference, ParentReference, PassiveHealthCheck,
  PathEscapedSlashAction, PathMatch, PathMatchType, PathSettings, PerEndpointCircuitBreakers, PerRetryPolicy,
  PolicyHTTPHeader, PolicyHTTPHeaderFilter, PreconnectPolicy, PreferLocalZone, Principal, ProcessingModeOptions,
  Protocol, ProtocolUpgradeConfig, ProxyAccessLog, ProxyAccessLogFormat, ProxyAccessLogFormatType,
  ProxyAccessLogSetting, ProxyAccessLogSink, ProxyAccessLogSinkType, ProxyAccessLogType, ProxyBootstrap,
  ProxyHealthCheckLog, ProxyHealthCheckLogEventType, ProxyHealthCheckLogSink, ProxyHealthCheckLogSinkType,
  ProxyLogging, ProxyMetricSink, ProxyMetrics, ProxyOpenTelemetrySink, ProxyPrometheusProvider, ProxyProtocol,
  ProxyProtocolSettings, ProxyProtocolVersion, ProxyTelemetry, ProxyTracing, QueryParam, QueryParamMatch,
  QueryParamMatchType, RateLimitCost, RateLimitCostFrom, RateLimitCostMetadata, RateLimitCostSpecifier, RateLimitRule,
  RateLimitSelectCondition, RateLimitSpec, RateLimitType, RateLimitUnit, RateLimitValue, RateLimitValueMetadata,
  ReferenceGrant, ReferenceGrantFrom, ReferenceGrantSpec, ReferenceGrantTo, RemoteDynamicModuleSource, RemoteJWKS,
  ReplaceRegexMatch, RequestBuffer, RequestHeaderCustomTag, RequestIDAction, RequestIDExtensionAction,
  RequestIDSettings, ResponseOverride, ResponseOverrideHeaderMatch, ResponseOverrideSource, ResponseValueType, Retry,
  RetryBudget, RetryOn, RouteGroupKind, RouteNamespaces, SchemeHeaderTransform, Secret, SecretObjectReference,
  SecurityPolicy, SecurityPolicySpec, Service, ServiceExternalTrafficPolicy, ServiceImport, ServiceImportPort,
  ServiceImportSpec, ServiceImportType, ServicePort, ServiceSpec, ServiceSpecType, ServiceStatus, ServiceType,
  Session, SessionAffinity, SessionAffinityConfig, SessionPersistence, SessionPersistenceType, SessionResumption,
  ShutdownConfig, SlowStart, SourceMatch, SourceMatchType, StatefulTLSSessionResumption,
  StatelessTLSSessionResumption, StatusCodeMatch, StatusCodeRange, StatusCodeValueType, StrictValidation, StringMatch,
  StringMatchType, SubjectAltName, SubjectAltNames, SubjectAltNameType, TargetNamespaceFrom, TargetSelector,
  TargetSelectorNamespaces, TCPActiveHealthChecker, TCPClientTimeout, TCPKeepalive, TCPRoute, TCPRouteRule,
  TCPRouteSpec, TCPTimeout, Timeout, TLSConfig, TLSFingerprintType, TLSModeType, TLSPortConfig, TLSRoute,
  TLSRouteRule, TLSRouteSpec, TLSVersion, TopologyHint, Tracing, TracingProvider, TracingProviderType,
  TracingSpanName, TriggerEnum, UDPRoute, UDPRouteRule, UDPRouteSpec, UnixSocket, Wasm, WasmCodeSource,
  WasmCodeSourceTLSConfig, WasmCodeSourceType, WasmEnv, WeightedZoneConfig, WithUnderscoresAction, XFCCCertData,
  XFCCForwardMode, XForwardedClientCert, XForwardedForSettings, XRateLimitHeadersOption, ZipkinTracingProvider,
  ZoneAware, ZstdCompressor,
} from "./gen/resources.ts";
export { idOf, keyOf, parseKey, placeKeyOf, refOf } from "./key.ts";
export type { Kind, KindMap, KindName, Resource, Resources } from "./kinds.ts";
export { apiVersionOf, isKindName, kindNames, kinds } from "./kinds.ts";
export type { Metadata, ResourceBase } from "./metadata.ts";
export type { Parsed, ParsedResources, ParseOptions } from "./parse.ts";
export { byKind, mergeParsed, parseDocument, parseResources } from "./parse.ts";
export type { Provider, ProviderEvent, ResourceId } from "./provider.ts";
export type { Identity, ReadOptions, ReadResult } from "./read-resource.ts";
export { applyDefaults, readResource, validate } from "./read-resource.ts";
export type { Field, Json, JsonObject, ObjectSchema, Rule, Schema } from "./schema/dsl.ts";
export type { Finding, Path } from "./schema/finding.ts";
export type { Pattern } from "./schema/patterns.ts";
export { schemas } from "./schemas.ts";
export type { ResourceStore } from "./store.ts";
export { createResourceStore } from "./store.ts";
export { stringifyResources, toManifest } from "./stringify.ts";
export type { DocumentText } from "./yaml/split-documents.ts";
export { splitDocuments } from "./yaml/split-documents.ts";
