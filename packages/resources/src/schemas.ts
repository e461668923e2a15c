import { clusterTrustBundleSpec } from "./core/cluster-trust-bundle.ts";
import { endpoint, endpointAddressType, endpointPort } from "./core/endpoint-slice.ts";
import { namespaceSpec } from "./core/namespace.ts";
import { nodeStatus } from "./core/node.ts";
import { serviceSpec, serviceStatus } from "./core/service.ts";
import { serviceImportSpec } from "./core/service-import.ts";
import { backendTLSPolicySpec } from "./gateway-api/backend-tls-policy.ts";
import { gatewaySpec } from "./gateway-api/gateway.ts";
import { gatewayClassSpec } from "./gateway-api/gateway-class.ts";
import { grpcRouteSpec } from "./gateway-api/grpc-route.ts";
import { httpRouteSpec } from "./gateway-api/http-route.ts";
import { listenerSetSpec } from "./gateway-api/listener-set.ts";
import { referenceGrantSpec } from "./gateway-api/reference-grant.ts";
import { tcpRouteSpec } from "./gateway-api/tcp-route.ts";
import { tlsRouteSpec } from "./gateway-api/tls-route.ts";
import { udpRouteSpec } from "./gateway-api/udp-route.ts";
import type { KindName } from "./kinds.ts";
import { backendSpec } from "./policies/backend.ts";
import { backendTrafficPolicySpec } from "./policies/backend-traffic-policy.ts";
import { clientTrafficPolicySpec } from "./policies/client-traffic-policy.ts";
import { envoyExtensionPolicySpec } from "./policies/envoy-extension-policy.ts";
import { envoyPatchPolicySpec } from "./policies/envoy-patch-policy.ts";
import { envoyProxySpec } from "./policies/envoy-proxy.ts";
import { httpRouteFilterSpec } from "./policies/http-route-filter.ts";
import { securityPolicySpec } from "./policies/security-policy.ts";
import { flag, list, map, type ObjectSchema, object, openObject, required, text } from "./schema/dsl.ts";

/** The shape of each kind, without `apiVersion`, `kind` and `metadata`. */
export const schemas: { readonly [K in KindName]: ObjectSchema } = {
  Namespace: object("Namespace", { spec: namespaceSpec }, { doc: "A namespace; its labels matter to selectors." }),
  Service: object(
    "Service",
    { spec: serviceSpec, status: serviceStatus },
    { doc: "A set of endpoints with one name." },
  ),
  EndpointSlice: object(
    "EndpointSlice",
    { addressType: required(endpointAddressType), endpoints: list(endpoint, { max: 1000 }), ports: list(endpointPort) },
    { doc: "Part of the addresses behind a Service." },
  ),
  Secret: object(
    "Secret",
    { type: text(), data: map(text({ format: "byte" })), stringData: map(text()), immutable: flag() },
    { doc: "Confidential data; read it with `secretData`." },
  ),
  ConfigMap: object(
    "ConfigMap",
    { data: map(text()), binaryData: map(text({ format: "byte" })), immutable: flag() },
    { doc: "Data that is not confidential; read it with `configMapData`." },
  ),
  Node: object("Node", { spec: openObject(), status: nodeStatus }, { doc: "A machine of the cluster." }),
  ServiceImport: object("ServiceImport", { spec: serviceImportSpec }, { doc: "A Service of a cluster set." }),
  ClusterTrustBundle: object(
    "ClusterTrustBundle",
    { spec: required(clusterTrustBundleSpec) },
    { doc: "A set of certificate authorities." },
  ),
  GatewayClass: object(
    "GatewayClass",
    { spec: required(gatewayClassSpec) },
    { doc: "Names the controller that serves Gateways of this class." },
  ),
  Gateway: object(
    "Gateway",
    { spec: required(gatewaySpec) },
    { doc: "A point where traffic enters: listeners and addresses." },
  ),
  ListenerSet: object("ListenerSet", { spec: required(listenerSetSpec) }, { doc: "Listeners that join a Gateway." }),
  HTTPRoute: object("HTTPRoute", { spec: required(httpRouteSpec) }, { doc: "Where HTTP requests go." }),
  GRPCRoute: object("GRPCRoute", { spec: required(grpcRouteSpec) }, { doc: "Where gRPC requests go." }),
  TLSRoute: object("TLSRoute", { spec: required(tlsRouteSpec) }, { doc: "Where TLS connections go, by server name." }),
  TCPRoute: object("TCPRoute", { spec: required(tcpRouteSpec) }, { doc: "Where TCP connections go." }),
  UDPRoute: object("UDPRoute", { spec: required(udpRouteSpec) }, { doc: "Where UDP datagrams go." }),
  ReferenceGrant: object(
    "ReferenceGrant",
    { spec: required(referenceGrantSpec) },
    { doc: "Lets objects of other namespaces refer to objects of this one." },
  ),
  BackendTLSPolicy: object(
    "BackendTLSPolicy",
    { spec: required(backendTLSPolicySpec) },
    { doc: "How the proxy speaks TLS with a Service." },
  ),
  EnvoyProxy: object("EnvoyProxy", { spec: required(envoyProxySpec) }, { doc: "Settings of a fleet of proxies." }),
  Backend: object("Backend", { spec: required(backendSpec) }, { doc: "A destination outside of the cluster." }),
  HTTPRouteFilter: object(
    "HTTPRouteFilter",
    { spec: required(httpRouteFilterSpec) },
    { doc: "A filter that routes refer to by `extensionRef`." },
  ),
  ClientTrafficPolicy: object(
    "ClientTrafficPolicy",
    { spec: required(clientTrafficPolicySpec) },
    { doc: "How a listener treats its clients." },
  ),
  BackendTrafficPolicy: object(
    "BackendTrafficPolicy",
    { spec: required(backendTrafficPolicySpec) },
    { doc: "How traffic reaches its backends." },
  ),
  SecurityPolicy: object(
    "SecurityPolicy",
    { spec: required(securityPolicySpec) },
    { doc: "Who may send requests: authentication and authorization." },
  ),
  EnvoyExtensionPolicy: object(
    "EnvoyExtensionPolicy",
    { spec: required(envoyExtensionPolicySpec) },
    { doc: "Code that takes part in the processing of requests." },
  ),
  EnvoyPatchPolicy: object(
    "EnvoyPatchPolicy",
    { spec: required(envoyPatchPolicySpec) },
    { doc: "Changes of the generated Envoy configuration." },
  ),
};
