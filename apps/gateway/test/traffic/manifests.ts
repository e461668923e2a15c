import type {
  Backend,
  BackendTLSPolicy,
  ClientTrafficPolicy,
  EnvoyProxy,
  Gateway,
  GatewayClass,
  GRPCRoute,
  HTTPBackendRef,
  HTTPRoute,
  ListenerSet,
  ReferenceGrant,
  TCPRoute,
  TLSRoute,
  UDPRoute,
} from "@sluice/resources";
import type { KeyPair } from "./certificates.ts";

/** An object as a user writes it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

type Metadata = Readonly<Record<string, unknown>>;
type Spec<R extends { readonly spec: unknown }> = R["spec"];

const gatewayApi = "gateway.networking.k8s.io/v1";
const envoyGateway = "gateway.envoyproxy.io/v1alpha1";

function object(kind: string, name: string, more: Metadata): Manifest {
  const { apiVersion = gatewayApi, metadata, ...rest } = more;
  const named = { name, namespace: "default", ...(metadata as object) };
  return { apiVersion: String(apiVersion), kind, metadata: named, ...rest };
}

export const classOfSluice: Manifest = gatewayClass("sluice", {});

export function gatewayClass(name: string, spec: Partial<Spec<GatewayClass>>): Manifest {
  const controllerName = "gateway.envoyproxy.io/gatewayclass-controller";
  return object("GatewayClass", name, { metadata: { namespace: undefined }, spec: { controllerName, ...spec } });
}

/** A Gateway of the class `sluice`. */
export function gateway(
  name: string,
  listeners: Spec<Gateway>["listeners"],
  spec: Partial<Spec<Gateway>> = {},
): Manifest {
  return object("Gateway", name, { spec: { gatewayClassName: "sluice", listeners, ...spec } });
}

/** Routes without `parentRefs` join the Gateway `web`. */
function route(kind: string, name: string, { spec, metadata }: { spec: object; metadata: Metadata }): Manifest {
  return object(kind, name, { metadata, spec: { parentRefs: [{ name: "web" }], ...spec } });
}

export function httpRoute(name: string, spec: Spec<HTTPRoute>, metadata: Metadata = {}): Manifest {
  return route("HTTPRoute", name, { spec, metadata });
}

export function grpcRoute(name: string, spec: Spec<GRPCRoute>, metadata: Metadata = {}): Manifest {
  return route("GRPCRoute", name, { spec, metadata });
}

export function tlsRoute(name: string, spec: Spec<TLSRoute>, metadata: Metadata = {}): Manifest {
  return route("TLSRoute", name, { spec, metadata });
}

export function tcpRoute(name: string, spec: Spec<TCPRoute>, metadata: Metadata = {}): Manifest {
  return route("TCPRoute", name, { spec, metadata });
}

export function udpRoute(name: string, spec: Spec<UDPRoute>, metadata: Metadata = {}): Manifest {
  return route("UDPRoute", name, { spec, metadata });
}

export function listenerSet(name: string, spec: Spec<ListenerSet>, metadata: Metadata = {}): Manifest {
  return object("ListenerSet", name, { metadata, spec });
}

export function referenceGrant(name: string, spec: Spec<ReferenceGrant>, metadata: Metadata): Manifest {
  return object("ReferenceGrant", name, { apiVersion: "gateway.networking.k8s.io/v1beta1", metadata, spec });
}

export function backendTlsPolicy(name: string, spec: Spec<BackendTLSPolicy>): Manifest {
  return object("BackendTLSPolicy", name, { spec });
}

export function clientTrafficPolicy(name: string, spec: Spec<ClientTrafficPolicy>): Manifest {
  return object("ClientTrafficPolicy", name, { apiVersion: envoyGateway, spec });
}

export function envoyProxy(name: string, spec: Spec<EnvoyProxy>): Manifest {
  return object("EnvoyProxy", name, { apiVersion: envoyGateway, spec });
}

/** A `Backend`; `endpoints` that are numbers are ports of this machine. */
export function backend(
  name: string,
  endpoints: readonly (number | NonNullable<Spec<Backend>["endpoints"]>[number])[],
  spec: Partial<Spec<Backend>> = {},
): Manifest {
  const full = endpoints.map((one) => (typeof one === "number" ? { ip: { address: "127.0.0.1", port: one } } : one));
  return object("Backend", name, {
    apiVersion: envoyGateway,
    spec: { ...(full.length === 0 ? {} : { endpoints: full }), ...spec },
  });
}

/** How a Service and its EndpointSlice differ from the usual. */
export interface ServiceShape {
  /** A ServiceImport instead. */
  readonly imported?: boolean;
  readonly namespace?: string;
  readonly appProtocol?: string;
  readonly protocol?: "TCP" | "UDP";
  /** Other endpoints than one that is ready. */
  readonly endpoints?: readonly { readonly address?: string; readonly port?: number; readonly conditions?: object }[];
}

/** A Service with port 80 in front of a port of this machine, and an EndpointSlice for each of its endpoints. */
export function service(name: string, port: number, shape: ServiceShape = {}): readonly Manifest[] {
  const { imported = false, namespace = "default", appProtocol, protocol = "TCP", endpoints = [{}] } = shape;
  const label = `${imported ? "multicluster." : ""}kubernetes.io/service-name`;
  const app = appProtocol === undefined ? {} : { appProtocol };
  const slices = endpoints.map((endpoint, i) =>
    object("EndpointSlice", `${name}-${i}`, {
      apiVersion: "discovery.k8s.io/v1",
      metadata: { namespace, labels: { [label]: name } },
      addressType: "IPv4",
      ports: [{ name: "main", port: endpoint.port ?? port, protocol, ...app }],
      endpoints: [{ addresses: [endpoint.address ?? "127.0.0.1"], conditions: endpoint.conditions ?? { ready: true } }],
    }),
  );
  const metadata = { namespace };
  const service = { name: "main", port: 80, protocol, ...app };
  const owner = imported
    ? object("ServiceImport", name, {
        apiVersion: "multicluster.x-k8s.io/v1alpha1",
        metadata,
        spec: { type: "ClusterSetIP", ips: ["10.0.0.1"], ports: [service] },
      })
    : object("Service", name, {
        apiVersion: "v1",
        metadata,
        spec: { clusterIP: "10.0.0.1", ports: [{ ...service, targetPort: port }] },
      });
  return [owner, ...slices];
}

export function namespace(name: string, labels: Readonly<Record<string, string>> = {}): Manifest {
  return object("Namespace", name, { apiVersion: "v1", metadata: { namespace: undefined, labels } });
}

export function tlsSecret(name: string, pair: KeyPair, metadata: Metadata = {}): Manifest {
  return object("Secret", name, {
    apiVersion: "v1",
    metadata,
    type: "kubernetes.io/tls",
    data: { "tls.crt": base64(pair.cert), "tls.key": base64(pair.key) },
  });
}

/** A ConfigMap with a certificate authority. */
export function authorityMap(name: string, certificate: string): Manifest {
  return object("ConfigMap", name, { apiVersion: "v1", data: { "ca.crt": certificate } });
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** What a route of any kind may refer to; `More` is what its kind has besides. */
type Ref<More> = Omit<HTTPBackendRef, "filters"> & More;

/** A reference to port 80 of a Service. */
export function to<More extends Partial<HTTPBackendRef> = object>(name: string, more?: More): Ref<More> {
  return { name, port: 80, ...more } as Ref<More>;
}

/** A reference to a `Backend`. */
export function toBackend<More extends Partial<HTTPBackendRef> = object>(name: string, more?: More): Ref<More> {
  return { group: "gateway.envoyproxy.io", kind: "Backend", name, ...more } as Ref<More>;
}
