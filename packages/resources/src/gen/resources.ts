// Generated from the schemas by `pnpm generate`; never edited.
import type { ResourceBase } from "../metadata.ts";
import type { Json, JsonObject } from "../schema/dsl.ts";

export interface NamespaceSpec {
  readonly finalizers?: readonly string[];
}

/** A namespace; its labels matter to selectors. */
export interface Namespace extends ResourceBase<"Namespace"> {
  readonly spec?: NamespaceSpec;
}

export type ServiceSpecType = "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName";

export type Protocol = "TCP" | "UDP" | "SCTP";

export interface ServicePort {
  readonly name?: string;
  /** Default: `"TCP"`. */
  readonly protocol?: Protocol;
  readonly appProtocol?: string;
  readonly port: number;
  readonly targetPort?: string | number;
  readonly nodePort?: number;
}

export type ExternalTrafficPolicy = "Cluster" | "Local";

export type InternalTrafficPolicy = "Cluster" | "Local";

export type SessionAffinity = "None" | "ClientIP";

export interface ClientIPConfig {
  readonly timeoutSeconds?: number;
}

export interface SessionAffinityConfig {
  readonly clientIP?: ClientIPConfig;
}

export type IPFamilyPolicy = "SingleStack" | "PreferDualStack" | "RequireDualStack";

export interface ServiceSpec {
  /** Default: `"ClusterIP"`. */
  readonly type?: ServiceSpecType;
  readonly selector?: { readonly [key: string]: string };
  readonly ports?: readonly ServicePort[];
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
  readonly externalIPs?: readonly string[];
  readonly externalName?: string;
  readonly externalTrafficPolicy?: ExternalTrafficPolicy;
  readonly internalTrafficPolicy?: InternalTrafficPolicy;
  readonly trafficDistribution?: string;
  /** Default: `"None"`. */
  readonly sessionAffinity?: SessionAffinity;
  readonly sessionAffinityConfig?: SessionAffinityConfig;
  readonly loadBalancerIP?: string;
  readonly loadBalancerClass?: string;
  readonly loadBalancerSourceRanges?: readonly string[];
  readonly allocateLoadBalancerNodePorts?: boolean;
  readonly healthCheckNodePort?: number;
  readonly publishNotReadyAddresses?: boolean;
  readonly ipFamilies?: readonly string[];
  readonly ipFamilyPolicy?: IPFamilyPolicy;
}

export interface LoadBalancerIngress {
  readonly ip?: string;
  readonly hostname?: string;
  readonly ipMode?: string;
}

export interface LoadBalancerStatus {
  readonly ingress?: readonly LoadBalancerIngress[];
}

export interface ServiceStatus {
  readonly loadBalancer?: LoadBalancerStatus;
}

/** A set of endpoints with one name. */
export interface Service extends ResourceBase<"Service"> {
  readonly spec?: ServiceSpec;
  readonly status?: ServiceStatus;
}

export type EndpointAddressType = "IPv4" | "IPv6" | "FQDN";

export interface EndpointConditions {
  readonly ready?: boolean;
  readonly serving?: boolean;
  readonly terminating?: boolean;
}

export interface TopologyHint {
  readonly name: string;
}

export interface EndpointHints {
  readonly forZones?: readonly TopologyHint[];
  readonly forNodes?: readonly TopologyHint[];
}

export interface Endpoint {
  readonly addresses: readonly string[];
  readonly conditions?: EndpointConditions;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly zone?: string;
  readonly hints?: EndpointHints;
  readonly targetRef?: JsonObject;
  readonly deprecatedTopology?: { readonly [key: string]: string };
}

export interface EndpointPort {
  readonly name?: string;
  /** Default: `"TCP"`. */
  readonly protocol?: Protocol;
  readonly port?: number;
  readonly appProtocol?: string;
}

/** Part of the addresses behind a Service. */
export interface EndpointSlice extends ResourceBase<"EndpointSlice"> {
  readonly addressType: EndpointAddressType;
  readonly endpoints?: readonly Endpoint[];
  readonly ports?: readonly EndpointPort[];
}

/** Confidential data; read it with `secretData`. */
export interface Secret extends ResourceBase<"Secret"> {
  readonly type?: string;
  readonly data?: { readonly [key: string]: string };
  readonly stringData?: { readonly [key: string]: string };
  readonly immutable?: boolean;
}

/** Data that is not confidential; read it with `configMapData`. */
export interface ConfigMap extends ResourceBase<"ConfigMap"> {
  readonly data?: { readonly [key: string]: string };
  readonly binaryData?: { readonly [key: string]: string };
  readonly immutable?: boolean;
}

export interface NodeAddress {
  readonly type: string;
  readonly address: string;
}

export interface NodeStatus {
  readonly addresses?: readonly NodeAddress[];
}

/** A machine of the cluster. */
export interface Node extends ResourceBase<"Node"> {
  readonly spec?: JsonObject;
  readonly status?: NodeStatus;
}

export interface ServiceImportPort {
  readonly name?: string;
  /** Default: `"TCP"`. */
  readonly protocol?: Protocol;
  readonly appProtocol?: string;
  readonly port: number;
}

export type ServiceImportType = "ClusterSetIP" | "Headless";

export interface ServiceImportSpec {
  readonly ports: readonly ServiceImportPort[];
  readonly ips?: readonly string[];
  /** Default: `"ClusterSetIP"`. */
  readonly type?: ServiceImportType;
  readonly sessionAffinity?: string;
  readonly sessionAffinityConfig?: JsonObject;
  readonly ipFamilies?: readonly string[];
  readonly internalTrafficPolicy?: string;
  readonly trafficDistribution?: string;
}

/** A Service of a cluster set. */
export interface ServiceImport extends ResourceBase<"ServiceImport"> {
  readonly spec?: ServiceImportSpec;
}

export interface ClusterTrustBundleSpec {
  readonly signerName?: string;
  readonly trustBundle: string;
}

/** A set of certificate authorities. */
export interface ClusterTrustBundle extends ResourceBase<"ClusterTrustBundle"> {
  readonly spec: ClusterTrustBundleSpec;
}

export interface ParametersReference {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface GatewayClassSpec {
  readonly controllerName: string;
  readonly parametersRef?: ParametersReference;
  readonly description?: string;
}

/** Names the controller that serves Gateways of this class. */
export interface GatewayClass extends ResourceBase<"GatewayClass"> {
  readonly spec: GatewayClassSpec;
}

export type TLSModeType = "Terminate" | "Passthrough";

export interface SecretObjectReference {
  /** Default: `""`. */
  readonly group?: string;
  /** Default: `"Secret"`. */
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface ListenerTLSConfig {
  /** Default: `"Terminate"`. */
  readonly mode?: TLSModeType;
  readonly certificateRefs?: readonly SecretObjectReference[];
  readonly options?: { readonly [key: string]: string };
}

export type FromNamespaces = "All" | "Selector" | "Same";

export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export interface LabelSelector {
  readonly matchLabels?: { readonly [key: string]: string };
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

export interface RouteNamespaces {
  /** Default: `"Same"`. */
  readonly from?: FromNamespaces;
  readonly selector?: LabelSelector;
}

export interface RouteGroupKind {
  /** Default: `"gateway.networking.k8s.io"`. */
  readonly group?: string;
  readonly kind: string;
}

export interface AllowedRoutes {
  /** Default: `{"from":"Same"}`. */
  readonly namespaces?: RouteNamespaces;
  readonly kinds?: readonly RouteGroupKind[];
}

export interface Listener {
  readonly name: string;
  readonly hostname?: string;
  readonly port: number;
  readonly protocol: string;
  readonly tls?: ListenerTLSConfig;
  /** Default: `{"namespaces":{"from":"Same"}}`. */
  readonly allowedRoutes?: AllowedRoutes;
}

export interface GatewaySpecAddress {
  /** Default: `"IPAddress"`. */
  readonly type?: string;
  readonly value?: string;
}

export interface LocalParametersReference {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

export interface GatewayInfrastructure {
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
  readonly parametersRef?: LocalParametersReference;
}

export type ListenerSetNamespacesFrom = "All" | "Selector" | "Same" | "None";

export interface ListenerNamespaces {
  /** Default: `"None"`. */
  readonly from?: ListenerSetNamespacesFrom;
  readonly selector?: LabelSelector;
}

export interface AllowedListeners {
  /** Default: `{"from":"None"}`. */
  readonly namespaces?: ListenerNamespaces;
}

export interface GatewayBackendTLS {
  readonly clientCertificateRef?: SecretObjectReference;
}

export interface ObjectReference {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export type FrontendValidationModeType = "AllowValidOnly" | "AllowInsecureFallback";

export interface FrontendTLSValidation {
  readonly caCertificateRefs: readonly ObjectReference[];
  /** Default: `"AllowValidOnly"`. */
  readonly mode?: FrontendValidationModeType;
}

export interface TLSConfig {
  readonly validation?: FrontendTLSValidation;
}

export interface TLSPortConfig {
  readonly port: number;
  readonly tls: TLSConfig;
}

export interface FrontendTLSConfig {
  readonly default: TLSConfig;
  readonly perPort?: readonly TLSPortConfig[];
}

export interface GatewayTLSConfig {
  readonly backend?: GatewayBackendTLS;
  readonly frontend?: FrontendTLSConfig;
}

export type GatewayDefaultScope = "All" | "None";

export interface GatewaySpec {
  readonly gatewayClassName: string;
  readonly listeners: readonly Listener[];
  readonly addresses?: readonly GatewaySpecAddress[];
  readonly infrastructure?: GatewayInfrastructure;
  readonly allowedListeners?: AllowedListeners;
  readonly tls?: GatewayTLSConfig;
  readonly defaultScope?: GatewayDefaultScope;
}

/** A point where traffic enters: listeners and addresses. */
export interface Gateway extends ResourceBase<"Gateway"> {
  readonly spec: GatewaySpec;
}

export interface ParentGatewayReference {
  /** Default: `"gateway.networking.k8s.io"`. */
  readonly group?: string;
  /** Default: `"Gateway"`. */
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface ListenerEntry {
  readonly name: string;
  readonly hostname?: string;
  readonly port: number;
  readonly protocol: string;
  readonly tls?: ListenerTLSConfig;
  /** Default: `{"namespaces":{"from":"Same"}}`. */
  readonly allowedRoutes?: AllowedRoutes;
}

export interface ListenerSetSpec {
  readonly parentRef: ParentGatewayReference;
  readonly listeners: readonly ListenerEntry[];
}

/** Listeners that join a Gateway. */
export interface ListenerSet extends ResourceBase<"ListenerSet"> {
  readonly spec: ListenerSetSpec;
}

export interface ParentReference {
  /** Default: `"gateway.networking.k8s.io"`. */
  readonly group?: string;
  /** Default: `"Gateway"`. */
  readonly kind?: string;
  readonly namespace?: string;
  readonly name: string;
  readonly sectionName?: string;
  readonly port?: number;
}

export type PathMatchType = "Exact" | "PathPrefix" | "RegularExpression";

export interface HTTPPathMatch {
  /** Default: `"PathPrefix"`. */
  readonly type?: PathMatchType;
  /** Default: `"/"`. */
  readonly value?: string;
}

export type HeaderMatchType = "Exact" | "RegularExpression";

export interface HTTPHeaderMatch {
  /** Default: `"Exact"`. */
  readonly type?: HeaderMatchType;
  readonly name: string;
  readonly value: string;
}

export type QueryParamMatchType = "Exact" | "RegularExpression";

export interface HTTPQueryParamMatch {
  /** Default: `"Exact"`. */
  readonly type?: QueryParamMatchType;
  readonly name: string;
  readonly value: string;
}

export type HTTPMethod = "GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "CONNECT" | "OPTIONS" | "TRACE" | "PATCH";

export interface HTTPRouteMatch {
  /** Default: `{"type":"PathPrefix","value":"/"}`. */
  readonly path?: HTTPPathMatch;
  readonly headers?: readonly HTTPHeaderMatch[];
  readonly queryParams?: readonly HTTPQueryParamMatch[];
  readonly method?: HTTPMethod;
}

export type HTTPRouteFilterType = "RequestHeaderModifier" | "ResponseHeaderModifier" | "RequestMirror" | "RequestRedirect" | "URLRewrite" | "ExtensionRef" | "CORS" | "ExternalAuth";

export interface HTTPHeader {
  readonly name: string;
  readonly value: string;
}

export interface HTTPHeaderFilter {
  readonly set?: readonly HTTPHeader[];
  readonly add?: readonly HTTPHeader[];
  readonly remove?: readonly string[];
}

export interface BackendObjectReference {
  /** Default: `""`. */
  readonly group?: string;
  /** Default: `"Service"`. */
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
}

export interface Fraction {
  readonly numerator: number;
  /** Default: `100`. */
  readonly denominator?: number;
}

export interface HTTPRequestMirrorFilter {
  readonly backendRef: BackendObjectReference;
  readonly percent?: number;
  readonly fraction?: Fraction;
}

export type HTTPRequestRedirectFilterScheme = "http" | "https";

export type HTTPPathModifierType = "ReplaceFullPath" | "ReplacePrefixMatch";

export interface HTTPPathModifier {
  readonly type: HTTPPathModifierType;
  readonly replaceFullPath?: string;
  readonly replacePrefixMatch?: string;
}

export interface HTTPRequestRedirectFilter {
  readonly scheme?: HTTPRequestRedirectFilterScheme;
  readonly hostname?: string;
  readonly path?: HTTPPathModifier;
  readonly port?: number;
  /** Default: `302`. */
  readonly statusCode?: 301 | 302 | 303 | 307 | 308;
}

export interface HTTPURLRewriteFilter {
  readonly hostname?: string;
  readonly path?: HTTPPathModifier;
}

export type HTTPMethodWithWildcard = "GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "CONNECT" | "OPTIONS" | "TRACE" | "PATCH" | "*";

export interface HTTPCORSFilter {
  readonly allowOrigins?: readonly string[];
  readonly allowCredentials?: boolean;
  readonly allowMethods?: readonly HTTPMethodWithWildcard[];
  readonly allowHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  /** Default: `5`. */
  readonly maxAge?: number;
}

export type HTTPRouteExternalAuthProtocol = "HTTP" | "GRPC";

export interface GRPCAuthConfig {
  readonly allowedHeaders?: readonly string[];
}

export interface HTTPAuthConfig {
  readonly path?: string;
  readonly allowedHeaders?: readonly string[];
  readonly allowedResponseHeaders?: readonly string[];
}

export interface ForwardBodyConfig {
  readonly maxSize?: number;
}

export interface HTTPExternalAuthFilter {
  readonly protocol: HTTPRouteExternalAuthProtocol;
  readonly backendRef: BackendObjectReference;
  readonly grpc?: GRPCAuthConfig;
  readonly http?: HTTPAuthConfig;
  readonly forwardBody?: ForwardBodyConfig;
}

export interface LocalObjectReference {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

export interface HTTPRouteRuleFilter {
  readonly type: HTTPRouteFilterType;
  readonly requestHeaderModifier?: HTTPHeaderFilter;
  readonly responseHeaderModifier?: HTTPHeaderFilter;
  readonly requestMirror?: HTTPRequestMirrorFilter;
  readonly requestRedirect?: HTTPRequestRedirectFilter;
  readonly urlRewrite?: HTTPURLRewriteFilter;
  readonly cors?: HTTPCORSFilter;
  readonly externalAuth?: HTTPExternalAuthFilter;
  readonly extensionRef?: LocalObjectReference;
}

export interface HTTPBackendRef {
  /** Default: `""`. */
  readonly group?: string;
  /** Default: `"Service"`. */
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
  /** Default: `1`. */
  readonly weight?: number;
  readonly filters?: readonly HTTPRouteRuleFilter[];
}

export interface HTTPRouteTimeouts {
  readonly request?: string;
  readonly backendRequest?: string;
}

export interface HTTPRouteRetry {
  readonly codes?: readonly number[];
  readonly attempts?: number;
  readonly backoff?: string;
}

export type SessionPersistenceType = "Cookie" | "Header";

export type CookieLifetimeType = "Permanent" | "Session";

export interface CookieConfig {
  /** Default: `"Session"`. */
  readonly lifetimeType?: CookieLifetimeType;
}

export interface SessionPersistence {
  readonly sessionName?: string;
  readonly absoluteTimeout?: string;
  /** Default: `"Cookie"`. */
  readonly type?: SessionPersistenceType;
  readonly cookieConfig?: CookieConfig;
}

export interface HTTPRouteRule {
  readonly name?: string;
  /** Default: `[{"path":{"type":"PathPrefix","value":"/"}}]`. */
  readonly matches?: readonly HTTPRouteMatch[];
  readonly filters?: readonly HTTPRouteRuleFilter[];
  readonly backendRefs?: readonly HTTPBackendRef[];
  readonly timeouts?: HTTPRouteTimeouts;
  readonly retry?: HTTPRouteRetry;
  readonly sessionPersistence?: SessionPersistence;
}

export interface HTTPRouteSpec {
  readonly parentRefs?: readonly ParentReference[];
  readonly useDefaultGateways?: GatewayDefaultScope;
  readonly hostnames?: readonly string[];
  /** Default: `[{"matches":[{"path":{"type":"PathPrefix","value":"/"}}]}]`. */
  readonly rules?: readonly HTTPRouteRule[];
}

/** Where HTTP requests go. */
export interface HTTPRoute extends ResourceBase<"HTTPRoute"> {
  readonly spec: HTTPRouteSpec;
}

export type GRPCMethodMatchType = "Exact" | "RegularExpression";

export interface GRPCMethodMatch {
  /** Default: `"Exact"`. */
  readonly type?: GRPCMethodMatchType;
  readonly service?: string;
  readonly method?: string;
}

export type GRPCHeaderMatchType = "Exact" | "RegularExpression";

export interface GRPCHeaderMatch {
  /** Default: `"Exact"`. */
  readonly type?: GRPCHeaderMatchType;
  readonly name: string;
  readonly value: string;
}

export interface GRPCRouteMatch {
  readonly method?: GRPCMethodMatch;
  readonly headers?: readonly GRPCHeaderMatch[];
}

export type GRPCRouteFilterType = "ResponseHeaderModifier" | "RequestHeaderModifier" | "RequestMirror" | "ExtensionRef";

export interface GRPCRouteFilter {
  readonly type: GRPCRouteFilterType;
  readonly requestHeaderModifier?: HTTPHeaderFilter;
  readonly responseHeaderModifier?: HTTPHeaderFilter;
  readonly requestMirror?: HTTPRequestMirrorFilter;
  readonly extensionRef?: LocalObjectReference;
}

export interface GRPCBackendRef {
  /** Default: `""`. */
  readonly group?: string;
  /** Default: `"Service"`. */
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
  /** Default: `1`. */
  readonly weight?: number;
  readonly filters?: readonly GRPCRouteFilter[];
}

export interface GRPCRouteRule {
  readonly name?: string;
  readonly matches?: readonly GRPCRouteMatch[];
  readonly filters?: readonly GRPCRouteFilter[];
  readonly backendRefs?: readonly GRPCBackendRef[];
  readonly sessionPersistence?: SessionPersistence;
}

export interface GRPCRouteSpec {
  readonly parentRefs?: readonly ParentReference[];
  readonly useDefaultGateways?: GatewayDefaultScope;
  readonly hostnames?: readonly string[];
  readonly rules?: readonly GRPCRouteRule[];
}

/** Where gRPC requests go. */
export interface GRPCRoute extends ResourceBase<"GRPCRoute"> {
  readonly spec: GRPCRouteSpec;
}

export interface BackendRef {
  /** Default: `""`. */
  readonly group?: string;
  /** Default: `"Service"`. */
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
  /** Default: `1`. */
  readonly weight?: number;
}

export interface TLSRouteRule {
  readonly name?: string;
  readonly backendRefs: readonly BackendRef[];
}

export interface TLSRouteSpec {
  readonly parentRefs?: readonly ParentReference[];
  readonly useDefaultGateways?: GatewayDefaultScope;
  readonly hostnames: readonly string[];
  readonly rules: readonly TLSRouteRule[];
}

/** Where TLS connections go, by server name. */
export interface TLSRoute extends ResourceBase<"TLSRoute"> {
  readonly spec: TLSRouteSpec;
}

export interface TCPRouteRule {
  readonly name?: string;
  readonly backendRefs: readonly BackendRef[];
}

export interface TCPRouteSpec {
  readonly parentRefs?: readonly ParentReference[];
  readonly useDefaultGateways?: GatewayDefaultScope;
  readonly rules: readonly TCPRouteRule[];
}

/** Where TCP connections go. */
export interface TCPRoute extends ResourceBase<"TCPRoute"> {
  readonly spec: TCPRouteSpec;
}

export interface UDPRouteRule {
  readonly name?: string;
  readonly backendRefs: readonly BackendRef[];
}

export interface UDPRouteSpec {
  readonly parentRefs?: readonly ParentReference[];
  readonly useDefaultGateways?: GatewayDefaultScope;
  readonly rules: readonly UDPRouteRule[];
}

/** Where UDP datagrams go. */
export interface UDPRoute extends ResourceBase<"UDPRoute"> {
  readonly spec: UDPRouteSpec;
}

export interface ReferenceGrantFrom {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
}

export interface ReferenceGrantTo {
  readonly group: string;
  readonly kind: string;
  readonly name?: string;
}

export interface ReferenceGrantSpec {
  readonly from: readonly ReferenceGrantFrom[];
  readonly to: readonly ReferenceGrantTo[];
}

/** Lets objects of other namespaces refer to objects of this one. */
export interface ReferenceGrant extends ResourceBase<"ReferenceGrant"> {
  readonly spec: ReferenceGrantSpec;
}

export interface LocalPolicyTargetReferenceWithSectionName {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly sectionName?: string;
}

export type SubjectAltNameType = "Hostname" | "URI";

export interface SubjectAltName {
  readonly type: SubjectAltNameType;
  readonly hostname?: string;
  readonly uri?: string;
}

export interface BackendTLSPolicyValidation {
  readonly caCertificateRefs?: readonly LocalObjectReference[];
  readonly wellKnownCACertificates?: string;
  readonly hostname: string;
  readonly subjectAltNames?: readonly SubjectAltName[];
}

export interface BackendTLSPolicySpec {
  readonly targetRefs: readonly LocalPolicyTargetReferenceWithSectionName[];
  readonly validation: BackendTLSPolicyValidation;
  readonly options?: { readonly [key: string]: string };
}

/** How the proxy speaks TLS with a Service. */
export interface BackendTLSPolicy extends ResourceBase<"BackendTLSPolicy"> {
  readonly spec: BackendTLSPolicySpec;
}

export type EnvoyProxyProviderType = "Kubernetes" | "Host";

export interface KubernetesPatchSpec {
  readonly type?: string;
  readonly value: Json;
}

export interface LocalSecretReference {
  /** Default: `""`. */
  readonly name?: string;
}

export interface KubernetesPodSpec {
  readonly annotations?: { readonly [key: string]: string };
  readonly labels?: { readonly [key: string]: string };
  readonly securityContext?: JsonObject;
  readonly affinity?: JsonObject;
  readonly tolerations?: readonly JsonObject[];
  readonly volumes?: readonly JsonObject[];
  readonly imagePullSecrets?: readonly LocalSecretReference[];
  readonly nodeSelector?: { readonly [key: string]: string };
  readonly topologySpreadConstraints?: readonly JsonObject[];
  readonly priorityClassName?: string;
}

export interface KubernetesContainerSpec {
  readonly env?: readonly JsonObject[];
  readonly resources?: JsonObject;
  readonly securityContext?: JsonObject;
  readonly image?: string;
  readonly imageRepository?: string;
  readonly volumeMounts?: readonly JsonObject[];
}

export interface KubernetesDeploymentSpec {
  readonly patch?: KubernetesPatchSpec;
  readonly replicas?: number;
  readonly strategy?: JsonObject;
  readonly pod?: KubernetesPodSpec;
  readonly container?: KubernetesContainerSpec;
  readonly initContainers?: readonly JsonObject[];
  readonly name?: string;
}

export interface KubernetesDaemonSetSpec {
  readonly patch?: KubernetesPatchSpec;
  readonly strategy?: JsonObject;
  readonly pod?: KubernetesPodSpec;
  readonly container?: KubernetesContainerSpec;
  readonly name?: string;
}

export type ServiceType = "ClusterIP" | "LoadBalancer" | "NodePort";

export type ServiceExternalTrafficPolicy = "Local" | "Cluster";

export interface KubernetesServiceSpec {
  readonly annotations?: { readonly [key: string]: string };
  readonly labels?: { readonly [key: string]: string };
  /** Default: `"LoadBalancer"`. */
  readonly type?: ServiceType;
  readonly loadBalancerClass?: string;
  readonly allocateLoadBalancerNodePorts?: boolean;
  readonly loadBalancerSourceRanges?: readonly string[];
  readonly loadBalancerIP?: string;
  /** Default: `"Local"`. */
  readonly externalTrafficPolicy?: ServiceExternalTrafficPolicy;
  readonly patch?: KubernetesPatchSpec;
  readonly name?: string;
}

export interface KubernetesHorizontalPodAutoscalerSpec {
  readonly minReplicas?: number;
  readonly maxReplicas: number;
  readonly metrics?: readonly JsonObject[];
  readonly behavior?: JsonObject;
  readonly patch?: KubernetesPatchSpec;
  readonly name?: string;
}

export interface KubernetesPodDisruptionBudgetSpec {
  readonly minAvailable?: string | number;
  readonly maxUnavailable?: string | number;
  readonly patch?: KubernetesPatchSpec;
  readonly name?: string;
}

export interface KubernetesServiceAccountSpec {
  readonly name?: string;
}

export interface EnvoyProxyKubernetesProvider {
  readonly envoyDeployment?: KubernetesDeploymentSpec;
  readonly envoyDaemonSet?: KubernetesDaemonSetSpec;
  readonly envoyService?: KubernetesServiceSpec;
  readonly envoyHpa?: KubernetesHorizontalPodAutoscalerSpec;
  readonly useListenerPortAsContainerPort?: boolean;
  readonly envoyPDB?: KubernetesPodDisruptionBudgetSpec;
  readonly envoyServiceAccount?: KubernetesServiceAccountSpec;
}

export interface EnvoyProxyHostProvider {
  readonly envoyVersion?: string;
}

export interface EnvoyProxyProvider {
  readonly type: EnvoyProxyProviderType;
  readonly kubernetes?: EnvoyProxyKubernetesProvider;
  readonly host?: EnvoyProxyHostProvider;
}

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "off" | "critical";

export interface ProxyLogging {
  /** Default: `{"default":"warn"}`. */
  readonly level?: { readonly [key: string]: LogLevel };
}

export type ProxyAccessLogFormatType = "Text" | "JSON";

export interface ProxyAccessLogFormat {
  readonly type?: ProxyAccessLogFormatType;
  readonly text?: string;
  readonly json?: { readonly [key: string]: string };
}

export type ProxyAccessLogSinkType = "ALS" | "File" | "OpenTelemetry";

export interface EnvoyBackendRef {
  /** Default: `""`. */
  readonly group?: string;
  /** Default: `"Service"`. */
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
  /** Default: `1`. */
  readonly weight?: number;
  readonly fallback?: boolean;
}

export type LoadBalancerType = "ConsistentHash" | "LeastRequest" | "Random" | "RoundRobin" | "BackendUtilization" | "DynamicModule";

export type ConsistentHashType = "SourceIP" | "Header" | "Headers" | "Cookie" | "QueryParams";

export interface Header {
  readonly name: string;
}

export interface Cookie {
  readonly name: string;
  readonly ttl?: string;
  readonly attributes?: { readonly [key: string]: string };
}

export interface QueryParam {
  readonly name: string;
}

export interface ConsistentHash {
  readonly type: ConsistentHashType;
  readonly header?: Header;
  readonly headers?: readonly Header[];
  readonly cookie?: Cookie;
  readonly queryParams?: readonly QueryParam[];
  /** Default: `65537`. */
  readonly tableSize?: number;
}

export interface OutOfBandReporting {
  readonly reportingPeriod?: string;
  readonly port?: number;
  readonly authority?: string;
}

export interface BackendUtilization {
  readonly blackoutPeriod?: string;
  readonly weightExpirationPeriod?: string;
  readonly weightUpdatePeriod?: string;
  readonly errorUtilizationPenaltyPercent?: number;
  readonly metricNamesForComputingUtilization?: readonly string[];
  /** Default: `false`. */
  readonly keepResponseHeaders?: boolean;
  readonly outOfBand?: OutOfBandReporting;
}

export interface DynamicModuleLBPolicy {
  readonly name: string;
  readonly lbPolicyName: string;
  readonly config?: Json;
}

export interface EndpointOverrideExtractFrom {
  readonly header?: string;
}

export interface EndpointOverride {
  readonly extractFrom: readonly EndpointOverrideExtractFrom[];
}

export interface SlowStart {
  readonly window: string;
}

export interface ForceLocalZone {
  readonly minEndpointsInZoneThreshold?: number;
}

export interface PreferLocalZone {
  readonly force?: ForceLocalZone;
  readonly minEndpointsThreshold?: number;
  readonly percentageEnabled?: number;
}

export interface WeightedZoneConfig {
  readonly zone: string;
  readonly weight: number;
}

export interface ZoneAware {
  readonly preferLocal?: PreferLocalZone;
  readonly weightedZones?: readonly WeightedZoneConfig[];
}

export interface LoadBalancer {
  readonly type: LoadBalancerType;
  readonly consistentHash?: ConsistentHash;
  readonly backendUtilization?: BackendUtilization;
  readonly dynamicModule?: DynamicModuleLBPolicy;
  readonly endpointOverride?: EndpointOverride;
  readonly slowStart?: SlowStart;
  readonly zoneAware?: ZoneAware;
}

export type TriggerEnum = "5xx" | "gateway-error" | "reset" | "reset-before-request" | "connect-failure" | "retriable-4xx" | "refused-stream" | "retriable-status-codes" | "cancelled" | "deadline-exceeded" | "internal" | "resource-exhausted" | "unavailable";

export interface RetryOn {
  readonly triggers?: readonly TriggerEnum[];
  readonly httpStatusCodes?: readonly number[];
}

export interface BackOffPolicy {
  readonly baseInterval?: string;
  readonly maxInterval?: string;
}

export interface PerRetryPolicy {
  readonly timeout?: string;
  readonly backOff?: BackOffPolicy;
}

export interface Retry {
  /** Default: `2`. */
  readonly numRetries?: number;
  readonly numAttemptsPerPriority?: number;
  readonly retryOn?: RetryOn;
  readonly perRetry?: PerRetryPolicy;
}

export type ProxyProtocolVersion = "V1" | "V2";

export interface ProxyProtocol {
  readonly version: ProxyProtocolVersion;
}

export interface TCPKeepalive {
  readonly probes?: number;
  readonly idleTime?: string;
  readonly interval?: string;
}

export type ActiveHealthCheckerType = "HTTP" | "TCP" | "GRPC";

export type ActiveHealthCheckPayloadType = "Text" | "Binary";

export interface ActiveHealthCheckPayload {
  readonly type: ActiveHealthCheckPayloadType;
  readonly text?: string;
  readonly binary?: string;
}

export interface HTTPActiveHealthChecker {
  readonly hostname?: string;
  readonly path: string;
  readonly method?: string;
  readonly expectedStatuses?: readonly number[];
  readonly retriableStatuses?: readonly number[];
  readonly expectedResponse?: ActiveHealthCheckPayload;
  readonly requestBody?: ActiveHealthCheckPayload;
}

export interface TCPActiveHealthChecker {
  readonly send?: ActiveHealthCheckPayload;
  readonly receive?: ActiveHealthCheckPayload;
}

export interface GRPCActiveHealthChecker {
  readonly service?: string;
}

export interface HealthCheckOverrides {
  readonly port?: number;
}

export type ProxyHealthCheckLogSinkType = "File";

export interface FileEnvoyProxyHealthCheckLog {
  readonly path: string;
}

export interface ProxyHealthCheckLogSink {
  readonly type: ProxyHealthCheckLogSinkType;
  readonly file?: FileEnvoyProxyHealthCheckLog;
}

export type ProxyHealthCheckLogEventType = "Failure" | "FailureSeriesStart" | "Success" | "HealthyTransition";

export interface ProxyHealthCheckLog {
  readonly sinks?: readonly ProxyHealthCheckLogSink[];
  readonly matches?: readonly ProxyHealthCheckLogEventType[];
}

export interface ActiveHealthCheck {
  /** Default: `"1s"`. */
  readonly timeout?: string;
  /** Default: `"3s"`. */
  readonly interval?: string;
  readonly initialJitter?: string;
  /** Default: `3`. */
  readonly unhealthyThreshold?: number;
  /** Default: `1`. */
  readonly healthyThreshold?: number;
  readonly type: ActiveHealthCheckerType;
  readonly http?: HTTPActiveHealthChecker;
  readonly tcp?: TCPActiveHealthChecker;
  readonly grpc?: GRPCActiveHealthChecker;
  readonly overrides?: HealthCheckOverrides;
  readonly healthCheckLog?: ProxyHealthCheckLog;
}

export interface PassiveHealthCheck {
  /** Default: `false`. */
  readonly splitExternalLocalOriginErrors?: boolean;
  /** Default: `"3s"`. */
  readonly interval?: string;
  /** Default: `5`. */
  readonly consecutiveLocalOriginFailures?: number;
  readonly consecutiveGatewayErrors?: number;
  /** Default: `5`. */
  readonly consecutive5XxErrors?: number;
  /** Default: `"30s"`. */
  readonly baseEjectionTime?: string;
  /** Default: `10`. */
  readonly maxEjectionPercent?: number;
  readonly failurePercentageThreshold?: number;
  /** Default: `false`. */
  readonly alwaysEjectOneEndpoint?: boolean;
}

export interface HealthCheck {
  readonly active?: ActiveHealthCheck;
  readonly passive?: PassiveHealthCheck;
  readonly panicThreshold?: number;
}

export interface PerEndpointCircuitBreakers {
  /** Default: `1024`. */
  readonly maxConnections?: number;
}

export interface RetryBudget {
  readonly percent: Fraction;
  readonly minRetryConcurrency?: number;
}

export interface CircuitBreaker {
  /** Default: `1024`. */
  readonly maxConnections?: number;
  /** Default: `1024`. */
  readonly maxPendingRequests?: number;
  /** Default: `1024`. */
  readonly maxParallelRequests?: number;
  /** Default: `1024`. */
  readonly maxParallelRetries?: number;
  readonly maxRequestsPerConnection?: number;
  readonly perEndpoint?: PerEndpointCircuitBreakers;
  readonly retryBudget?: RetryBudget;
}

export interface TCPTimeout {
  readonly connectTimeout?: string;
}

export interface HTTPTimeout {
  readonly connectionIdleTimeout?: string;
  readonly maxConnectionDuration?: string;
  readonly requestTimeout?: string;
  readonly maxStreamDuration?: string;
  readonly streamIdleTimeout?: string;
}

export interface Timeout {
  readonly tcp?: TCPTimeout;
  readonly http?: HTTPTimeout;
}

export interface PreconnectPolicy {
  readonly perEndpointPercent?: number;
  readonly predictivePercent?: number;
}

export interface BackendConnection {
  readonly bufferLimit?: string | number;
  readonly socketBufferLimit?: string | number;
  readonly preconnect?: PreconnectPolicy;
}

export type DNSLookupFamily = "IPv4" | "IPv6" | "IPv4Preferred" | "IPv6Preferred" | "IPv4AndIPv6";

export interface DNS {
  readonly dnsRefreshRate?: string;
  readonly respectDnsTtl?: boolean;
  readonly lookupFamily?: DNSLookupFamily;
}

export interface HTTP2KeepaliveSettings {
  readonly interval?: string;
  readonly timeout?: string;
  readonly intervalJitter?: number;
  readonly idleInterval?: string;
}

export interface HTTP2Settings {
  readonly initialStreamWindowSize?: string | number;
  readonly initialConnectionWindowSize?: string | number;
  readonly maxConcurrentStreams?: number;
  readonly onInvalidMessage?: string;
  readonly connectionKeepalive?: HTTP2KeepaliveSettings;
}

export interface ClusterSettings {
  readonly loadBalancer?: LoadBalancer;
  readonly retry?: Retry;
  readonly proxyProtocol?: ProxyProtocol;
  readonly tcpKeepalive?: TCPKeepalive;
  readonly healthCheck?: HealthCheck;
  readonly circuitBreaker?: CircuitBreaker;
  readonly timeout?: Timeout;
  readonly connection?: BackendConnection;
  readonly dns?: DNS;
  readonly http2?: HTTP2Settings;
}

export type ALSEnvoyProxyAccessLogType = "HTTP" | "TCP";

export interface ALSEnvoyProxyHTTPAccessLogConfig {
  readonly requestHeaders?: readonly string[];
  readonly responseHeaders?: readonly string[];
  readonly responseTrailers?: readonly string[];
}

export interface ALSEnvoyProxyAccessLog {
  readonly backendRef?: BackendObjectReference;
  readonly backendRefs?: readonly EnvoyBackendRef[];
  readonly backendSettings?: ClusterSettings;
  readonly logName?: string;
  readonly type: ALSEnvoyProxyAccessLogType;
  readonly http?: ALSEnvoyProxyHTTPAccessLogConfig;
}

export interface FileEnvoyProxyAccessLog {
  readonly path?: string;
}

export interface PolicyHTTPHeader {
  readonly name: string;
  readonly value: string;
}

export interface OpenTelemetryEnvoyProxyAccessLog {
  readonly backendRef?: BackendObjectReference;
  readonly backendRefs?: readonly EnvoyBackendRef[];
  readonly backendSettings?: ClusterSettings;
  readonly host?: string;
  /** Default: `4317`. */
  readonly port?: number;
  readonly resources?: { readonly [key: string]: string };
  readonly resourceAttributes?: { readonly [key: string]: string };
  readonly headers?: readonly PolicyHTTPHeader[];
}

export interface ProxyAccessLogSink {
  readonly type?: ProxyAccessLogSinkType;
  readonly als?: ALSEnvoyProxyAccessLog;
  readonly file?: FileEnvoyProxyAccessLog;
  readonly openTelemetry?: OpenTelemetryEnvoyProxyAccessLog;
}

export type ProxyAccessLogType = "Listener" | "Route" | "Upstream";

export interface ProxyAccessLogSetting {
  readonly format?: ProxyAccessLogFormat;
  readonly matches?: readonly string[];
  readonly sinks: readonly ProxyAccessLogSink[];
  readonly type?: ProxyAccessLogType;
}

export interface ProxyAccessLog {
  readonly disable?: boolean;
  readonly settings?: readonly ProxyAccessLogSetting[];
}

export type CustomTagType = "Literal" | "Environment" | "RequestHeader";

export interface LiteralCustomTag {
  readonly value: string;
}

export interface EnvironmentCustomTag {
  readonly name: string;
  readonly defaultValue?: string;
}

export interface RequestHeaderCustomTag {
  readonly name: string;
  readonly defaultValue?: string;
}

export interface CustomTag {
  /** Default: `"Literal"`. */
  readonly type?: CustomTagType;
  readonly literal?: LiteralCustomTag;
  readonly environment?: EnvironmentCustomTag;
  readonly requestHeader?: RequestHeaderCustomTag;
}

export interface TracingSpanName {
  readonly client: string;
  readonly server: string;
}

export type TracingProviderType = "OpenTelemetry" | "Zipkin" | "Datadog";

export interface ZipkinTracingProvider {
  readonly enable128BitTraceId?: boolean;
  readonly disableSharedSpanContext?: boolean;
}

export type OTelSamplerType = "AlwaysOn" | "AlwaysOff" | "TraceIdRatio" | "ParentBasedAlwaysOn" | "ParentBasedAlwaysOff" | "ParentBasedTraceIdRatio";

export interface OTelSampler {
  /** Default: `"AlwaysOn"`. */
  readonly type?: OTelSamplerType;
  readonly samplingPercentage?: Fraction;
}

export interface OpenTelemetryTracingProvider {
  readonly headers?: readonly PolicyHTTPHeader[];
  readonly resourceAttributes?: { readonly [key: string]: string };
  readonly sampler?: OTelSampler;
}

export interface TracingProvider {
  readonly backendRef?: BackendObjectReference;
  readonly backendRefs?: readonly EnvoyBackendRef[];
  readonly backendSettings?: ClusterSettings;
  /** Default: `"OpenTelemetry"`. */
  readonly type?: TracingProviderType;
  readonly host?: string;
  /** Default: `4317`. */
  readonly port?: number;
  readonly serviceName?: string;
  readonly zipkin?: ZipkinTracingProvider;
  readonly openTelemetry?: OpenTelemetryTracingProvider;
}

export interface ProxyTracing {
  readonly samplingFraction?: Fraction;
  readonly clientSamplingFraction?: Fraction;
  readonly overallSamplingFraction?: Fraction;
  readonly customTags?: { readonly [key: string]: CustomTag };
  readonly tags?: { readonly [key: string]: string };
  readonly spanName?: TracingSpanName;
  readonly samplingRate?: number;
  readonly provider: TracingProvider;
}

export type CompressorType = "Gzip" | "Brotli" | "Zstd";

export interface BrotliCompressor {
}

export interface GzipCompressor {
}

export interface ZstdCompressor {
}

export interface Compression {
  readonly type: CompressorType;
  readonly brotli?: BrotliCompressor;
  readonly gzip?: GzipCompressor;
  readonly zstd?: ZstdCompressor;
  readonly minContentLength?: string | number;
}

export interface ProxyPrometheusProvider {
  readonly disable?: boolean;
  readonly compression?: Compression;
}

export type MetricSinkType = "OpenTelemetry";

export interface ProxyOpenTelemetrySink {
  readonly backendRef?: BackendObjectReference;
  readonly backendRefs?: readonly EnvoyBackendRef[];
  readonly backendSettings?: ClusterSettings;
  readonly host?: string;
  /** Default: `4317`. */
  readonly port?: number;
  readonly reportCountersAsDeltas?: boolean;
  readonly reportHistogramsAsDeltas?: boolean;
  readonly headers?: readonly PolicyHTTPHeader[];
  readonly resourceAttributes?: { readonly [key: string]: string };
}

export interface ProxyMetricSink {
  /** Default: `"OpenTelemetry"`. */
  readonly type?: MetricSinkType;
  readonly openTelemetry?: ProxyOpenTelemetrySink;
}

export type StringMatchType = "Exact" | "Prefix" | "Suffix" | "RegularExpression";

export interface StringMatch {
  /** Default: `"Exact"`. */
  readonly type?: StringMatchType;
  readonly value: string;
}

export interface ProxyMetrics {
  readonly prometheus?: ProxyPrometheusProvider;
  readonly sinks?: readonly ProxyMetricSink[];
  readonly matches?: readonly StringMatch[];
  readonly enableVirtualHostStats?: boolean;
  readonly enablePerEndpointStats?: boolean;
  readonly enableRequestResponseSizesStats?: boolean;
  readonly enableGRPCStats?: boolean;
  readonly clusterStatName?: string;
}

export type RequestIDExtensionAction = "PackAndSample" | "Sample" | "Pack" | "Disable";

export interface RequestIDSettings {
  readonly tracing?: RequestIDExtensionAction;
}

export interface ProxyTelemetry {
  readonly accessLog?: ProxyAccessLog;
  readonly tracing?: ProxyTracing;
  readonly metrics?: ProxyMetrics;
  readonly requestID?: RequestIDSettings;
  readonly healthCheckLog?: ProxyHealthCheckLog;
}

export type BootstrapType = "Merge" | "Replace" | "JSONPatch";

export type JSONPatchOperationType = "add" | "remove" | "replace" | "move" | "copy" | "test";

export interface JSONPatchOperation {
  readonly op: JSONPatchOperationType;
  readonly path?: string;
  readonly jsonPath?: string;
  readonly from?: string;
  readonly value?: Json;
}

export interface ProxyBootstrap {
  /** Default: `"Replace"`. */
  readonly type?: BootstrapType;
  readonly value?: string;
  readonly jsonPatches?: readonly JSONPatchOperation[];
}

export interface MergeBackendsConfig {
  readonly selector?: LabelSelector;
}

export interface ShutdownConfig {
  readonly healthCheckFailureDelay?: string;
  readonly drainTimeout?: string;
  readonly minDrainDuration?: string;
}

export type EnvoyFilter = "envoy.filters.http.custom_response" | "envoy.filters.http.health_check" | "envoy.filters.http.fault" | "envoy.filters.http.cors" | "envoy.filters.http.csrf" | "envoy.filters.http.header_mutation" | "envoy.filters.http.ext_authz" | "envoy.filters.http.api_key_auth" | "envoy.filters.http.basic_auth" | "envoy.filters.http.oauth2" | "envoy.filters.http.jwt_authn" | "envoy.filters.http.stateful_session" | "envoy.filters.http.buffer" | "envoy.filters.http.lua" | "envoy.filters.http.ext_proc" | "envoy.filters.http.wasm" | "envoy.filters.http.dynamic_modules" | "envoy.filters.http.geoip" | "envoy.filters.http.rbac" | "envoy.filters.http.local_ratelimit" | "envoy.filters.http.ratelimit" | "envoy.filters.http.bandwidth_limit" | "envoy.filters.http.grpc_web" | "envoy.filters.http.grpc_stats" | "envoy.filters.http.credential_injector" | "envoy.filters.http.compressor" | "envoy.filters.http.dynamic_forward_proxy";

export interface FilterPosition {
  readonly name: EnvoyFilter;
  readonly before?: EnvoyFilter;
  readonly after?: EnvoyFilter;
}

export type TLSVersion = "Auto" | "1.0" | "1.1" | "1.2" | "1.3";

export type TLSFingerprintType = "JA3" | "JA4";

export interface BackendTLSConfig {
  readonly clientCertificateRef?: SecretObjectReference;
  readonly minVersion?: TLSVersion;
  readonly maxVersion?: TLSVersion;
  readonly ciphers?: readonly string[];
  readonly ecdhCurves?: readonly string[];
  readonly signatureAlgorithms?: readonly string[];
  readonly alpnProtocols?: readonly string[];
  readonly fingerprints?: readonly TLSFingerprintType[];
}

export type IPFamily = "IPv4" | "IPv6" | "DualStack";

export type LuaValidation = "Strict" | "InsecureSyntax" | "Disabled";

export interface StrictValidation {
  readonly allowedPaths?: readonly string[];
  readonly allowedEnvVars?: readonly string[];
}

export interface LuaValidationConfig {
  /** Default: `"Strict"`. */
  readonly validationType?: LuaValidation;
  readonly strictValidation?: StrictValidation;
}

export type DynamicModuleSourceType = "Local" | "Remote";

export interface LocalDynamicModuleSource {
  readonly path: string;
}

export interface RemoteDynamicModuleSource {
  readonly url: string;
  readonly sha256: string;
}

export interface DynamicModuleSource {
  /** Default: `"Local"`. */
  readonly type?: DynamicModuleSourceType;
  readonly local?: LocalDynamicModuleSource;
  readonly remote?: RemoteDynamicModuleSource;
}

export interface DynamicModuleEntry {
  readonly name: string;
  readonly source: DynamicModuleSource;
  /** Default: `false`. */
  readonly doNotClose?: boolean;
  /** Default: `false`. */
  readonly loadGlobally?: boolean;
}

export type GeoIPProviderType = "MaxMind";

export interface LocalGeoIPDBSource {
  readonly path: string;
}

export interface GeoIPDBSource {
  readonly local: LocalGeoIPDBSource;
}

export interface GeoIPMaxMind {
  readonly cityDbSource?: GeoIPDBSource;
  readonly countryDbSource?: GeoIPDBSource;
  readonly asnDbSource?: GeoIPDBSource;
  readonly ispDbSource?: GeoIPDBSource;
  readonly anonymousIpDbSource?: GeoIPDBSource;
}

export interface GeoIPProvider {
  readonly type: GeoIPProviderType;
  readonly maxMind?: GeoIPMaxMind;
}

export interface EnvoyProxyGeoIP {
  readonly provider: GeoIPProvider;
}

export type MergeType = "Replace" | "StrategicMerge" | "JSONMerge";

export interface EnvoyProxySpec {
  readonly provider?: EnvoyProxyProvider;
  /** Default: `{"level":{"default":"warn"}}`. */
  readonly logging?: ProxyLogging;
  readonly telemetry?: ProxyTelemetry;
  readonly bootstrap?: ProxyBootstrap;
  readonly concurrency?: number;
  readonly routingType?: string;
  readonly extraArgs?: readonly string[];
  readonly mergeGateways?: boolean;
  readonly mergeBackends?: MergeBackendsConfig;
  readonly shutdown?: ShutdownConfig;
  readonly filterOrder?: readonly FilterPosition[];
  readonly backendTLS?: BackendTLSConfig;
  readonly ipFamily?: IPFamily;
  readonly preserveRouteOrder?: boolean;
  readonly luaValidation?: LuaValidation;
  readonly lua?: LuaValidationConfig;
  readonly dynamicModules?: readonly DynamicModuleEntry[];
  readonly geoIP?: EnvoyProxyGeoIP;
  readonly mergeType?: MergeType;
}

/** Settings of a fleet of proxies. */
export interface EnvoyProxy extends ResourceBase<"EnvoyProxy"> {
  readonly spec: EnvoyProxySpec;
}

export type BackendType = "Endpoints" | "DynamicResolver";

export interface FQDNEndpoint {
  readonly hostname: string;
  readonly port: number;
}

export interface IPEndpoint {
  readonly address: string;
  readonly port: number;
}

export interface UnixSocket {
  readonly path: string;
}

export interface BackendEndpoint {
  readonly hostname?: string;
  readonly fqdn?: FQDNEndpoint;
  readonly ip?: IPEndpoint;
  readonly unix?: UnixSocket;
  readonly zone?: string;
}

export type AppProtocolType = "gateway.envoyproxy.io/h2c" | "gateway.envoyproxy.io/ws" | "gateway.envoyproxy.io/wss";

export interface BackendTLSSettings {
  readonly caCertificateRefs?: readonly LocalObjectReference[];
  readonly wellKnownCACertificates?: string;
  /** Default: `false`. */
  readonly insecureSkipVerify?: boolean;
  readonly sni?: string;
  readonly autoSNIFromEndpointHostname?: boolean;
  readonly clientCertificateRef?: SecretObjectReference;
  readonly minVersion?: TLSVersion;
  readonly maxVersion?: TLSVersion;
  readonly ciphers?: readonly string[];
  readonly ecdhCurves?: readonly string[];
  readonly signatureAlgorithms?: readonly string[];
  readonly alpnProtocols?: readonly string[];
  readonly fingerprints?: readonly TLSFingerprintType[];
}

export interface BackendSpec {
  /** Default: `"Endpoints"`. */
  readonly type?: BackendType;
  readonly endpoints?: readonly BackendEndpoint[];
  readonly appProtocols?: readonly AppProtocolType[];
  readonly fallback?: boolean;
  readonly tls?: BackendTLSSettings;
}

/** A destination outside of the cluster. */
export interface Backend extends ResourceBase<"Backend"> {
  readonly spec: BackendSpec;
}

export type HTTPHostnameModifierType = "Header" | "Backend" | "PathRegex";

export interface HostnamePathRegexRewrite {
  readonly pattern: string;
  readonly substitution: string;
}

export interface HTTPHostnameModifier {
  readonly type: HTTPHostnameModifierType;
  readonly header?: string;
  readonly pathRegex?: HostnamePathRegexRewrite;
}

export type EnvoyPathModifierType = "ReplaceRegexMatch";

export interface ReplaceRegexMatch {
  readonly pattern: string;
  readonly substitution: string;
}

export interface EnvoyPathModifier {
  readonly type: EnvoyPathModifierType;
  readonly replaceRegexMatch?: ReplaceRegexMatch;
}

export interface EnvoyURLRewriteFilter {
  readonly hostname?: HTTPHostnameModifier;
  readonly path?: EnvoyPathModifier;
  readonly appendXForwardedHost?: boolean;
}

export type ResponseValueType = "Inline" | "ValueRef";

export interface CustomResponseBody {
  /** Default: `"Inline"`. */
  readonly type?: ResponseValueType;
  readonly inline?: string;
  readonly valueRef?: LocalObjectReference;
}

export interface PolicyHTTPHeaderFilter {
  readonly set?: readonly PolicyHTTPHeader[];
  readonly add?: readonly PolicyHTTPHeader[];
  readonly remove?: readonly string[];
}

export interface HTTPDirectResponseFilter {
  readonly contentType?: string;
  readonly body?: CustomResponseBody;
  readonly statusCode?: number;
  readonly header?: PolicyHTTPHeaderFilter;
}

export interface InjectedCredential {
  readonly valueRef: SecretObjectReference;
}

export interface HTTPCredentialInjectionFilter {
  readonly header?: string;
  readonly overwrite?: boolean;
  readonly credential: InjectedCredential;
}

export type CookieMatchType = "Exact" | "RegularExpression";

export interface HTTPCookieMatch {
  /** Default: `"Exact"`. */
  readonly type?: CookieMatchType;
  readonly name: string;
  readonly value: string;
}

export interface HTTPRouteMatchFilter {
  readonly cookies?: readonly HTTPCookieMatch[];
}

export interface HTTPRouteFilterSpec {
  readonly urlRewrite?: EnvoyURLRewriteFilter;
  readonly directResponse?: HTTPDirectResponseFilter;
  readonly credentialInjection?: HTTPCredentialInjectionFilter;
  readonly matches?: readonly HTTPRouteMatchFilter[];
}

/** A filter that routes refer to by `extensionRef`. */
export interface HTTPRouteFilter extends ResourceBase<"HTTPRouteFilter"> {
  readonly spec: HTTPRouteFilterSpec;
}

export type TargetNamespaceFrom = "Same" | "All" | "Selector";

export interface TargetSelectorNamespaces {
  /** Default: `"Same"`. */
  readonly from?: TargetNamespaceFrom;
  readonly selector?: LabelSelector;
}

export interface TargetSelector {
  /** Default: `"gateway.networking.k8s.io"`. */
  readonly group?: string;
  readonly kind: string;
  readonly namespaces?: TargetSelectorNamespaces;
  readonly matchLabels?: { readonly [key: string]: string };
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

export interface ProxyProtocolSettings {
  readonly optional?: boolean;
}

export interface XForwardedForSettings {
  readonly numTrustedHops?: number;
  readonly trustedCIDRs?: readonly string[];
  readonly disableXForwardedForAppend?: boolean;
}

export interface CustomHeaderExtensionSettings {
  readonly name: string;
  readonly failClosed?: boolean;
}

export interface DirectSourceIPSettings {
}

export interface ClientIPDetectionSettings {
  readonly xForwardedFor?: XForwardedForSettings;
  readonly customHeader?: CustomHeaderExtensionSettings;
  readonly directSourceIP?: DirectSourceIPSettings;
}

export type ClientValidationModeType = "Request" | "RequireAny" | "VerifyIfGiven" | "RequireAndVerify";

export interface OtherSANMatch {
  readonly oid: string;
  /** Default: `"Exact"`. */
  readonly type?: StringMatchType;
  readonly value: string;
}

export interface SubjectAltNames {
  readonly dnsNames?: readonly StringMatch[];
  readonly emailAddresses?: readonly StringMatch[];
  readonly ipAddresses?: readonly StringMatch[];
  readonly uris?: readonly StringMatch[];
  readonly otherNames?: readonly OtherSANMatch[];
}

export interface CrlContext {
  readonly refs: readonly SecretObjectReference[];
  readonly onlyVerifyLeafCertificate?: boolean;
}

export interface ClientValidationContext {
  readonly optional?: boolean;
  readonly mode?: ClientValidationModeType;
  readonly caCertificateRefs?: readonly SecretObjectReference[];
  readonly spkiHashes?: readonly string[];
  readonly certificateHashes?: readonly string[];
  readonly subjectAltNames?: SubjectAltNames;
  readonly crl?: CrlContext;
  readonly allowExpiredCertificate?: boolean;
}

export interface StatelessTLSSessionResumption {
}

export interface StatefulTLSSessionResumption {
}

export interface SessionResumption {
  readonly stateless?: StatelessTLSSessionResumption;
  readonly stateful?: StatefulTLSSessionResumption;
}

export interface Session {
  readonly resumption?: SessionResumption;
}

export interface ClientTLSSettings {
  readonly clientValidation?: ClientValidationContext;
  readonly minVersion?: TLSVersion;
  readonly maxVersion?: TLSVersion;
  readonly ciphers?: readonly string[];
  readonly ecdhCurves?: readonly string[];
  readonly signatureAlgorithms?: readonly string[];
  readonly alpnProtocols?: readonly string[];
  readonly fingerprints?: readonly TLSFingerprintType[];
  readonly session?: Session;
}

export type PathEscapedSlashAction = "KeepUnchanged" | "RejectRequest" | "UnescapeAndForward" | "UnescapeAndRedirect";

export interface PathSettings {
  readonly escapedSlashesAction?: PathEscapedSlashAction;
  readonly disableMergeSlashes?: boolean;
}

export type XFCCForwardMode = "Sanitize" | "ForwardOnly" | "AppendForward" | "SanitizeSet" | "AlwaysForwardOnly";

export type XFCCCertData = "Subject" | "Cert" | "Chain" | "DNS" | "URI";

export interface XForwardedClientCert {
  readonly mode?: XFCCForwardMode;
  readonly certDetailsToAdd?: readonly XFCCCertData[];
}

export type WithUnderscoresAction = "Allow" | "RejectRequest" | "DropHeader";

export type RequestIDAction = "PreserveOrGenerate" | "Preserve" | "Generate" | "Disable";

export interface EnvoyHeaderFilter {
  readonly set?: readonly PolicyHTTPHeader[];
  readonly add?: readonly PolicyHTTPHeader[];
  readonly addIfAbsent?: readonly PolicyHTTPHeader[];
  readonly remove?: readonly string[];
  readonly removeOnMatch?: readonly StringMatch[];
}

export interface HostSettings {
  readonly stripTrailingHostDot?: boolean;
}

export interface HeaderSettings {
  readonly enableEnvoyHeaders?: boolean;
  readonly disableRateLimitHeaders?: boolean;
  readonly xForwardedClientCert?: XForwardedClientCert;
  readonly withUnderscoresAction?: WithUnderscoresAction;
  readonly preserveXRequestID?: boolean;
  readonly requestID?: RequestIDAction;
  readonly earlyRequestHeaders?: EnvoyHeaderFilter;
  readonly lateResponseHeaders?: EnvoyHeaderFilter;
  readonly host?: HostSettings;
  readonly maxRequestHeaderLimit?: string | number;
}

export interface TCPClientTimeout {
  readonly idleTimeout?: string;
  readonly tlsHandshakeTimeout?: string;
  readonly connectionInspectionTimeout?: string;
}

export interface HTTPClientTimeout {
  readonly requestReceivedTimeout?: string;
  readonly requestHeadersReceivedTimeout?: string;
  readonly idleTimeout?: string;
  readonly streamIdleTimeout?: string;
}

export interface ClientTimeout {
  readonly tcp?: TCPClientTimeout;
  readonly http?: HTTPClientTimeout;
}

export interface ConnectionLimit {
  readonly value?: number;
  readonly closeDelay?: string;
  readonly maxConnectionDuration?: string;
  readonly maxRequestsPerConnection?: number;
  readonly maxStreamDuration?: string;
}

export interface ClientConnection {
  readonly connectionLimit?: ConnectionLimit;
  readonly bufferLimit?: string | number;
  readonly socketBufferLimit?: string | number;
  /** Default: `1`. */
  readonly maxAcceptPerSocketEvent?: number;
}

export interface HTTP10Settings {
  readonly useDefaultHost?: boolean;
}

export interface HTTP1Settings {
  readonly enableTrailers?: boolean;
  readonly preserveHeaderCase?: boolean;
  readonly http10?: HTTP10Settings;
  readonly disableSafeMaxConnectionDuration?: boolean;
  readonly ignoredUpgradeTypes?: readonly StringMatch[];
}

export interface HTTP3Settings {
}

export interface GRPCSettings {
  readonly enableWeb?: boolean;
}

export interface HealthCheckSettings {
  readonly path: string;
}

export type SchemeHeaderTransform = "Preserve" | "MatchBackend";

export interface ClientTrafficPolicySpec {
  readonly targetRef?: LocalPolicyTargetReferenceWithSectionName;
  readonly targetRefs?: readonly LocalPolicyTargetReferenceWithSectionName[];
  readonly targetSelectors?: readonly TargetSelector[];
  readonly tcpKeepalive?: TCPKeepalive;
  readonly enableProxyProtocol?: boolean;
  readonly proxyProtocol?: ProxyProtocolSettings;
  readonly clientIPDetection?: ClientIPDetectionSettings;
  readonly tls?: ClientTLSSettings;
  readonly path?: PathSettings;
  readonly headers?: HeaderSettings;
  readonly timeout?: ClientTimeout;
  readonly connection?: ClientConnection;
  readonly http1?: HTTP1Settings;
  readonly http2?: HTTP2Settings;
  readonly http3?: HTTP3Settings;
  readonly grpc?: GRPCSettings;
  readonly healthCheck?: HealthCheckSettings;
  readonly scheme?: SchemeHeaderTransform;
}

/** How a listener treats its clients. */
export interface ClientTrafficPolicy extends ResourceBase<"ClientTrafficPolicy"> {
  readonly spec: ClientTrafficPolicySpec;
}

export type RateLimitType = "Global" | "Local";

export type EnvoyHeaderMatchType = "Exact" | "RegularExpression" | "Distinct";

export interface HeaderMatch {
  /** Default: `"Exact"`. */
  readonly type?: EnvoyHeaderMatchType;
  readonly name: string;
  readonly value?: string;
  /** Default: `false`. */
  readonly invert?: boolean;
}

export interface MethodMatch {
  readonly value: HTTPMethod;
  /** Default: `false`. */
  readonly invert?: boolean;
}

export interface PathMatch {
  /** Default: `"PathPrefix"`. */
  readonly type?: PathMatchType;
  /** Default: `"/"`. */
  readonly value?: string;
  /** Default: `false`. */
  readonly invert?: boolean;
}

export type SourceMatchType = "Exact" | "Distinct";

export interface SourceMatch {
  /** Default: `"Exact"`. */
  readonly type?: SourceMatchType;
  readonly value: string;
  /** Default: `false`. */
  readonly invert?: boolean;
}

export type EnvoyQueryParamMatchType = "Exact" | "RegularExpression" | "Distinct";

export interface QueryParamMatch {
  /** Default: `"Exact"`. */
  readonly type?: EnvoyQueryParamMatchType;
  readonly name: string;
  readonly value?: string;
  /** Default: `false`. */
  readonly invert?: boolean;
}

export interface RateLimitSelectCondition {
  readonly headers?: readonly HeaderMatch[];
  readonly methods?: readonly MethodMatch[];
  readonly path?: PathMatch;
  readonly sourceCIDR?: SourceMatch;
  readonly queryParams?: readonly QueryParamMatch[];
}

export type RateLimitUnit = "Second" | "Minute" | "Hour" | "Day" | "Week" | "Month" | "Year";

export interface RateLimitValueMetadata {
  readonly namespace: string;
  readonly key: string;
}

export interface RateLimitValue {
  readonly requests: number;
  readonly unit: RateLimitUnit;
  readonly fromMetadata?: RateLimitValueMetadata;
}

export type RateLimitCostFrom = "Number" | "Metadata";

export interface RateLimitCostMetadata {
  readonly namespace: string;
  readonly key: string;
}

export interface RateLimitCostSpecifier {
  readonly from: RateLimitCostFrom;
  readonly number?: number;
  readonly metadata?: RateLimitCostMetadata;
}

export interface RateLimitCost {
  readonly request?: RateLimitCostSpecifier;
  readonly response?: RateLimitCostSpecifier;
}

export type XRateLimitHeadersOption = "Off" | "DraftVersion03";

export interface RateLimitRule {
  readonly clientSelectors?: readonly RateLimitSelectCondition[];
  readonly limit: RateLimitValue;
  readonly cost?: RateLimitCost;
  readonly shared?: boolean;
  readonly shadowMode?: boolean;
  readonly xRateLimitHeaders?: XRateLimitHeadersOption;
}

export interface GlobalRateLimit {
  readonly rules: readonly RateLimitRule[];
}

export interface LocalRateLimit {
  readonly rules?: readonly RateLimitRule[];
}

export interface RateLimitSpec {
  readonly type?: RateLimitType;
  readonly global?: GlobalRateLimit;
  readonly local?: LocalRateLimit;
}

export type BandwidthLimitUnit = "Second" | "Minute" | "Hour";

export interface BandwidthLimitValue {
  readonly value: string | number;
  readonly unit: BandwidthLimitUnit;
}

export interface BandwidthLimitRequestConfig {
  readonly limit: BandwidthLimitValue;
}

export interface BandwidthLimitResponseTrailers {
  readonly prefix?: string;
}

export interface BandwidthLimitResponseConfig {
  readonly limit: BandwidthLimitValue;
  readonly responseTrailers?: BandwidthLimitResponseTrailers;
}

export interface BandwidthLimitSpec {
  readonly request?: BandwidthLimitRequestConfig;
  readonly response?: BandwidthLimitResponseConfig;
}

export interface FaultInjectionDelay {
  readonly fixedDelay: string;
  /** Default: `100`. */
  readonly percentage?: number;
}

export interface FaultInjectionAbort {
  readonly httpStatus?: number;
  readonly grpcStatus?: number;
  /** Default: `100`. */
  readonly percentage?: number;
}

export interface FaultInjection {
  readonly delay?: FaultInjectionDelay;
  readonly abort?: FaultInjectionAbort;
}

export interface HTTPSuccessCriteria {
  readonly statusCodes?: readonly number[];
}

export type GRPCSuccessCode = "Ok" | "Cancelled" | "Unknown" | "InvalidArgument" | "DeadlineExceeded" | "NotFound" | "AlreadyExists" | "PermissionDenied" | "ResourceExhausted" | "FailedPrecondition" | "Aborted" | "OutOfRange" | "Unimplemented" | "Internal" | "Unavailable" | "DataLoss" | "Unauthenticated";

export interface GRPCSuccessCriteria {
  readonly statusCodes?: readonly GRPCSuccessCode[];
}

export interface AdmissionControlSuccessCriteria {
  readonly http?: HTTPSuccessCriteria;
  readonly grpc?: GRPCSuccessCriteria;
}

export interface AdmissionControl {
  readonly samplingWindow?: string;
  readonly minSuccessRate?: number;
  readonly rejectionAggression?: number;
  readonly minRequestRate?: number;
  readonly maxRejectionPercent?: number;
  readonly successCriteria?: AdmissionControlSuccessCriteria;
}

export type StatusCodeValueType = "Value" | "Range";

export interface StatusCodeRange {
  readonly start: number;
  readonly end: number;
}

export interface StatusCodeMatch {
  /** Default: `"Value"`. */
  readonly type?: StatusCodeValueType;
  readonly value?: number;
  readonly range?: StatusCodeRange;
}

export interface ResponseOverrideHeaderMatch {
  readonly name: string;
  readonly value: StringMatch;
}

export interface CustomResponseMatch {
  readonly statusCodes?: readonly StatusCodeMatch[];
  readonly responseHeaders?: readonly ResponseOverrideHeaderMatch[];
}

export interface CustomResponse {
  readonly contentType?: string;
  readonly body?: CustomResponseBody;
  readonly statusCode?: number;
  readonly header?: PolicyHTTPHeaderFilter;
}

export type CustomRedirectScheme = "http" | "https";

export interface CustomRedirect {
  readonly scheme?: CustomRedirectScheme;
  readonly hostname?: string;
  readonly path?: HTTPPathModifier;
  readonly port?: number;
  /** Default: `302`. */
  readonly statusCode?: 301 | 302;
}

export type ResponseOverrideSource = "All" | "Local" | "Backend";

export interface ResponseOverride {
  readonly match: CustomResponseMatch;
  readonly response?: CustomResponse;
  readonly redirect?: CustomRedirect;
  readonly source?: ResponseOverrideSource;
}

export interface ConnectConfig {
  readonly terminate?: boolean;
}

export interface ProtocolUpgradeConfig {
  readonly type: string;
  readonly connect?: ConnectConfig;
}

export interface RequestBuffer {
  readonly limit?: string | number;
}

export interface Tracing {
  readonly samplingFraction?: Fraction;
  readonly clientSamplingFraction?: Fraction;
  readonly overallSamplingFraction?: Fraction;
  readonly customTags?: { readonly [key: string]: CustomTag };
  readonly tags?: { readonly [key: string]: string };
  readonly spanName?: TracingSpanName;
}

export interface BackendMetrics {
  readonly routeStatName?: string;
}

export interface BackendTelemetry {
  readonly tracing?: Tracing;
  readonly metrics?: BackendMetrics;
}

export interface BackendTrafficPolicySpec {
  readonly targetRef?: LocalPolicyTargetReferenceWithSectionName;
  readonly targetRefs?: readonly LocalPolicyTargetReferenceWithSectionName[];
  readonly targetSelectors?: readonly TargetSelector[];
  readonly loadBalancer?: LoadBalancer;
  readonly retry?: Retry;
  readonly proxyProtocol?: ProxyProtocol;
  readonly tcpKeepalive?: TCPKeepalive;
  readonly healthCheck?: HealthCheck;
  readonly circuitBreaker?: CircuitBreaker;
  readonly timeout?: Timeout;
  readonly connection?: BackendConnection;
  readonly dns?: DNS;
  readonly http2?: HTTP2Settings;
  readonly mergeType?: string;
  readonly rateLimit?: RateLimitSpec;
  readonly bandwidthLimit?: BandwidthLimitSpec;
  readonly faultInjection?: FaultInjection;
  readonly admissionControl?: AdmissionControl;
  readonly useClientProtocol?: boolean;
  readonly compression?: readonly Compression[];
  readonly compressor?: readonly Compression[];
  readonly responseOverride?: readonly ResponseOverride[];
  readonly httpUpgrade?: readonly ProtocolUpgradeConfig[];
  readonly requestBuffer?: RequestBuffer;
  readonly telemetry?: BackendTelemetry;
  readonly routingType?: string;
}

/** How traffic reaches its backends. */
export interface BackendTrafficPolicy extends ResourceBase<"BackendTrafficPolicy"> {
  readonly spec: BackendTrafficPolicySpec;
}

export interface ExtractFrom {
  readonly headers?: readonly string[];
  readonly params?: readonly string[];
  readonly cookies?: readonly string[];
}

export interface APIKeyAuth {
  readonly credentialRefs: readonly SecretObjectReference[];
  readonly extractFrom: readonly ExtractFrom[];
  readonly forwardClientIDHeader?: string;
  readonly sanitize?: boolean;
}

export interface CORS {
  readonly allowOrigins?: readonly string[];
  readonly allowMethods?: readonly string[];
  readonly allowHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAge?: string;
  readonly allowCredentials?: boolean;
}

export interface CSRF {
  readonly shadowFraction?: Fraction;
  readonly additionalOrigins?: readonly string[];
}

export interface BasicAuth {
  readonly users: SecretObjectReference;
  readonly forwardUsernameHeader?: string;
}

export interface RemoteJWKS {
  readonly backendRef?: BackendObjectReference;
  readonly backendRefs?: readonly EnvoyBackendRef[];
  readonly backendSettings?: ClusterSettings;
  readonly uri: string;
  /** Default: `"300s"`. */
  readonly cacheDuration?: string;
  readonly failedRefetchDuration?: string;
}

export type LocalJWKSType = "Inline" | "ValueRef";

export interface LocalJWKS {
  /** Default: `"Inline"`. */
  readonly type?: LocalJWKSType;
  readonly inline?: string;
  readonly valueRef?: LocalObjectReference;
}

export interface ClaimToHeader {
  readonly header: string;
  readonly claim: string;
}

export interface JWTHeaderExtractor {
  readonly name: string;
  readonly valuePrefix?: string;
}

export interface JWTExtractor {
  readonly headers?: readonly JWTHeaderExtractor[];
  readonly cookies?: readonly string[];
  readonly params?: readonly string[];
}

export interface JWTProvider {
  readonly name: string;
  readonly issuer?: string;
  readonly audiences?: readonly string[];
  readonly remoteJWKS?: RemoteJWKS;
  readonly localJWKS?: LocalJWKS;
  readonly claimToHeaders?: readonly ClaimToHeader[];
  readonly recomputeRoute?: boolean;
  readonly extractFrom?: JWTExtractor;
}

export interface JWT {
  readonly optional?: boolean;
  readonly failOpen?: boolean;
  readonly providers: readonly JWTProvider[];
}

export interface OIDCProvider {
  readonly backendRef?: BackendObjectReference;
  readonly backendRefs?: readonly EnvoyBackendRef[];
  readonly backendSettings?: ClusterSettings;
  readonly issuer: string;
  readonly authorizationEndpoint?: string;
  readonly tokenEndpoint?: string;
  readonly endSessionEndpoint?: string;
}

export interface OIDCCookieNames {
  readonly accessToken?: string;
  readonly idToken?: string;
}

export type OIDCCookieConfigSameSite = "Lax" | "Strict" | "None";

export interface OIDCCookieConfig {
  readonly sameSite?: OIDCCookieConfigSameSite;
}

export interface OIDCDenyRedirectHeader {
  readonly name: string;
  /** Default: `"Exact"`. */
  readonly type?: StringMatchType;
  readonly value: string;
}

export interface OIDCDenyRedirect {
  readonly headers: readonly OIDCDenyRedirectHeader[];
}

export interface OIDCTokenForwarding {
  readonly header: string;
}

export interface OIDC {
  readonly provider: OIDCProvider;
  readonly clientID?: string;
  readonly clientIDRef?: SecretObjectReference;
  readonly clientSecret: SecretObjectReference;
  readonly cookieNames?: OIDCCookieNames;
  readonly cookieConfig?: OIDCCookieConfig;
  readonly cookieDomain?: string;
  readonly scopes?: readonly string[];
  readonly resources?: readonly string[];
  readonly redirectURL?: string;
  readonly denyRedirect?: OIDCDenyRedirect;
  readonly logoutPath?: string;
  readonly forwardAccessToken?: boolean;
  readonly forwardIDToken?: OIDCTokenForwarding;
  readonly defaultTokenTTL?: string;
  /** Default: `true`. */
  readonly refreshToken?: boolean;
  readonly defaultRefreshTokenTTL?: string;
  readonly csrfTokenTTL?: string;
  readonly disableTokenEncryption?: boolean;
  readonly passThroughAuthHeader?: boolean;
}

export interface GRPCExtAuthService {
  readonly backendRef?: BackendObjectReference;
  readonly backendRefs?: readonly EnvoyBackendRef[];
  readonly backendSettings?: ClusterSettings;
}

export interface HTTPExtAuthService {
  readonly backendRef?: BackendObjectReference;
  readonly backendRefs?: readonly EnvoyBackendRef[];
  readonly backendSettings?: ClusterSettings;
  readonly path?: string;
  readonly pathOverride?: string;
  readonly headersToBackend?: readonly string[];
}

export interface BodyToExtAuth {
  readonly maxRequestBytes: number;
}

export type ContextExtensionValueType = "Value" | "ValueRef";

export interface LocalObjectKeyReference {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly key: string;
}

export interface ContextExtension {
  readonly name: string;
  /** Default: `"Value"`. */
  readonly type?: ContextExtensionValueType;
  readonly value?: string;
  readonly valueRef?: LocalObjectKeyReference;
}

export interface ExtAuth {
  readonly grpc?: GRPCExtAuthService;
  readonly http?: HTTPExtAuthService;
  readonly headersToExtAuth?: readonly string[];
  readonly bodyToExtAuth?: BodyToExtAuth;
  readonly timeout?: string;
  /** Default: `false`. */
  readonly failOpen?: boolean;
  readonly recomputeRoute?: boolean;
  readonly includeRouteMetadata?: boolean;
  readonly contextExtensions?: readonly ContextExtension[];
  readonly statusOnError?: 400 | 401 | 402 | 403 | 404 | 405 | 406 | 407 | 408 | 409 | 410 | 411 | 412 | 413 | 414 | 415 | 416 | 417 | 421 | 422 | 423 | 424 | 426 | 428 | 429 | 431 | 500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511;
}

export type AuthorizationAction = "Allow" | "Deny";

export interface Operation {
  readonly methods?: readonly HTTPMethod[];
  readonly path?: PathMatch;
}

export type JWTClaimValueType = "String" | "StringArray";

export interface JWTClaim {
  readonly name: string;
  /** Default: `"String"`. */
  readonly valueType?: JWTClaimValueType;
  readonly values: readonly string[];
}

export interface JWTPrincipal {
  readonly provider: string;
  readonly claims?: readonly JWTClaim[];
  readonly scopes?: readonly string[];
}

export interface AuthorizationHeaderMatch {
  readonly name: string;
  readonly values: readonly string[];
}

export interface GeoIPAnonymousMatch {
  readonly isAnonymous?: boolean;
  readonly isVPN?: boolean;
  readonly isHosting?: boolean;
  readonly isTor?: boolean;
  readonly isProxy?: boolean;
}

export interface ClientIPGeoLocation {
  readonly country?: string;
  readonly region?: string;
  readonly city?: string;
  readonly asn?: number;
  readonly isp?: string;
  readonly anonymous?: GeoIPAnonymousMatch;
}

export interface Principal {
  readonly clientCIDRs?: readonly string[];
  readonly jwt?: JWTPrincipal;
  readonly headers?: readonly AuthorizationHeaderMatch[];
  readonly clientIPGeoLocations?: readonly ClientIPGeoLocation[];
}

export interface AuthorizationRule {
  readonly name?: string;
  readonly action: AuthorizationAction;
  readonly operation?: Operation;
  readonly principal?: Principal;
  readonly cel?: string;
}

export interface Authorization {
  readonly rules?: readonly AuthorizationRule[];
  readonly defaultAction?: AuthorizationAction;
}

export interface SecurityPolicySpec {
  readonly targetRef?: LocalPolicyTargetReferenceWithSectionName;
  readonly targetRefs?: readonly LocalPolicyTargetReferenceWithSectionName[];
  readonly targetSelectors?: readonly TargetSelector[];
  readonly mergeType?: string;
  readonly apiKeyAuth?: APIKeyAuth;
  readonly cors?: CORS;
  readonly csrf?: CSRF;
  readonly basicAuth?: BasicAuth;
  readonly jwt?: JWT;
  readonly oidc?: OIDC;
  readonly extAuth?: ExtAuth;
  readonly authorization?: Authorization;
}

/** Who may send requests: authentication and authorization. */
export interface SecurityPolicy extends ResourceBase<"SecurityPolicy"> {
  readonly spec: SecurityPolicySpec;
}

export type WasmCodeSourceType = "HTTP" | "Image";

export interface WasmCodeSourceTLSConfig {
  readonly caCertificateRef: SecretObjectReference;
}

export interface HTTPWasmCodeSource {
  readonly url: string;
  readonly sha256?: string;
  readonly tls?: WasmCodeSourceTLSConfig;
}

export interface ImageWasmCodeSource {
  readonly url: string;
  readonly sha256?: string;
  readonly pullSecretRef?: SecretObjectReference;
  readonly tls?: WasmCodeSourceTLSConfig;
}

export type ImagePullPolicy = "IfNotPresent" | "Always";

export interface WasmCodeSource {
  readonly type: WasmCodeSourceType;
  readonly http?: HTTPWasmCodeSource;
  readonly image?: ImageWasmCodeSource;
  readonly pullPolicy?: ImagePullPolicy;
}

export interface WasmEnv {
  readonly hostKeys?: readonly string[];
}

export interface Wasm {
  readonly name?: string;
  readonly rootID?: string;
  readonly code: WasmCodeSource;
  readonly config?: Json;
  /** Default: `false`. */
  readonly failOpen?: boolean;
  readonly env?: WasmEnv;
}

export type ExtProcBodyProcessingMode = "Streamed" | "Buffered" | "BufferedPartial" | "FullDuplexStreamed";

export interface ProcessingModeOptions {
  readonly body?: ExtProcBodyProcessingMode;
  readonly attributes?: readonly string[];
}

export interface ExtProcProcessingMode {
  readonly request?: ProcessingModeOptions;
  readonly response?: ProcessingModeOptions;
  readonly allowModeOverride?: boolean;
}

export interface ExtProcMetadata {
  readonly accessibleNamespaces?: readonly string[];
  readonly writableNamespaces?: readonly string[];
}

export interface ExtProc {
  readonly backendRef?: BackendObjectReference;
  readonly backendRefs?: readonly EnvoyBackendRef[];
  readonly backendSettings?: ClusterSettings;
  readonly messageTimeout?: string;
  /** Default: `false`. */
  readonly failOpen?: boolean;
  readonly processingMode?: ExtProcProcessingMode;
  readonly shadowMode?: boolean;
  readonly metadata?: ExtProcMetadata;
  readonly statusOnError?: 400 | 401 | 402 | 403 | 404 | 405 | 406 | 407 | 408 | 409 | 410 | 411 | 412 | 413 | 414 | 415 | 416 | 417 | 421 | 422 | 423 | 424 | 426 | 428 | 429 | 431 | 500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511;
}

export type LuaValueType = "Inline" | "ValueRef";

export interface Lua {
  /** Default: `"Inline"`. */
  readonly type?: LuaValueType;
  readonly inline?: string;
  readonly valueRef?: LocalObjectReference;
  readonly filterContext?: Json;
}

export interface DynamicModule {
  readonly name: string;
  readonly filterName?: string;
  readonly config?: Json;
  /** Default: `false`. */
  readonly terminalFilter?: boolean;
}

export interface EnvoyExtensionPolicySpec {
  readonly targetRef?: LocalPolicyTargetReferenceWithSectionName;
  readonly targetRefs?: readonly LocalPolicyTargetReferenceWithSectionName[];
  readonly targetSelectors?: readonly TargetSelector[];
  readonly mergeType?: string;
  readonly wasm?: readonly Wasm[];
  readonly extProc?: readonly ExtProc[];
  readonly lua?: readonly Lua[];
  readonly dynamicModule?: readonly DynamicModule[];
}

/** Code that takes part in the processing of requests. */
export interface EnvoyExtensionPolicy extends ResourceBase<"EnvoyExtensionPolicy"> {
  readonly spec: EnvoyExtensionPolicySpec;
}

export type EnvoyPatchType = "JSONPatch";

export type EnvoyResourceType = "type.googleapis.com/envoy.config.listener.v3.Listener" | "type.googleapis.com/envoy.config.route.v3.RouteConfiguration" | "type.googleapis.com/envoy.config.cluster.v3.Cluster" | "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment" | "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret";

export interface EnvoyJSONPatchConfig {
  readonly type: EnvoyResourceType;
  readonly name: string;
  readonly operation: JSONPatchOperation;
}

export interface LocalPolicyTargetReference {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

export interface EnvoyPatchPolicySpec {
  readonly type: EnvoyPatchType;
  readonly jsonPatches?: readonly EnvoyJSONPatchConfig[];
  readonly targetRef: LocalPolicyTargetReference;
  readonly priority?: number;
}

/** Changes of the generated Envoy configuration. */
export interface EnvoyPatchPolicy extends ResourceBase<"EnvoyPatchPolicy"> {
  readonly spec: EnvoyPatchPolicySpec;
}
