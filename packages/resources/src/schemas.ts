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
  Namespace: object(
    { name: "Namespace", doc: "A namespace; its labels matter to selectors." },
    { spec: namespaceSpec },
  ),
  Service: object(
    { name: "Service", doc: "A set of endpoints with one name." },
    { spec: serviceSpec, status: serviceStatus },
  ),
  EndpointSlice: object(
    { name: "EndpointSlice", doc: "Part of the addresses behind a Service." },
    { addressType: required(endpointAddressType), endpoints: list(endpoint, { max: 1000 }), ports: list(endpointPort) },
  ),
  Secret: object(
    { name: "Secret", doc: "Confidential data; read it with `secretData`." },
    { type: text(), data: map(text({ format: "byte" })), stringData: map(text()), immutable: flag() },
  ),
  ConfigMap: object(
    { name: "ConfigMap", doc: "Data that is not confidential; read it with `configMapData`." },
    { data: map(text()), binaryData: map(text({ format: "byte" })), immutable: flag() },
  ),
  Node: object({ name: "Node", doc: "A machine of the cluster." }, { spec: openObject(), status: nodeStatus }),
  ServiceImport: object({ name: "ServiceImport", doc: "A Service of a cluster set." }, { spec: serviceImportSpec }),
  ClusterTrustBundle: object(
    { name: "ClusterTrustBundle", doc: "A set of certificate authorities." },
    { spec: required(clusterTrustBundleSpec) },
  ),
  GatewayClass: object(
    { name: "GatewayClass", doc: "Names the controller that serves Gateways of this class." },
    { spec: required(gatewayClassSpec) },
  ),
  Gateway: object(
    { name: "Gateway", doc: "A point where traffic enters: listeners and addresses." },
    { spec: required(gatewaySpec) },
  ),
  ListenerSet: object(
    { name: "ListenerSet", doc: "Listeners that join a Gateway." },
    { spec: required(listenerSetSpec) },
  ),
  HTTPRoute: object({ name: "HTTPRoute", doc: "Where HTTP requests go." }, { spec: required(httpRouteSpec) }),
  GRPCRoute: object({ name: "GRPCRoute", doc: "Where gRPC requests go." }, { spec: required(grpcRouteSpec) }),
  TLSRoute: object(
    { name: "TLSRoute", doc: "Where TLS connections go, by server name." },
    { spec: required(tlsRouteSpec) },
  ),
  TCPRoute: object({ name: "TCPRoute", doc: "Where TCP connections go." }, { spec: required(tcpRouteSpec) }),
  UDPRoute: object({ name: "UDPRoute", doc: "Where UDP datagrams go." }, { spec: required(udpRouteSpec) }),
  ReferenceGrant: object(
    { name: "ReferenceGrant", doc: "Lets objects of other namespaces refer to objects of this one." },
    { spec: required(referenceGrantSpec) },
  ),
  BackendTLSPolicy: object(
    { name: "BackendTLSPolicy", doc: "How the proxy speaks TLS with a Service." },
    { spec: required(backendTLSPolicySpec) },
  ),
  EnvoyProxy: object(
    { name: "EnvoyProxy", doc: "Settings of a fleet of proxies." },
    { spec: required(envoyProxySpec) },
  ),
  Backend: object({ name: "Backend", doc: "A destination outside of the cluster." }, { spec: required(backendSpec) }),
  HTTPRouteFilter: object(
    { name: "HTTPRouteFilter", doc: "A filter that routes refer to by `extensionRef`." },
    { spec: required(httpRouteFilterSpec) },
  ),
  ClientTrafficPolicy: object(
    { name: "ClientTrafficPolicy", doc: "How a listener treats its clients." },
    { spec: required(clientTrafficPolicySpec) },
  ),
  BackendTrafficPolicy: object(
    { name: "BackendTrafficPolicy", doc: "How traffic reaches its backends." },
    { spec: required(backendTrafficPolicySpec) },
  ),
  SecurityPolicy: object(
    { name: "SecurityPolicy", doc: "Who may send requests: authentication and authorization." },
    { spec: required(securityPolicySpec) },
  ),
  EnvoyExtensionPolicy: object(
    { name: "EnvoyExtensionPolicy", doc: "Code that takes part in the processing of requests." },
    { spec: required(envoyExtensionPolicySpec) },
  ),
  EnvoyPatchPolicy: object(
    { name: "EnvoyPatchPolicy", doc: "Changes of the generated Envoy configuration." },
    { spec: required(envoyPatchPolicySpec) },
  ),
};
