import type { MethodDefinition } from "@grpc/grpc-js";
import { xdsTypes } from "./order.ts";
import type { Protocol } from "./session.ts";

/** A discovery service of one type: gRPC paths such as `/envoy.service.cluster.v3.ClusterDiscoveryService/DeltaClusters`. */
export interface XdsService {
  readonly typeUrl: string;
  /** Its state-of-the-world method. */
  readonly stream?: string;
  readonly delta?: string;
}

/** How a call speaks, and of which type; of all without one. */
export interface Method extends Protocol {
  readonly path: string;
  readonly typeUrl: string | undefined;
}

const ads = "/envoy.service.discovery.v3.AggregatedDiscoveryService/";
const runtime = "type.googleapis.com/envoy.service.runtime.v3.Runtime";

const services: readonly XdsService[] = [
  service(xdsTypes.cluster, "cluster.v3.Cluster", "Clusters"),
  service(xdsTypes.loadAssignment, "endpoint.v3.Endpoint", "Endpoints"),
  service(xdsTypes.secret, "secret.v3.Secret", "Secrets"),
  service(xdsTypes.listener, "listener.v3.Listener", "Listeners"),
  service(xdsTypes.routeConfiguration, "route.v3.Route", "Routes"),
  service(xdsTypes.scopedRoute, "route.v3.ScopedRoutes", "ScopedRoutes"),
  service(xdsTypes.extensionConfig, "extension.v3.ExtensionConfig", "ExtensionConfigs"),
  service(runtime, "runtime.v3.Runtime", "Runtime"),
  {
    typeUrl: xdsTypes.virtualHost,
    delta: "/envoy.service.route.v3.VirtualHostDiscoveryService/DeltaVirtualHosts",
  },
];

function service(typeUrl: string, name: string, method: string): XdsService {
  const path = `/envoy.service.${name}DiscoveryService/`;
  return { typeUrl, stream: `${path}Stream${method}`, delta: `${path}Delta${method}` };
}

/** All methods of a server: ADS, Envoy's services of one type, and those that an embedder adds. */
export function methods(added: readonly XdsService[]): readonly Method[] {
  const found: Method[] = [
    { path: `${ads}DeltaAggregatedResources`, variant: "delta", aggregated: true, typeUrl: undefined },
    { path: `${ads}StreamAggregatedResources`, variant: "sotw", aggregated: true, typeUrl: undefined },
  ];
  for (const { typeUrl, stream, delta } of [...services, ...added]) {
    if (delta !== undefined) found.push({ path: delta, variant: "delta", aggregated: false, typeUrl });
    if (stream !== undefined) found.push({ path: stream, variant: "sotw", aggregated: false, typeUrl });
  }
  return found;
}

/** A method for grpc-js that takes requests as they come and writes ready bytes. */
export function definition(path: string): MethodDefinition<Buffer, Uint8Array> {
  return {
    path,
    requestStream: true,
    responseStream: true,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    responseDeserialize: asIs,
  };
}

function asIs(bytes: Buffer): Buffer {
  return bytes;
}
