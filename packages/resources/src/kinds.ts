import type {
  Backend,
  BackendTLSPolicy,
  BackendTrafficPolicy,
  ClientTrafficPolicy,
  ClusterTrustBundle,
  ConfigMap,
  EndpointSlice,
  EnvoyExtensionPolicy,
  EnvoyPatchPolicy,
  EnvoyProxy,
  Gateway,
  GatewayClass,
  GRPCRoute,
  HTTPRoute,
  HTTPRouteFilter,
  ListenerSet,
  Namespace,
  Node,
  ReferenceGrant,
  Secret,
  SecurityPolicy,
  Service,
  ServiceImport,
  TCPRoute,
  TLSRoute,
  UDPRoute,
} from "./gen/resources.ts";

/** Every kind that Sluice reads, and its type. */
export interface KindMap {
  readonly Namespace: Namespace;
  readonly Service: Service;
  readonly EndpointSlice: EndpointSlice;
  readonly Secret: Secret;
  readonly ConfigMap: ConfigMap;
  readonly Node: Node;
  readonly ServiceImport: ServiceImport;
  readonly ClusterTrustBundle: ClusterTrustBundle;
  readonly GatewayClass: GatewayClass;
  readonly Gateway: Gateway;
  readonly ListenerSet: ListenerSet;
  readonly HTTPRoute: HTTPRoute;
  readonly GRPCRoute: GRPCRoute;
  readonly TLSRoute: TLSRoute;
  readonly TCPRoute: TCPRoute;
  readonly UDPRoute: UDPRoute;
  readonly ReferenceGrant: ReferenceGrant;
  readonly BackendTLSPolicy: BackendTLSPolicy;
  readonly EnvoyProxy: EnvoyProxy;
  readonly Backend: Backend;
  readonly HTTPRouteFilter: HTTPRouteFilter;
  readonly ClientTrafficPolicy: ClientTrafficPolicy;
  readonly BackendTrafficPolicy: BackendTrafficPolicy;
  readonly SecurityPolicy: SecurityPolicy;
  readonly EnvoyExtensionPolicy: EnvoyExtensionPolicy;
  readonly EnvoyPatchPolicy: EnvoyPatchPolicy;
}

/** The name of a kind that Sluice reads. */
export type KindName = keyof KindMap;

/** Any object that a user writes. */
export type Resource = KindMap[KindName];

/** What users write: one list per kind. `Collected<Resources>` is one collection per kind. */
export type Resources = { readonly [K in KindName]: readonly KindMap[K][] };

/** How Kubernetes names and serves a kind. */
export interface Kind {
  /** "" for the core group. */
  readonly group: string;
  /** The version that objects are normalised to. */
  readonly version: string;
  /** All versions that are read; their content is the same. */
  readonly versions: readonly string[];
  /** The name in API paths. */
  readonly plural: string;
  readonly namespaced: boolean;
}

/** All kinds in the order of a manifest: what others refer to comes first. */
export const kinds: { readonly [K in KindName]: Kind } = {
  Namespace: core("namespaces", false),
  Service: core("services"),
  EndpointSlice: { ...core("endpointslices"), group: "discovery.k8s.io" },
  Secret: core("secrets"),
  ConfigMap: core("configmaps"),
  Node: core("nodes", false),
  ServiceImport: kind("multicluster.x-k8s.io", "serviceimports", ["v1alpha1", "v1beta1"]),
  ClusterTrustBundle: {
    ...kind("certificates.k8s.io", "clustertrustbundles", ["v1beta1", "v1alpha1", "v1"]),
    namespaced: false,
  },
  GatewayClass: { ...gatewayApi("gatewayclasses", "v1beta1"), namespaced: false },
  Gateway: gatewayApi("gateways", "v1beta1"),
  ListenerSet: gatewayApi("listenersets"),
  HTTPRoute: gatewayApi("httproutes", "v1beta1"),
  GRPCRoute: gatewayApi("grpcroutes", "v1alpha2"),
  TLSRoute: gatewayApi("tlsroutes", "v1alpha3", "v1alpha2"),
  TCPRoute: gatewayApi("tcproutes", "v1alpha2"),
  UDPRoute: gatewayApi("udproutes", "v1alpha2"),
  ReferenceGrant: kind("gateway.networking.k8s.io", "referencegrants", ["v1beta1", "v1", "v1alpha2"]),
  BackendTLSPolicy: gatewayApi("backendtlspolicies", "v1alpha3"),
  EnvoyProxy: envoyGateway("envoyproxies"),
  Backend: envoyGateway("backends"),
  HTTPRouteFilter: envoyGateway("httproutefilters"),
  ClientTrafficPolicy: envoyGateway("clienttrafficpolicies"),
  BackendTrafficPolicy: envoyGateway("backendtrafficpolicies"),
  SecurityPolicy: envoyGateway("securitypolicies"),
  EnvoyExtensionPolicy: envoyGateway("envoyextensionpolicies"),
  EnvoyPatchPolicy: envoyGateway("envoypatchpolicies"),
};

/** The names of all kinds, in the order of the table. */
export const kindNames: readonly KindName[] = Object.keys(kinds) as KindName[];

/** Whether a string names a kind that Sluice reads. */
export function isKindName(name: string): name is KindName {
  return Object.hasOwn(kinds, name);
}

/** The `apiVersion` that a kind is normalised to, such as `gateway.networking.k8s.io/v1`. */
export function apiVersionOf(name: KindName): string {
  const { group, version } = kinds[name];
  return group === "" ? version : `${group}/${version}`;
}

function core(plural: string, namespaced = true): Kind {
  return { group: "", version: "v1", versions: ["v1"], plural, namespaced };
}

function gatewayApi(plural: string, ...older: readonly string[]): Kind {
  return kind("gateway.networking.k8s.io", plural, ["v1", ...older]);
}

function envoyGateway(plural: string): Kind {
  return kind("gateway.envoyproxy.io", plural, ["v1alpha1"]);
}

/** The first version is the stored one. */
function kind(group: string, plural: string, versions: readonly [string, ...string[]]): Kind {
  return { group, version: versions[0], versions, plural, namespaced: true };
}
