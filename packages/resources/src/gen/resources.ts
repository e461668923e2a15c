// Generated from the schemas by `pnpm generate`; never edited.
import type { ResourceBase } from "../metadata.ts";
import type { Json, JsonObject } from "../schema/dsl.ts";

/** What holds back a namespace's deletion. */
export interface NamespaceSpec {
  readonly finalizers?: readonly string[];
}

/** A namespace; its labels matter to selectors. */
export interface Namespace extends ResourceBase<"Namespace"> {
  readonly spec?: NamespaceSpec;
}

export type ServiceSpecType = "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName";

export type Protocol = "TCP" | "UDP" | "SCTP";

/** A port of a Service, and the port of its endpoints behind it. */
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

/** How long a client stays with its endpoint. */
export interface ClientIPConfig {
  readonly timeoutSeconds?: number;
}

/** Settings of a Service's session affinity. */
export interface SessionAffinityConfig {
  readonly clientIP?: ClientIPConfig;
}

export type IPFamilyPolicy = "SingleStack" | "PreferDualStack" | "RequireDualStack";

/** Which pods a Service stands for, and how it is reached. */
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

/** An address at which a load balancer takes traffic. */
export interface LoadBalancerIngress {
  readonly ip?: string;
  readonly hostname?: string;
  readonly ipMode?: string;
}

/** Where a load balancer takes traffic. */
export interface LoadBalancerStatus {
  readonly ingress?: readonly LoadBalancerIngress[];
}

/** Where a Service of type LoadBalancer takes traffic. */
export interface ServiceStatus {
  readonly loadBalancer?: LoadBalancerStatus;
}

/** A set of endpoints with one name. */
export interface Service extends ResourceBase<"Service"> {
  readonly spec?: ServiceSpec;
  readonly status?: ServiceStatus;
}

export type EndpointAddressType = "IPv4" | "IPv6" | "FQDN";

/** Whether an endpoint takes traffic; what is absent counts as ready. */
export interface EndpointConditions {
  readonly ready?: boolean;
  readonly serving?: boolean;
  readonly terminating?: boolean;
}

/** A zone or a node that an endpoint is meant for. */
export interface TopologyHint {
  readonly name: string;
}

/** Where the traffic of an endpoint should come from. */
export interface EndpointHints {
  readonly forZones?: readonly TopologyHint[];
  readonly forNodes?: readonly TopologyHint[];
}

/** One backend of a Service: its addresses, and where it runs. */
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

/** A port that all endpoints of a slice share. */
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

/** One address of a machine, and of what type it is. */
export interface NodeAddress {
  readonly type: string;
  readonly address: string;
}

/** The addresses of a machine. */
export interface NodeStatus {
  readonly addresses?: readonly NodeAddress[];
}

/** A machine of the cluster. */
export interface Node extends ResourceBase<"Node"> {
  readonly spec?: JsonObject;
  readonly status?: NodeStatus;
}

/** A port of an imported Service. */
export interface ServiceImportPort {
  readonly name?: string;
  /** Default: `"TCP"`. */
  readonly protocol?: Protocol;
  readonly appProtocol?: string;
  readonly port: number;
}

export type ServiceImportType = "ClusterSetIP" | "Headless";

/** The ports and addresses of a Service of a cluster set. */
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

/** Certificates in PEM, and the signer that they belong to. */
export interface ClusterTrustBundleSpec {
  readonly signerName?: string;
  readonly trustBundle: string;
}

/** A set of certificate authorities. */
export interface ClusterTrustBundle extends ResourceBase<"ClusterTrustBundle"> {
  readonly spec: ClusterTrustBundleSpec;
}

/** The object with a GatewayClass's settings. */
export interface ParametersReference {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** Who serves Gateways of a class, and with which settings. */
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

/** A Secret, perhaps of another namespace. */
export interface SecretObjectReference {
  /** Default: `""`. */
  readonly group?: string;
  /** Default: `"Secret"`. */
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
}

/** How a listener ends or passes TLS. */
export interface ListenerTLSConfig {
  /** Default: `"Terminate"`. */
  readonly mode?: TLSModeType;
  readonly certificateRefs?: readonly SecretObjectReference[];
  readonly options?: { readonly [key: string]: string };
}

export type FromNamespaces = "All" | "Selector" | "Same";

/** One condition on a label: `In`, `NotIn`, `Exists` or `DoesNotExist`. */
export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** Objects whose labels match all conditions; without a condition every object. */
export interface LabelSelector {
  readonly matchLabels?: { readonly [key: string]: string };
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

/** The namespaces whose routes may attach to a listener. */
export interface RouteNamespaces {
  /** Default: `"Same"`. */
  readonly from?: FromNamespaces;
  readonly selector?: LabelSelector;
}

/** A kind of route. */
export interface RouteGroupKind {
  /** Default: `"gateway.networking.k8s.io"`. */
  readonly group?: string;
  readonly kind: string;
}

/** Which routes may attach to a listener. */
export interface AllowedRoutes {
  /** Default: `{"from":"Same"}`. */
  readonly namespaces?: RouteNamespaces;
  readonly kinds?: readonly RouteGroupKind[];
}

/** A port, protocol and hostname at which a Gateway takes traffic. */
export interface Listener {
  readonly name: string;
  readonly hostname?: string;
  readonly port: number;
  readonly protocol: string;
  readonly tls?: ListenerTLSConfig;
  /** Default: `{"namespaces":{"from":"Same"}}`. */
  readonly allowedRoutes?: AllowedRoutes;
}

/** An address that a Gateway asks for. */
export interface GatewaySpecAddress {
  /** Default: `"IPAddress"`. */
  readonly type?: string;
  readonly value?: string;
}

/** The object with a Gateway's settings, in its namespace. */
export interface LocalParametersReference {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

/** What the infrastructure made for a Gateway carries. */
export interface GatewayInfrastructure {
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
  readonly parametersRef?: LocalParametersReference;
}

export type ListenerSetNamespacesFrom = "All" | "Selector" | "Same" | "None";

/** The namespaces whose ListenerSets may join a Gateway. */
export interface ListenerNamespaces {
  /** Default: `"None"`. */
  readonly from?: ListenerSetNamespacesFrom;
  readonly selector?: LabelSelector;
}

/** Which ListenerSets may join a Gateway. */
export interface AllowedListeners {
  /** Default: `{"from":"None"}`. */
  readonly namespaces?: ListenerNamespaces;
}

/** The certificate that a Gateway shows to backends. */
export interface GatewayBackendTLS {
  readonly clientCertificateRef?: SecretObjectReference;
}

/** An object, perhaps of another namespace. */
export interface ObjectReference {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export type FrontendValidationModeType = "AllowValidOnly" | "AllowInsecureFallback";

/** How clients' certificates are verified. */
export interface FrontendTLSValidation {
  readonly caCertificateRefs: readonly ObjectReference[];
  /** Default: `"AllowValidOnly"`. */
  readonly mode?: FrontendValidationModeType;
}

/** TLS settings towards clients. */
export interface TLSConfig {
  readonly validation?: FrontendTLSValidation;
}

/** TLS settings towards clients of one port. */
export interface TLSPortConfig {
  readonly port: number;
  readonly tls: TLSConfig;
}

/** TLS settings towards clients, for all ports and for single ones. */
export interface FrontendTLSConfig {
  readonly default: TLSConfig;
  readonly perPort?: readonly TLSPortConfig[];
}

/** TLS settings of a whole Gateway, towards clients and backends. */
export interface GatewayTLSConfig {
  readonly backend?: GatewayBackendTLS;
  readonly frontend?: FrontendTLSConfig;
}

export type GatewayDefaultScope = "All" | "None";

/** The class, listeners and addresses of a Gateway. */
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

/** The Gateway that a ListenerSet joins. */
export interface ParentGatewayReference {
  /** Default: `"gateway.networking.k8s.io"`. */
  readonly group?: string;
  /** Default: `"Gateway"`. */
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
}

/** A port, protocol and hostname that a ListenerSet adds to its Gateway. */
export interface ListenerEntry {
  readonly name: string;
  readonly hostname?: string;
  readonly port: number;
  readonly protocol: string;
  readonly tls?: ListenerTLSConfig;
  /** Default: `{"namespaces":{"from":"Same"}}`. */
  readonly allowedRoutes?: AllowedRoutes;
}

/** The listeners of a ListenerSet, and the Gateway that they join. */
export interface ListenerSetSpec {
  readonly parentRef: ParentGatewayReference;
  readonly listeners: readonly ListenerEntry[];
}

/** Listeners that join a Gateway. */
export interface ListenerSet extends ResourceBase<"ListenerSet"> {
  readonly spec: ListenerSetSpec;
}

/** What a route attaches to: a Gateway or ListenerSet, or one listener of it. */
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

/** Which paths match. */
export interface HTTPPathMatch {
  /** Default: `"PathPrefix"`. */
  readonly type?: PathMatchType;
  /** Default: `"/"`. */
  readonly value?: string;
}

export type HeaderMatchType = "Exact" | "RegularExpression";

/** Which value of a header matches. */
export interface HTTPHeaderMatch {
  /** Default: `"Exact"`. */
  readonly type?: HeaderMatchType;
  readonly name: string;
  readonly value: string;
}

export type QueryParamMatchType = "Exact" | "RegularExpression";

/** Which value of a query parameter matches. */
export interface HTTPQueryParamMatch {
  /** Default: `"Exact"`. */
  readonly type?: QueryParamMatchType;
  readonly name: string;
  readonly value: string;
}

export type HTTPMethod = "GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "CONNECT" | "OPTIONS" | "TRACE" | "PATCH";

/** Conditions on a request; all must hold. */
export interface HTTPRouteMatch {
  /** Default: `{"type":"PathPrefix","value":"/"}`. */
  readonly path?: HTTPPathMatch;
  readonly headers?: readonly HTTPHeaderMatch[];
  readonly queryParams?: readonly HTTPQueryParamMatch[];
  readonly method?: HTTPMethod;
}

export type HTTPRouteFilterType = "RequestHeaderModifier" | "ResponseHeaderModifier" | "RequestMirror" | "RequestRedirect" | "URLRewrite" | "ExtensionRef" | "CORS" | "ExternalAuth";

/** The name and value of a header. */
export interface HTTPHeader {
  readonly name: string;
  readonly value: string;
}

/** Headers to set, add and remove. */
export interface HTTPHeaderFilter {
  readonly set?: readonly HTTPHeader[];
  readonly add?: readonly HTTPHeader[];
  readonly remove?: readonly string[];
}

/** An object that takes traffic, and its port. */
export interface BackendObjectReference {
  /** Default: `""`. */
  readonly group?: string;
  /** Default: `"Service"`. */
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
}

/** A share: the numerator out of the denominator. */
export interface Fraction {
  readonly numerator: number;
  /** Default: `100`. */
  readonly denominator?: number;
}

/** Where copies of requests go, and what share of them. */
export interface HTTPRequestMirrorFilter {
  readonly backendRef: BackendObjectReference;
  readonly percent?: number;
  readonly fraction?: Fraction;
}

export type HTTPRequestRedirectFilterScheme = "http" | "https";

export type HTTPPathModifierType = "ReplaceFullPath" | "ReplacePrefixMatch";

/** What replaces the path, or its matched prefix. */
export interface HTTPPathModifier {
  readonly type: HTTPPathModifierType;
  readonly replaceFullPath?: string;
  readonly replacePrefixMatch?: string;
}

/** Where a redirect leads; what is absent stays as in the request. */
export interface HTTPRequestRedirectFilter {
  readonly scheme?: HTTPRequestRedirectFilterScheme;
  readonly hostname?: string;
  readonly path?: HTTPPathModifier;
  readonly port?: number;
  /** Default: `302`. */
  readonly statusCode?: 301 | 302 | 303 | 307 | 308;
}

/** What replaces the host and path of requests to the backend. */
export interface HTTPURLRewriteFilter {
  readonly hostname?: string;
  readonly path?: HTTPPathModifier;
}

export type HTTPMethodWithWildcard = "GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "CONNECT" | "OPTIONS" | "TRACE" | "PATCH" | "*";

/** What browsers' scripts of other origins may do. */
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

/** Settings of an authorization service that speaks gRPC. */
export interface GRPCAuthConfig {
  readonly allowedHeaders?: readonly string[];
}

/** Settings of an authorization service that speaks HTTP. */
export interface HTTPAuthConfig {
  readonly path?: string;
  readonly allowedHeaders?: readonly string[];
  readonly allowedResponseHeaders?: readonly string[];
}

/** How much of the body an authorization service gets. */
export interface ForwardBodyConfig {
  readonly maxSize?: number;
}

/** The service that is asked whether a request may pass. */
export interface HTTPExternalAuthFilter {
  readonly protocol: HTTPRouteExternalAuthProtocol;
  readonly backendRef: BackendObjectReference;
  readonly grpc?: GRPCAuthConfig;
  readonly http?: HTTPAuthConfig;
  readonly forwardBody?: ForwardBodyConfig;
}

/** An object of the same namespace. */
export interface LocalObjectReference {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

/** A step that requests go through; `type` says which. (Gateway API calls it HTTPRouteFilter, like Envoy Gateway's kind.) */
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

/** A backend of a rule, with its weight and filters. */
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

/** How long requests may take in all, and at a backend; `0s` is for ever. */
export interface HTTPRouteTimeouts {
  readonly request?: string;
  readonly backendRequest?: string;
}

/** When and how often a request is tried again. */
export interface HTTPRouteRetry {
  readonly codes?: readonly number[];
  readonly attempts?: number;
  readonly backoff?: string;
}

export type SessionPersistenceType = "Cookie" | "Header";

export type CookieLifetimeType = "Permanent" | "Session";

/** How long a session's cookie lives. */
export interface CookieConfig {
  /** Default: `"Session"`. */
  readonly lifetimeType?: CookieLifetimeType;
}

/** How requests of one session stay with one backend. */
export interface SessionPersistence {
  readonly sessionName?: string;
  readonly absoluteTimeout?: string;
  /** Default: `"Cookie"`. */
  readonly type?: SessionPersistenceType;
  readonly cookieConfig?: CookieConfig;
}

/** What happens to requests that match. */
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

/** The parents, hostnames and rules of an HTTPRoute. */
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

/** Which gRPC services and methods match. */
export interface GRPCMethodMatch {
  /** Default: `"Exact"`. */
  readonly type?: GRPCMethodMatchType;
  readonly service?: string;
  readonly method?: string;
}

export type GRPCHeaderMatchType = "Exact" | "RegularExpression";

/** Which value of a header matches. */
export interface GRPCHeaderMatch {
  /** Default: `"Exact"`. */
  readonly type?: GRPCHeaderMatchType;
  readonly name: string;
  readonly value: string;
}

/** Conditions on a gRPC request; all must hold. */
export interface GRPCRouteMatch {
  readonly method?: GRPCMethodMatch;
  readonly headers?: readonly GRPCHeaderMatch[];
}

export type GRPCRouteFilterType = "ResponseHeaderModifier" | "RequestHeaderModifier" | "RequestMirror" | "ExtensionRef";

/** A step that gRPC requests go through; `type` says which. */
export interface GRPCRouteFilter {
  readonly type: GRPCRouteFilterType;
  readonly requestHeaderModifier?: HTTPHeaderFilter;
  readonly responseHeaderModifier?: HTTPHeaderFilter;
  readonly requestMirror?: HTTPRequestMirrorFilter;
  readonly extensionRef?: LocalObjectReference;
}

/** A backend of a gRPC rule, with its weight and filters. */
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

/** What happens to gRPC requests that match. */
export interface GRPCRouteRule {
  readonly name?: string;
  readonly matches?: readonly GRPCRouteMatch[];
  readonly filters?: readonly GRPCRouteFilter[];
  readonly backendRefs?: readonly GRPCBackendRef[];
  readonly sessionPersistence?: SessionPersistence;
}

/** The parents, hostnames and rules of a GRPCRoute. */
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

/** A backend, and its share of the traffic. */
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

/** Where connections go. */
export interface TLSRouteRule {
  readonly name?: string;
  readonly backendRefs: readonly BackendRef[];
}

/** The parents, server names and rule of a TLSRoute. */
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

/** Where connections go. */
export interface TCPRouteRule {
  readonly name?: string;
  readonly backendRefs: readonly BackendRef[];
}

/** The parents and the rule of a TCPRoute. */
export interface TCPRouteSpec {
  readonly parentRefs?: readonly ParentReference[];
  readonly useDefaultGateways?: GatewayDefaultScope;
  readonly rules: readonly TCPRouteRule[];
}

/** Where TCP connections go. */
export interface TCPRoute extends ResourceBase<"TCPRoute"> {
  readonly spec: TCPRouteSpec;
}

/** Where datagrams go. */
export interface UDPRouteRule {
  readonly name?: string;
  readonly backendRefs: readonly BackendRef[];
}

/** The parents and the rule of a UDPRoute. */
export interface UDPRouteSpec {
  readonly parentRefs?: readonly ParentReference[];
  readonly useDefaultGateways?: GatewayDefaultScope;
  readonly rules: readonly UDPRouteRule[];
}

/** Where UDP datagrams go. */
export interface UDPRoute extends ResourceBase<"UDPRoute"> {
  readonly spec: UDPRouteSpec;
}

/** Who may refer: objects of one kind and namespace. */
export interface ReferenceGrantFrom {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
}

/** What may be referred to: a kind, or one object of it. */
export interface ReferenceGrantTo {
  readonly group: string;
  readonly kind: string;
  readonly name?: string;
}

/** Who may refer to what. */
export interface ReferenceGrantSpec {
  readonly from: readonly ReferenceGrantFrom[];
  readonly to: readonly ReferenceGrantTo[];
}

/** Lets objects of other namespaces refer to objects of this one. */
export interface ReferenceGrant extends ResourceBase<"ReferenceGrant"> {
  readonly spec: ReferenceGrantSpec;
}

/** What a policy applies to: an object of its namespace, or one listener or rule of it. */
export interface LocalPolicyTargetReferenceWithSectionName {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly sectionName?: string;
}

export type SubjectAltNameType = "Hostname" | "URI";

/** A name that a backend's certificate has to carry. */
export interface SubjectAltName {
  readonly type: SubjectAltNameType;
  readonly hostname?: string;
  readonly uri?: string;
}

/** How a backend's certificate is verified. */
export interface BackendTLSPolicyValidation {
  readonly caCertificateRefs?: readonly LocalObjectReference[];
  readonly wellKnownCACertificates?: string;
  readonly hostname: string;
  readonly subjectAltNames?: readonly SubjectAltName[];
}

/** Which Services are spoken to with TLS, and how they are verified. */
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

/** A change of a generated Kubernetes object. */
export interface KubernetesPatchSpec {
  readonly type?: string;
  readonly value: Json;
}

/** A Secret of the same namespace, by name. */
export interface LocalSecretReference {
  /** Default: `""`. */
  readonly name?: string;
}

/** What the proxy's pods carry. */
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

/** What the proxy's container carries. */
export interface KubernetesContainerSpec {
  readonly env?: readonly JsonObject[];
  readonly resources?: JsonObject;
  readonly securityContext?: JsonObject;
  readonly image?: string;
  readonly imageRepository?: string;
  readonly volumeMounts?: readonly JsonObject[];
}

/** What the proxy's Deployment looks like. */
export interface KubernetesDeploymentSpec {
  readonly patch?: KubernetesPatchSpec;
  readonly replicas?: number;
  readonly strategy?: JsonObject;
  readonly pod?: KubernetesPodSpec;
  readonly container?: KubernetesContainerSpec;
  readonly initContainers?: readonly JsonObject[];
  readonly name?: string;
}

/** What the proxy's DaemonSet looks like. */
export interface KubernetesDaemonSetSpec {
  readonly patch?: KubernetesPatchSpec;
  readonly strategy?: JsonObject;
  readonly pod?: KubernetesPodSpec;
  readonly container?: KubernetesContainerSpec;
  readonly name?: string;
}

export type ServiceType = "ClusterIP" | "LoadBalancer" | "NodePort";

export type ServiceExternalTrafficPolicy = "Local" | "Cluster";

/** What the proxy's Service looks like. */
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

/** How the number of proxies follows the load. */
export interface KubernetesHorizontalPodAutoscalerSpec {
  readonly minReplicas?: number;
  readonly maxReplicas: number;
  readonly metrics?: readonly JsonObject[];
  readonly behavior?: JsonObject;
  readonly patch?: KubernetesPatchSpec;
  readonly name?: string;
}

/** How many proxies have to stay during maintenance. */
export interface KubernetesPodDisruptionBudgetSpec {
  readonly minAvailable?: string | number;
  readonly maxUnavailable?: string | number;
  readonly patch?: KubernetesPatchSpec;
  readonly name?: string;
}

/** The proxy's ServiceAccount. */
export interface KubernetesServiceAccountSpec {
  readonly name?: string;
}

/** Proxies that run in Kubernetes. */
export interface EnvoyProxyKubernetesProvider {
  readonly envoyDeployment?: KubernetesDeploymentSpec;
  readonly envoyDaemonSet?: KubernetesDaemonSetSpec;
  readonly envoyService?: KubernetesServiceSpec;
  readonly envoyHpa?: KubernetesHorizontalPodAutoscalerSpec;
  readonly useListenerPortAsContainerPort?: boolean;
  readonly envoyPDB?: KubernetesPodDisruptionBudgetSpec;
  readonly envoyServiceAccount?: KubernetesServiceAccountSpec;
}

/** Proxies that run as processes of this machine. */
export interface EnvoyProxyHostProvider {
  readonly envoyVersion?: string;
}

/** Where proxies run; `type` says which. */
export interface EnvoyProxyProvider {
  readonly type: EnvoyProxyProviderType;
  readonly kubernetes?: EnvoyProxyKubernetesProvider;
  readonly host?: EnvoyProxyHostProvider;
}

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "off" | "critical";

/** The log level of each component of the proxy. */
export interface ProxyLogging {
  /** Default: `{"default":"warn"}`. */
  readonly level?: { readonly [key: string]: LogLevel };
}

export type ProxyAccessLogFormatType = "Text" | "JSON";

/** What a line of the access log holds, as text or JSON. */
export interface ProxyAccessLogFormat {
  readonly type?: ProxyAccessLogFormatType;
  readonly text?: string;
  readonly json?: { readonly [key: string]: string };
}

export type ProxyAccessLogSinkType = "ALS" | "File" | "OpenTelemetry";

/** A backend of a policy or proxy, with its weight; fallbacks serve when the others cannot. */
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

/** A header that requests are spread by. */
export interface Header {
  readonly name: string;
}

/** A cookie that requests are spread by; made when absent and `ttl` is set. */
export interface Cookie {
  readonly name: string;
  readonly ttl?: string;
  readonly attributes?: { readonly [key: string]: string };
}

/** A query parameter that requests are spread by. */
export interface QueryParam {
  readonly name: string;
}

/** What of a request decides its endpoint. */
export interface ConsistentHash {
  readonly type: ConsistentHashType;
  readonly header?: Header;
  readonly headers?: readonly Header[];
  readonly cookie?: Cookie;
  readonly queryParams?: readonly QueryParam[];
  /** Default: `65537`. */
  readonly tableSize?: number;
}

/** Load reports that endpoints send apart from their answers. */
export interface OutOfBandReporting {
  readonly reportingPeriod?: string;
  readonly port?: number;
  readonly authority?: string;
}

/** How load that endpoints report turns into weights. */
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

/** A load balancer out of a module of the proxy's. */
export interface DynamicModuleLBPolicy {
  readonly name: string;
  readonly lbPolicyName: string;
  readonly config?: Json;
}

/** Where a request names its endpoint. */
export interface EndpointOverrideExtractFrom {
  readonly header?: string;
}

/** Lets requests name their endpoint. */
export interface EndpointOverride {
  readonly extractFrom: readonly EndpointOverrideExtractFrom[];
}

/** How new endpoints come up to full load. */
export interface SlowStart {
  readonly window: string;
}

/** When traffic stays in its zone at any price. */
export interface ForceLocalZone {
  readonly minEndpointsInZoneThreshold?: number;
}

/** When traffic stays in its zone. */
export interface PreferLocalZone {
  readonly force?: ForceLocalZone;
  readonly minEndpointsThreshold?: number;
  readonly percentageEnabled?: number;
}

/** The weight of a zone. */
export interface WeightedZoneConfig {
  readonly zone: string;
  readonly weight: number;
}

/** How zones count in load balancing. */
export interface ZoneAware {
  readonly preferLocal?: PreferLocalZone;
  readonly weightedZones?: readonly WeightedZoneConfig[];
}

/** How an endpoint is chosen; `type` says which way. */
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

/** Which failures are tried again. */
export interface RetryOn {
  readonly triggers?: readonly TriggerEnum[];
  readonly httpStatusCodes?: readonly number[];
}

/** How long to wait before the next try. */
export interface BackOffPolicy {
  readonly baseInterval?: string;
  readonly maxInterval?: string;
}

/** How long one try may take, and the wait before the next. */
export interface PerRetryPolicy {
  readonly timeout?: string;
  readonly backOff?: BackOffPolicy;
}

/** When and how often requests are tried again. */
export interface Retry {
  /** Default: `2`. */
  readonly numRetries?: number;
  readonly numAttemptsPerPriority?: number;
  readonly retryOn?: RetryOn;
  readonly perRetry?: PerRetryPolicy;
}

export type ProxyProtocolVersion = "V1" | "V2";

/** The PROXY protocol header that backends get. */
export interface ProxyProtocol {
  readonly version: ProxyProtocolVersion;
}

/** How dead connections are found. */
export interface TCPKeepalive {
  readonly probes?: number;
  readonly idleTime?: string;
  readonly interval?: string;
}

export type ActiveHealthCheckerType = "HTTP" | "TCP" | "GRPC";

export type ActiveHealthCheckPayloadType = "Text" | "Binary";

/** Bytes to send or to expect, as text or base64. */
export interface ActiveHealthCheckPayload {
  readonly type: ActiveHealthCheckPayloadType;
  readonly text?: string;
  readonly binary?: string;
}

/** The request of a health check, and what it expects. */
export interface HTTPActiveHealthChecker {
  readonly hostname?: string;
  readonly path: string;
  readonly method?: string;
  readonly expectedStatuses?: readonly number[];
  readonly retriableStatuses?: readonly number[];
  readonly expectedResponse?: ActiveHealthCheckPayload;
  readonly requestBody?: ActiveHealthCheckPayload;
}

/** What a health check sends over TCP, and what it expects. */
export interface TCPActiveHealthChecker {
  readonly send?: ActiveHealthCheckPayload;
  readonly receive?: ActiveHealthCheckPayload;
}

/** The service that a gRPC health check asks for. */
export interface GRPCActiveHealthChecker {
  readonly service?: string;
}

/** What health checks do otherwise than traffic. */
export interface HealthCheckOverrides {
  readonly port?: number;
}

export type ProxyHealthCheckLogSinkType = "File";

/** A file that takes the log of health checks. */
export interface FileEnvoyProxyHealthCheckLog {
  readonly path: string;
}

/** Where the log of health checks goes; `type` says which. */
export interface ProxyHealthCheckLogSink {
  readonly type: ProxyHealthCheckLogSinkType;
  readonly file?: FileEnvoyProxyHealthCheckLog;
}

export type ProxyHealthCheckLogEventType = "Failure" | "FailureSeriesStart" | "Success" | "HealthyTransition";

/** Which events of health checks are logged, and where to. */
export interface ProxyHealthCheckLog {
  readonly sinks?: readonly ProxyHealthCheckLogSink[];
  readonly matches?: readonly ProxyHealthCheckLogEventType[];
}

/** How endpoints are asked whether they are healthy. */
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

/** How endpoints are judged by the answers that they give. */
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

/** How healthy endpoints are found. */
export interface HealthCheck {
  readonly active?: ActiveHealthCheck;
  readonly passive?: PassiveHealthCheck;
  readonly panicThreshold?: number;
}

/** Limits for each endpoint. */
export interface PerEndpointCircuitBreakers {
  /** Default: `1024`. */
  readonly maxConnections?: number;
}

/** The share of requests that may be retries. */
export interface RetryBudget {
  readonly percent: Fraction;
  readonly minRetryConcurrency?: number;
}

/** How much traffic a backend takes at once; what exceeds it fails at once. */
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

/** Time limits of connections to backends. */
export interface TCPTimeout {
  readonly connectTimeout?: string;
}

/** Time limits of requests to backends. */
export interface HTTPTimeout {
  readonly connectionIdleTimeout?: string;
  readonly maxConnectionDuration?: string;
  readonly requestTimeout?: string;
  readonly maxStreamDuration?: string;
  readonly streamIdleTimeout?: string;
}

/** Time limits towards backends. */
export interface Timeout {
  readonly tcp?: TCPTimeout;
  readonly http?: HTTPTimeout;
}

/** How many connections are opened ahead of need. */
export interface PreconnectPolicy {
  readonly perEndpointPercent?: number;
  readonly predictivePercent?: number;
}

/** Settings of connections to backends. */
export interface BackendConnection {
  readonly bufferLimit?: string | number;
  readonly socketBufferLimit?: string | number;
  readonly preconnect?: PreconnectPolicy;
}

export type DNSLookupFamily = "IPv4" | "IPv6" | "IPv4Preferred" | "IPv6Preferred" | "IPv4AndIPv6";

/** How host names of backends are looked up. */
export interface DNS {
  readonly dnsRefreshRate?: string;
  readonly respectDnsTtl?: boolean;
  readonly lookupFamily?: DNSLookupFamily;
}

/** How dead HTTP/2 connections are found. */
export interface HTTP2KeepaliveSettings {
  readonly interval?: string;
  readonly timeout?: string;
  readonly intervalJitter?: number;
  readonly idleInterval?: string;
}

/** Settings of HTTP/2. */
export interface HTTP2Settings {
  readonly initialStreamWindowSize?: string | number;
  readonly initialConnectionWindowSize?: string | number;
  readonly maxConcurrentStreams?: number;
  readonly onInvalidMessage?: string;
  readonly connectionKeepalive?: HTTP2KeepaliveSettings;
}

/** How traffic reaches a backend. */
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

/** Headers and trailers that an access log service gets. */
export interface ALSEnvoyProxyHTTPAccessLogConfig {
  readonly requestHeaders?: readonly string[];
  readonly responseHeaders?: readonly string[];
  readonly responseTrailers?: readonly string[];
}

/** An access log service that speaks gRPC. */
export interface ALSEnvoyProxyAccessLog {
  readonly backendRef?: BackendObjectReference;
  readonly backendRefs?: readonly EnvoyBackendRef[];
  readonly backendSettings?: ClusterSettings;
  readonly logName?: string;
  readonly type: ALSEnvoyProxyAccessLogType;
  readonly http?: ALSEnvoyProxyHTTPAccessLogConfig;
}

/** A file that takes the access log. */
export interface FileEnvoyProxyAccessLog {
  readonly path?: string;
}

/** The name and value of a header in a policy. */
export interface PolicyHTTPHeader {
  readonly name: string;
  readonly value: string;
}

/** An OpenTelemetry collector that takes the access log. */
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

/** Where access logs go; `type` says which. */
export interface ProxyAccessLogSink {
  readonly type?: ProxyAccessLogSinkType;
  readonly als?: ALSEnvoyProxyAccessLog;
  readonly file?: FileEnvoyProxyAccessLog;
  readonly openTelemetry?: OpenTelemetryEnvoyProxyAccessLog;
}

export type ProxyAccessLogType = "Listener" | "Route" | "Upstream";

/** What is logged, in which format, and where to. */
export interface ProxyAccessLogSetting {
  readonly format?: ProxyAccessLogFormat;
  readonly matches?: readonly string[];
  readonly sinks: readonly ProxyAccessLogSink[];
  readonly type?: ProxyAccessLogType;
}

/** The access logs of a fleet. */
export interface ProxyAccessLog {
  readonly disable?: boolean;
  readonly settings?: readonly ProxyAccessLogSetting[];
}

export type CustomTagType = "Literal" | "Environment" | "RequestHeader";

/** A fixed value of a tag. */
export interface LiteralCustomTag {
  readonly value: string;
}

/** A value from the proxy's environment. */
export interface EnvironmentCustomTag {
  readonly name: string;
  readonly defaultValue?: string;
}

/** A value from a header of the request. */
export interface RequestHeaderCustomTag {
  readonly name: string;
  readonly defaultValue?: string;
}

/** Where the value of a span's tag comes from; `type` says which. */
export interface CustomTag {
  /** Default: `"Literal"`. */
  readonly type?: CustomTagType;
  readonly literal?: LiteralCustomTag;
  readonly environment?: EnvironmentCustomTag;
  readonly requestHeader?: RequestHeaderCustomTag;
}

/** How spans are named. */
export interface TracingSpanName {
  readonly client: string;
  readonly server: string;
}

export type TracingProviderType = "OpenTelemetry" | "Zipkin" | "Datadog";

/** Settings of Zipkin. */
export interface ZipkinTracingProvider {
  readonly enable128BitTraceId?: boolean;
  readonly disableSharedSpanContext?: boolean;
}

export type OTelSamplerType = "AlwaysOn" | "AlwaysOff" | "TraceIdRatio" | "ParentBasedAlwaysOn" | "ParentBasedAlwaysOff" | "ParentBasedTraceIdRatio";

/** How OpenTelemetry decides what is traced. */
export interface OTelSampler {
  /** Default: `"AlwaysOn"`. */
  readonly type?: OTelSamplerType;
  readonly samplingPercentage?: Fraction;
}

/** Settings of OpenTelemetry. */
export interface OpenTelemetryTracingProvider {
  readonly headers?: readonly PolicyHTTPHeader[];
  readonly resourceAttributes?: { readonly [key: string]: string };
  readonly sampler?: OTelSampler;
}

/** Where spans go; `type` says which. */
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

/** The traces of a fleet. */
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

/** Settings of Brotli. */
export interface BrotliCompressor {
}

/** Settings of gzip. */
export interface GzipCompressor {
}

/** Settings of Zstandard. */
export interface ZstdCompressor {
}

/** How responses are compressed. */
export interface Compression {
  readonly type: CompressorType;
  readonly brotli?: BrotliCompressor;
  readonly gzip?: GzipCompressor;
  readonly zstd?: ZstdCompressor;
  readonly minContentLength?: string | number;
}

/** How Prometheus reads the proxy's metrics. */
export interface ProxyPrometheusProvider {
  readonly disable?: boolean;
  readonly compression?: Compression;
}

export type MetricSinkType = "OpenTelemetry";

/** An OpenTelemetry collector that takes metrics. */
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

/** Where metrics go; `type` says which. */
export interface ProxyMetricSink {
  /** Default: `"OpenTelemetry"`. */
  readonly type?: MetricSinkType;
  readonly openTelemetry?: ProxyOpenTelemetrySink;
}

export type StringMatchType = "Exact" | "Prefix" | "Suffix" | "RegularExpression";

/** Which texts match. */
export interface StringMatch {
  /** Default: `"Exact"`. */
  readonly type?: StringMatchType;
  readonly value: string;
}

/** The metrics of a fleet. */
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

/** What a request's id tells about tracing. */
export interface RequestIDSettings {
  readonly tracing?: RequestIDExtensionAction;
}

/** Logs, traces and metrics of a fleet. */
export interface ProxyTelemetry {
  readonly accessLog?: ProxyAccessLog;
  readonly tracing?: ProxyTracing;
  readonly metrics?: ProxyMetrics;
  readonly requestID?: RequestIDSettings;
  readonly healthCheckLog?: ProxyHealthCheckLog;
}

export type BootstrapType = "Merge" | "Replace" | "JSONPatch";

export type JSONPatchOperationType = "add" | "remove" | "replace" | "move" | "copy" | "test";

/** One JSON patch operation (RFC 6902), found by a pointer or by a JSONPath. */
export interface JSONPatchOperation {
  readonly op: JSONPatchOperationType;
  readonly path?: string;
  readonly jsonPath?: string;
  readonly from?: string;
  readonly value?: Json;
}

/** Changes of the proxy's first configuration. */
export interface ProxyBootstrap {
  /** Default: `"Replace"`. */
  readonly type?: BootstrapType;
  readonly value?: string;
  readonly jsonPatches?: readonly JSONPatchOperation[];
}

/** Which backends share a cluster. */
export interface MergeBackendsConfig {
  readonly selector?: LabelSelector;
}

/** How a proxy goes down without cutting requests off. */
export interface ShutdownConfig {
  readonly healthCheckFailureDelay?: string;
  readonly drainTimeout?: string;
  readonly minDrainDuration?: string;
}

export type EnvoyFilter = "envoy.filters.http.custom_response" | "envoy.filters.http.health_check" | "envoy.filters.http.fault" | "envoy.filters.http.cors" | "envoy.filters.http.csrf" | "envoy.filters.http.header_mutation" | "envoy.filters.http.ext_authz" | "envoy.filters.http.api_key_auth" | "envoy.filters.http.basic_auth" | "envoy.filters.http.oauth2" | "envoy.filters.http.jwt_authn" | "envoy.filters.http.stateful_session" | "envoy.filters.http.buffer" | "envoy.filters.http.lua" | "envoy.filters.http.ext_proc" | "envoy.filters.http.wasm" | "envoy.filters.http.dynamic_modules" | "envoy.filters.http.geoip" | "envoy.filters.http.rbac" | "envoy.filters.http.local_ratelimit" | "envoy.filters.http.ratelimit" | "envoy.filters.http.bandwidth_limit" | "envoy.filters.http.grpc_web" | "envoy.filters.http.grpc_stats" | "envoy.filters.http.credential_injector" | "envoy.filters.http.compressor" | "envoy.filters.http.dynamic_forward_proxy";

/** Where a filter stands: before or after another one. */
export interface FilterPosition {
  readonly name: EnvoyFilter;
  readonly before?: EnvoyFilter;
  readonly after?: EnvoyFilter;
}

export type TLSVersion = "Auto" | "1.0" | "1.1" | "1.2" | "1.3";

export type TLSFingerprintType = "JA3" | "JA4";

/** TLS settings towards all backends, and the certificate to show. */
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

/** What scripts may use while they are checked. */
export interface StrictValidation {
  readonly allowedPaths?: readonly string[];
  readonly allowedEnvVars?: readonly string[];
}

/** How scripts are checked before they run. */
export interface LuaValidationConfig {
  /** Default: `"Strict"`. */
  readonly validationType?: LuaValidation;
  readonly strictValidation?: StrictValidation;
}

export type DynamicModuleSourceType = "Local" | "Remote";

/** A module in the proxy's file system. */
export interface LocalDynamicModuleSource {
  readonly path: string;
}

/** A module to download, and its checksum. */
export interface RemoteDynamicModuleSource {
  readonly url: string;
  readonly sha256: string;
}

/** Where a module comes from; `type` says which. */
export interface DynamicModuleSource {
  /** Default: `"Local"`. */
  readonly type?: DynamicModuleSourceType;
  readonly local?: LocalDynamicModuleSource;
  readonly remote?: RemoteDynamicModuleSource;
}

/** A module that policies may use, by name. */
export interface DynamicModuleEntry {
  readonly name: string;
  readonly source: DynamicModuleSource;
  /** Default: `false`. */
  readonly doNotClose?: boolean;
  /** Default: `false`. */
  readonly loadGlobally?: boolean;
}

export type GeoIPProviderType = "MaxMind";

/** A database in the proxy's file system. */
export interface LocalGeoIPDBSource {
  readonly path: string;
}

/** Where a database of places comes from. */
export interface GeoIPDBSource {
  readonly local: LocalGeoIPDBSource;
}

/** MaxMind databases, one per kind of fact. */
export interface GeoIPMaxMind {
  readonly cityDbSource?: GeoIPDBSource;
  readonly countryDbSource?: GeoIPDBSource;
  readonly asnDbSource?: GeoIPDBSource;
  readonly ispDbSource?: GeoIPDBSource;
  readonly anonymousIpDbSource?: GeoIPDBSource;
}

/** Who knows where clients are; `type` says which. */
export interface GeoIPProvider {
  readonly type: GeoIPProviderType;
  readonly maxMind?: GeoIPMaxMind;
}

/** How a client's place is found. */
export interface EnvoyProxyGeoIP {
  readonly provider: GeoIPProvider;
}

export type MergeType = "Replace" | "StrategicMerge" | "JSONMerge";

/** Settings of a fleet of proxies. */
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

/** An endpoint by host name. */
export interface FQDNEndpoint {
  readonly hostname: string;
  readonly port: number;
}

/** An endpoint by IP address. */
export interface IPEndpoint {
  readonly address: string;
  readonly port: number;
}

/** An endpoint by the path of a socket. */
export interface UnixSocket {
  readonly path: string;
}

/** One endpoint of a Backend: by host name, IP address or socket. */
export interface BackendEndpoint {
  readonly hostname?: string;
  readonly fqdn?: FQDNEndpoint;
  readonly ip?: IPEndpoint;
  readonly unix?: UnixSocket;
  readonly zone?: string;
}

export type AppProtocolType = "gateway.envoyproxy.io/h2c" | "gateway.envoyproxy.io/ws" | "gateway.envoyproxy.io/wss";

/** How a Backend is spoken to with TLS, and verified. */
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

/** The endpoints of a Backend, and what they speak. */
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

/** A host name taken from the path. */
export interface HostnamePathRegexRewrite {
  readonly pattern: string;
  readonly substitution: string;
}

/** What replaces the host; `type` says where it comes from. */
export interface HTTPHostnameModifier {
  readonly type: HTTPHostnameModifierType;
  readonly header?: string;
  readonly pathRegex?: HostnamePathRegexRewrite;
}

export type EnvoyPathModifierType = "ReplaceRegexMatch";

/** What replaces the part of a path that an expression matches. */
export interface ReplaceRegexMatch {
  readonly pattern: string;
  readonly substitution: string;
}

/** What replaces the path, by an expression. */
export interface EnvoyPathModifier {
  readonly type: EnvoyPathModifierType;
  readonly replaceRegexMatch?: ReplaceRegexMatch;
}

/** What replaces the host and path, beyond what Gateway API has. */
export interface EnvoyURLRewriteFilter {
  readonly hostname?: HTTPHostnameModifier;
  readonly path?: EnvoyPathModifier;
  readonly appendXForwardedHost?: boolean;
}

export type ResponseValueType = "Inline" | "ValueRef";

/** A body, given here or in an object. */
export interface CustomResponseBody {
  /** Default: `"Inline"`. */
  readonly type?: ResponseValueType;
  readonly inline?: string;
  readonly valueRef?: LocalObjectReference;
}

/** Headers that a policy sets, adds and removes. */
export interface PolicyHTTPHeaderFilter {
  readonly set?: readonly PolicyHTTPHeader[];
  readonly add?: readonly PolicyHTTPHeader[];
  readonly remove?: readonly string[];
}

/** An answer that the proxy gives itself. */
export interface HTTPDirectResponseFilter {
  readonly contentType?: string;
  readonly body?: CustomResponseBody;
  readonly statusCode?: number;
  readonly header?: PolicyHTTPHeaderFilter;
}

/** The Secret that holds a credential. */
export interface InjectedCredential {
  readonly valueRef: SecretObjectReference;
}

/** A credential that requests to the backend carry. */
export interface HTTPCredentialInjectionFilter {
  readonly header?: string;
  readonly overwrite?: boolean;
  readonly credential: InjectedCredential;
}

export type CookieMatchType = "Exact" | "RegularExpression";

/** Which value of a cookie matches. */
export interface HTTPCookieMatch {
  /** Default: `"Exact"`. */
  readonly type?: CookieMatchType;
  readonly name: string;
  readonly value: string;
}

/** Conditions beyond those of Gateway API. */
export interface HTTPRouteMatchFilter {
  readonly cookies?: readonly HTTPCookieMatch[];
}

/** What an HTTPRouteFilter does. */
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

/** The namespaces in which a selector looks. */
export interface TargetSelectorNamespaces {
  /** Default: `"Same"`. */
  readonly from?: TargetNamespaceFrom;
  readonly selector?: LabelSelector;
}

/** What a policy applies to, by labels. */
export interface TargetSelector {
  /** Default: `"gateway.networking.k8s.io"`. */
  readonly group?: string;
  readonly kind: string;
  readonly namespaces?: TargetSelectorNamespaces;
  readonly matchLabels?: { readonly [key: string]: string };
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

/** How PROXY protocol headers are read. */
export interface ProxyProtocolSettings {
  readonly optional?: boolean;
}

/** Which entry of X-Forwarded-For is the client. */
export interface XForwardedForSettings {
  readonly numTrustedHops?: number;
  readonly trustedCIDRs?: readonly string[];
  readonly disableXForwardedForAppend?: boolean;
}

/** The header that holds the client's address. */
export interface CustomHeaderExtensionSettings {
  readonly name: string;
  readonly failClosed?: boolean;
}

/** The client is who connects. */
export interface DirectSourceIPSettings {
}

/** How the client's address is found. */
export interface ClientIPDetectionSettings {
  readonly xForwardedFor?: XForwardedForSettings;
  readonly customHeader?: CustomHeaderExtensionSettings;
  readonly directSourceIP?: DirectSourceIPSettings;
}

export type ClientValidationModeType = "Request" | "RequireAny" | "VerifyIfGiven" | "RequireAndVerify";

/** Which value of another kind of name matches. */
export interface OtherSANMatch {
  readonly oid: string;
  /** Default: `"Exact"`. */
  readonly type?: StringMatchType;
  readonly value: string;
}

/** Which names in a client's certificate match. */
export interface SubjectAltNames {
  readonly dnsNames?: readonly StringMatch[];
  readonly emailAddresses?: readonly StringMatch[];
  readonly ipAddresses?: readonly StringMatch[];
  readonly uris?: readonly StringMatch[];
  readonly otherNames?: readonly OtherSANMatch[];
}

/** Which certificates are revoked. */
export interface CrlContext {
  readonly refs: readonly SecretObjectReference[];
  readonly onlyVerifyLeafCertificate?: boolean;
}

/** How clients' certificates are verified. */
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

/** Resumption by tickets that clients keep. */
export interface StatelessTLSSessionResumption {
}

/** Resumption by sessions that the proxy keeps. */
export interface StatefulTLSSessionResumption {
}

/** How TLS sessions are resumed. */
export interface SessionResumption {
  readonly stateless?: StatelessTLSSessionResumption;
  readonly stateful?: StatefulTLSSessionResumption;
}

/** Settings of TLS sessions. */
export interface Session {
  readonly resumption?: SessionResumption;
}

/** TLS settings towards clients. */
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

/** How paths are cleaned. */
export interface PathSettings {
  readonly escapedSlashesAction?: PathEscapedSlashAction;
  readonly disableMergeSlashes?: boolean;
}

export type XFCCForwardMode = "Sanitize" | "ForwardOnly" | "AppendForward" | "SanitizeSet" | "AlwaysForwardOnly";

export type XFCCCertData = "Subject" | "Cert" | "Chain" | "DNS" | "URI";

/** What is done with the header about the client's certificate. */
export interface XForwardedClientCert {
  readonly mode?: XFCCForwardMode;
  readonly certDetailsToAdd?: readonly XFCCCertData[];
}

export type WithUnderscoresAction = "Allow" | "RejectRequest" | "DropHeader";

export type RequestIDAction = "PreserveOrGenerate" | "Preserve" | "Generate" | "Disable";

/** Headers that a policy sets, adds, adds when absent, and removes. */
export interface EnvoyHeaderFilter {
  readonly set?: readonly PolicyHTTPHeader[];
  readonly add?: readonly PolicyHTTPHeader[];
  readonly addIfAbsent?: readonly PolicyHTTPHeader[];
  readonly remove?: readonly string[];
  readonly removeOnMatch?: readonly StringMatch[];
}

/** How the Host header is cleaned. */
export interface HostSettings {
  readonly stripTrailingHostDot?: boolean;
}

/** How headers of requests and responses are treated. */
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

/** Time limits of connections from clients. */
export interface TCPClientTimeout {
  readonly idleTimeout?: string;
  readonly tlsHandshakeTimeout?: string;
  readonly connectionInspectionTimeout?: string;
}

/** Time limits of requests from clients. */
export interface HTTPClientTimeout {
  readonly requestReceivedTimeout?: string;
  readonly requestHeadersReceivedTimeout?: string;
  readonly idleTimeout?: string;
  readonly streamIdleTimeout?: string;
}

/** Time limits towards clients. */
export interface ClientTimeout {
  readonly tcp?: TCPClientTimeout;
  readonly http?: HTTPClientTimeout;
}

/** How many connections clients may have, and for how long. */
export interface ConnectionLimit {
  readonly value?: number;
  readonly closeDelay?: string;
  readonly maxConnectionDuration?: string;
  readonly maxRequestsPerConnection?: number;
  readonly maxStreamDuration?: string;
}

/** Settings of connections from clients. */
export interface ClientConnection {
  readonly connectionLimit?: ConnectionLimit;
  readonly bufferLimit?: string | number;
  readonly socketBufferLimit?: string | number;
  /** Default: `1`. */
  readonly maxAcceptPerSocketEvent?: number;
}

/** How HTTP/1.0 requests are treated. */
export interface HTTP10Settings {
  readonly useDefaultHost?: boolean;
}

/** Settings of HTTP/1.1 towards clients. */
export interface HTTP1Settings {
  readonly enableTrailers?: boolean;
  readonly preserveHeaderCase?: boolean;
  readonly http10?: HTTP10Settings;
  readonly disableSafeMaxConnectionDuration?: boolean;
  readonly ignoredUpgradeTypes?: readonly StringMatch[];
}

/** Settings of HTTP/3; its presence turns HTTP/3 on. */
export interface HTTP3Settings {
}

/** Settings of gRPC towards clients. */
export interface GRPCSettings {
  readonly enableWeb?: boolean;
}

/** The path at which the proxy tells whether it is healthy. */
export interface HealthCheckSettings {
  readonly path: string;
}

export type SchemeHeaderTransform = "Preserve" | "MatchBackend";

/** What a ClientTrafficPolicy applies to, and how clients are treated. */
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

/** Which values of a header a limit is for. */
export interface HeaderMatch {
  /** Default: `"Exact"`. */
  readonly type?: EnvoyHeaderMatchType;
  readonly name: string;
  readonly value?: string;
  /** Default: `false`. */
  readonly invert?: boolean;
}

/** Which methods a limit is for. */
export interface MethodMatch {
  readonly value: HTTPMethod;
  /** Default: `false`. */
  readonly invert?: boolean;
}

/** Which paths a limit is for. */
export interface PathMatch {
  /** Default: `"PathPrefix"`. */
  readonly type?: PathMatchType;
  /** Default: `"/"`. */
  readonly value?: string;
  /** Default: `false`. */
  readonly invert?: boolean;
}

export type SourceMatchType = "Exact" | "Distinct";

/** Which client addresses a limit is for. */
export interface SourceMatch {
  /** Default: `"Exact"`. */
  readonly type?: SourceMatchType;
  readonly value: string;
  /** Default: `false`. */
  readonly invert?: boolean;
}

export type EnvoyQueryParamMatchType = "Exact" | "RegularExpression" | "Distinct";

/** Which values of a query parameter a limit is for. */
export interface QueryParamMatch {
  /** Default: `"Exact"`. */
  readonly type?: EnvoyQueryParamMatchType;
  readonly name: string;
  readonly value?: string;
  /** Default: `false`. */
  readonly invert?: boolean;
}

/** Which requests a limit is for; all that is set must match. */
export interface RateLimitSelectCondition {
  readonly headers?: readonly HeaderMatch[];
  readonly methods?: readonly MethodMatch[];
  readonly path?: PathMatch;
  readonly sourceCIDR?: SourceMatch;
  readonly queryParams?: readonly QueryParamMatch[];
}

export type RateLimitUnit = "Second" | "Minute" | "Hour" | "Day" | "Week" | "Month" | "Year";

/** The metadata that holds a limit. */
export interface RateLimitValueMetadata {
  readonly namespace: string;
  readonly key: string;
}

/** A number of requests per unit of time. */
export interface RateLimitValue {
  readonly requests: number;
  readonly unit: RateLimitUnit;
  readonly fromMetadata?: RateLimitValueMetadata;
}

export type RateLimitCostFrom = "Number" | "Metadata";

/** The metadata that holds a cost. */
export interface RateLimitCostMetadata {
  readonly namespace: string;
  readonly key: string;
}

/** What is subtracted from a limit; `from` says where it comes from. */
export interface RateLimitCostSpecifier {
  readonly from: RateLimitCostFrom;
  readonly number?: number;
  readonly metadata?: RateLimitCostMetadata;
}

/** What a request and its response cost. */
export interface RateLimitCost {
  readonly request?: RateLimitCostSpecifier;
  readonly response?: RateLimitCostSpecifier;
}

export type XRateLimitHeadersOption = "Off" | "DraftVersion03";

/** A limit, and the requests that it is for. */
export interface RateLimitRule {
  readonly clientSelectors?: readonly RateLimitSelectCondition[];
  readonly limit: RateLimitValue;
  readonly cost?: RateLimitCost;
  readonly shared?: boolean;
  readonly shadowMode?: boolean;
  readonly xRateLimitHeaders?: XRateLimitHeadersOption;
}

/** Limits that all proxies share. */
export interface GlobalRateLimit {
  readonly rules: readonly RateLimitRule[];
}

/** Limits of each proxy. */
export interface LocalRateLimit {
  readonly rules?: readonly RateLimitRule[];
}

/** How many requests may pass. */
export interface RateLimitSpec {
  readonly type?: RateLimitType;
  readonly global?: GlobalRateLimit;
  readonly local?: LocalRateLimit;
}

export type BandwidthLimitUnit = "Second" | "Minute" | "Hour";

/** A number of bytes per unit of time. */
export interface BandwidthLimitValue {
  readonly value: string | number;
  readonly unit: BandwidthLimitUnit;
}

/** The limit towards backends. */
export interface BandwidthLimitRequestConfig {
  readonly limit: BandwidthLimitValue;
}

/** Trailers that tell the delay which a limit caused. */
export interface BandwidthLimitResponseTrailers {
  readonly prefix?: string;
}

/** The limit towards clients. */
export interface BandwidthLimitResponseConfig {
  readonly limit: BandwidthLimitValue;
  readonly responseTrailers?: BandwidthLimitResponseTrailers;
}

/** How many bytes may pass in either direction. */
export interface BandwidthLimitSpec {
  readonly request?: BandwidthLimitRequestConfig;
  readonly response?: BandwidthLimitResponseConfig;
}

/** A delay, and the share of requests that have it. */
export interface FaultInjectionDelay {
  readonly fixedDelay: string;
  /** Default: `100`. */
  readonly percentage?: number;
}

/** An error, and the share of requests that have it. */
export interface FaultInjectionAbort {
  readonly httpStatus?: number;
  readonly grpcStatus?: number;
  /** Default: `100`. */
  readonly percentage?: number;
}

/** Faults on purpose, to see how clients cope. */
export interface FaultInjection {
  readonly delay?: FaultInjectionDelay;
  readonly abort?: FaultInjectionAbort;
}

/** Which HTTP answers count as a success. */
export interface HTTPSuccessCriteria {
  readonly statusCodes?: readonly number[];
}

export type GRPCSuccessCode = "Ok" | "Cancelled" | "Unknown" | "InvalidArgument" | "DeadlineExceeded" | "NotFound" | "AlreadyExists" | "PermissionDenied" | "ResourceExhausted" | "FailedPrecondition" | "Aborted" | "OutOfRange" | "Unimplemented" | "Internal" | "Unavailable" | "DataLoss" | "Unauthenticated";

/** Which gRPC answers count as a success. */
export interface GRPCSuccessCriteria {
  readonly statusCodes?: readonly GRPCSuccessCode[];
}

/** Which answers count as a success. */
export interface AdmissionControlSuccessCriteria {
  readonly http?: HTTPSuccessCriteria;
  readonly grpc?: GRPCSuccessCriteria;
}

/** When requests are turned away because too many have failed. */
export interface AdmissionControl {
  readonly samplingWindow?: string;
  readonly minSuccessRate?: number;
  readonly rejectionAggression?: number;
  readonly minRequestRate?: number;
  readonly maxRejectionPercent?: number;
  readonly successCriteria?: AdmissionControlSuccessCriteria;
}

export type StatusCodeValueType = "Value" | "Range";

/** Status codes from one to another. */
export interface StatusCodeRange {
  readonly start: number;
  readonly end: number;
}

/** A status code, or a range of them. */
export interface StatusCodeMatch {
  /** Default: `"Value"`. */
  readonly type?: StatusCodeValueType;
  readonly value?: number;
  readonly range?: StatusCodeRange;
}

/** Which value of a response header matches. */
export interface ResponseOverrideHeaderMatch {
  readonly name: string;
  readonly value: StringMatch;
}

/** Which responses are replaced. */
export interface CustomResponseMatch {
  readonly statusCodes?: readonly StatusCodeMatch[];
  readonly responseHeaders?: readonly ResponseOverrideHeaderMatch[];
}

/** What replaces a response. */
export interface CustomResponse {
  readonly contentType?: string;
  readonly body?: CustomResponseBody;
  readonly statusCode?: number;
  readonly header?: PolicyHTTPHeaderFilter;
}

export type CustomRedirectScheme = "http" | "https";

/** Where a response is replaced by a redirect to. */
export interface CustomRedirect {
  readonly scheme?: CustomRedirectScheme;
  readonly hostname?: string;
  readonly path?: HTTPPathModifier;
  readonly port?: number;
  /** Default: `302`. */
  readonly statusCode?: 301 | 302;
}

export type ResponseOverrideSource = "All" | "Local" | "Backend";

/** Which responses are replaced, and by what. */
export interface ResponseOverride {
  readonly match: CustomResponseMatch;
  readonly response?: CustomResponse;
  readonly redirect?: CustomRedirect;
  readonly source?: ResponseOverrideSource;
}

/** What happens to CONNECT requests. */
export interface ConnectConfig {
  readonly terminate?: boolean;
}

/** A protocol that requests may be upgraded to. */
export interface ProtocolUpgradeConfig {
  readonly type: string;
  readonly connect?: ConnectConfig;
}

/** How much of a request is held before it goes to the backend. */
export interface RequestBuffer {
  readonly limit?: string | number;
}

/** What share of requests is traced, and what spans hold. */
export interface Tracing {
  readonly samplingFraction?: Fraction;
  readonly clientSamplingFraction?: Fraction;
  readonly overallSamplingFraction?: Fraction;
  readonly customTags?: { readonly [key: string]: CustomTag };
  readonly tags?: { readonly [key: string]: string };
  readonly spanName?: TracingSpanName;
}

/** Names of metrics. */
export interface BackendMetrics {
  readonly routeStatName?: string;
}

/** Tracing and metrics of routes. */
export interface BackendTelemetry {
  readonly tracing?: Tracing;
  readonly metrics?: BackendMetrics;
}

/** What a BackendTrafficPolicy applies to, and how traffic reaches the backends. */
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

/** Where an API key is looked for. */
export interface ExtractFrom {
  readonly headers?: readonly string[];
  readonly params?: readonly string[];
  readonly cookies?: readonly string[];
}

/** Which API keys let a request pass. */
export interface APIKeyAuth {
  readonly credentialRefs: readonly SecretObjectReference[];
  readonly extractFrom: readonly ExtractFrom[];
  readonly forwardClientIDHeader?: string;
  readonly sanitize?: boolean;
}

/** What browsers' scripts of other origins may do. */
export interface CORS {
  readonly allowOrigins?: readonly string[];
  readonly allowMethods?: readonly string[];
  readonly allowHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAge?: string;
  readonly allowCredentials?: boolean;
}

/** Which origins requests that change something may come from. */
export interface CSRF {
  readonly shadowFraction?: Fraction;
  readonly additionalOrigins?: readonly string[];
}

/** Which user names and passwords let a request pass. */
export interface BasicAuth {
  readonly users: SecretObjectReference;
  readonly forwardUsernameHeader?: string;
}

/** Where the keys that sign tokens are fetched from. */
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

/** The keys that sign tokens, given here or in an object. */
export interface LocalJWKS {
  /** Default: `"Inline"`. */
  readonly type?: LocalJWKSType;
  readonly inline?: string;
  readonly valueRef?: LocalObjectReference;
}

/** A claim that is passed on in a header. */
export interface ClaimToHeader {
  readonly header: string;
  readonly claim: string;
}

/** A header that a token is looked for in. */
export interface JWTHeaderExtractor {
  readonly name: string;
  readonly valuePrefix?: string;
}

/** Where a token is looked for. */
export interface JWTExtractor {
  readonly headers?: readonly JWTHeaderExtractor[];
  readonly cookies?: readonly string[];
  readonly params?: readonly string[];
}

/** Who issues tokens, and how they are verified. */
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

/** Which tokens let a request pass. */
export interface JWT {
  readonly optional?: boolean;
  readonly failOpen?: boolean;
  readonly providers: readonly JWTProvider[];
}

/** The identity provider, and its endpoints. */
export interface OIDCProvider {
  readonly backendRef?: BackendObjectReference;
  readonly backendRefs?: readonly EnvoyBackendRef[];
  readonly backendSettings?: ClusterSettings;
  readonly issuer: string;
  readonly authorizationEndpoint?: string;
  readonly tokenEndpoint?: string;
  readonly endSessionEndpoint?: string;
}

/** The names of the cookies that hold tokens. */
export interface OIDCCookieNames {
  readonly accessToken?: string;
  readonly idToken?: string;
}

export type OIDCCookieConfigSameSite = "Lax" | "Strict" | "None";

/** Settings of the cookies that hold tokens. */
export interface OIDCCookieConfig {
  readonly sameSite?: OIDCCookieConfigSameSite;
}

/** A header whose presence means that a client cannot follow a redirect. */
export interface OIDCDenyRedirectHeader {
  readonly name: string;
  /** Default: `"Exact"`. */
  readonly type?: StringMatchType;
  readonly value: string;
}

/** Which requests are refused instead of sent to log in. */
export interface OIDCDenyRedirect {
  readonly headers: readonly OIDCDenyRedirectHeader[];
}

/** The header that passes a token on. */
export interface OIDCTokenForwarding {
  readonly header: string;
}

/** How users log in through an identity provider. */
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

/** An authorization service that speaks gRPC. */
export interface GRPCExtAuthService {
  readonly backendRef?: BackendObjectReference;
  readonly backendRefs?: readonly EnvoyBackendRef[];
  readonly backendSettings?: ClusterSettings;
}

/** An authorization service that speaks HTTP. */
export interface HTTPExtAuthService {
  readonly backendRef?: BackendObjectReference;
  readonly backendRefs?: readonly EnvoyBackendRef[];
  readonly backendSettings?: ClusterSettings;
  readonly path?: string;
  readonly pathOverride?: string;
  readonly headersToBackend?: readonly string[];
}

/** How much of the body the authorization service gets. */
export interface BodyToExtAuth {
  readonly maxRequestBytes: number;
}

export type ContextExtensionValueType = "Value" | "ValueRef";

/** One value of an object of the same namespace. */
export interface LocalObjectKeyReference {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly key: string;
}

/** A value that the authorization service gets, given here or in an object. */
export interface ContextExtension {
  readonly name: string;
  /** Default: `"Value"`. */
  readonly type?: ContextExtensionValueType;
  readonly value?: string;
  readonly valueRef?: LocalObjectKeyReference;
}

/** The service that is asked whether a request may pass. */
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

/** What a request asks for. */
export interface Operation {
  readonly methods?: readonly HTTPMethod[];
  readonly path?: PathMatch;
}

export type JWTClaimValueType = "String" | "StringArray";

/** The values of a claim that match. */
export interface JWTClaim {
  readonly name: string;
  /** Default: `"String"`. */
  readonly valueType?: JWTClaimValueType;
  readonly values: readonly string[];
}

/** The claims and scopes of a token that match. */
export interface JWTPrincipal {
  readonly provider: string;
  readonly claims?: readonly JWTClaim[];
  readonly scopes?: readonly string[];
}

/** The values of a header that match. */
export interface AuthorizationHeaderMatch {
  readonly name: string;
  readonly values: readonly string[];
}

/** Which kinds of anonymous network match. */
export interface GeoIPAnonymousMatch {
  readonly isAnonymous?: boolean;
  readonly isVPN?: boolean;
  readonly isHosting?: boolean;
  readonly isTor?: boolean;
  readonly isProxy?: boolean;
}

/** Where clients are, by their IP address. */
export interface ClientIPGeoLocation {
  readonly country?: string;
  readonly region?: string;
  readonly city?: string;
  readonly asn?: number;
  readonly isp?: string;
  readonly anonymous?: GeoIPAnonymousMatch;
}

/** Who sends a request; all that is set must match. */
export interface Principal {
  readonly clientCIDRs?: readonly string[];
  readonly jwt?: JWTPrincipal;
  readonly headers?: readonly AuthorizationHeaderMatch[];
  readonly clientIPGeoLocations?: readonly ClientIPGeoLocation[];
}

/** Who may do what, or may not. */
export interface AuthorizationRule {
  readonly name?: string;
  readonly action: AuthorizationAction;
  readonly operation?: Operation;
  readonly principal?: Principal;
  readonly cel?: string;
}

/** Rules in order; the first that matches decides, else the default. */
export interface Authorization {
  readonly rules?: readonly AuthorizationRule[];
  readonly defaultAction?: AuthorizationAction;
}

/** What a SecurityPolicy applies to, and who may send requests. */
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

/** How the server of a module is verified. */
export interface WasmCodeSourceTLSConfig {
  readonly caCertificateRef: SecretObjectReference;
}

/** A module to download by HTTP. */
export interface HTTPWasmCodeSource {
  readonly url: string;
  readonly sha256?: string;
  readonly tls?: WasmCodeSourceTLSConfig;
}

/** A module in an OCI image. */
export interface ImageWasmCodeSource {
  readonly url: string;
  readonly sha256?: string;
  readonly pullSecretRef?: SecretObjectReference;
  readonly tls?: WasmCodeSourceTLSConfig;
}

export type ImagePullPolicy = "IfNotPresent" | "Always";

/** Where a module comes from; `type` says which. */
export interface WasmCodeSource {
  readonly type: WasmCodeSourceType;
  readonly http?: HTTPWasmCodeSource;
  readonly image?: ImageWasmCodeSource;
  readonly pullPolicy?: ImagePullPolicy;
}

/** Variables of the proxy's environment that a module sees. */
export interface WasmEnv {
  readonly hostKeys?: readonly string[];
}

/** A WebAssembly module that runs on requests and responses. */
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

/** What of a message a processor gets. */
export interface ProcessingModeOptions {
  readonly body?: ExtProcBodyProcessingMode;
  readonly attributes?: readonly string[];
}

/** What of requests and responses a processor gets. */
export interface ExtProcProcessingMode {
  readonly request?: ProcessingModeOptions;
  readonly response?: ProcessingModeOptions;
  readonly allowModeOverride?: boolean;
}

/** Which metadata a processor may read and write. */
export interface ExtProcMetadata {
  readonly accessibleNamespaces?: readonly string[];
  readonly writableNamespaces?: readonly string[];
}

/** A service that processes requests and responses. */
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

/** A script that runs on requests and responses. */
export interface Lua {
  /** Default: `"Inline"`. */
  readonly type?: LuaValueType;
  readonly inline?: string;
  readonly valueRef?: LocalObjectReference;
  readonly filterContext?: Json;
}

/** A filter out of a module of the proxy's. */
export interface DynamicModule {
  readonly name: string;
  readonly filterName?: string;
  readonly config?: Json;
  /** Default: `false`. */
  readonly terminalFilter?: boolean;
}

/** What an EnvoyExtensionPolicy applies to, and the code that runs there. */
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

/** A change of one generated resource of Envoy. */
export interface EnvoyJSONPatchConfig {
  readonly type: EnvoyResourceType;
  readonly name: string;
  readonly operation: JSONPatchOperation;
}

/** What a policy applies to, in its namespace. */
export interface LocalPolicyTargetReference {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

/** What an EnvoyPatchPolicy applies to, and the changes in order. */
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
