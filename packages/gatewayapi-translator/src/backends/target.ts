import type { Index, Keyed, Read } from "@sluice/collections";
import type { IpFamily, LoadBalancing, Origin } from "@sluice/ir";
import type { EndpointSlice, Protocol, Service, ServiceImport } from "@sluice/resources";
import { originOf } from "../ref.ts";
import type { BackendObject } from "./backend.ts";

/** What routes can send traffic to, as routes see it: it changes when routes have to, and not with every endpoint. */
export type BackendTarget = ServiceTarget | BackendObject;

/** A Service or ServiceImport. */
export interface ServiceTarget extends Keyed {
  readonly kind: "service";
  /** `Service/<namespace>/<name>` or `ServiceImport/<namespace>/<name>` */
  readonly key: string;
  readonly origin: Origin;
  /** Empty: it has no address of its own. */
  readonly clusterIps: readonly string[];
  readonly externalName: boolean;
  readonly ports: readonly TargetPort[];
  readonly ipFamily?: IpFamily;
  readonly preferLocalZone?: LoadBalancing["preferLocalZone"];
}

/** A port of a Service, and what its endpoints are. */
export interface TargetPort {
  readonly port: number;
  readonly name: string;
  readonly protocol: Protocol;
  readonly appProtocol?: string;
  readonly endpoints: "none" | "ip" | "fqdn" | "mixed";
}

/** Label of EndpointSlices that names their Service. */
const serviceLabel = "kubernetes.io/service-name";
/** Label of EndpointSlices that names their ServiceImport (Multi-Cluster Services API). */
const importLabel = "multicluster.kubernetes.io/service-name";

/** Key of the backend whose endpoints a slice holds; empty when it names none. */
export function sliceOwner({ metadata }: EndpointSlice): readonly string[] {
  const { labels, namespace } = metadata;
  const service = labels[serviceLabel];
  if (service !== undefined) return [`Service/${namespace}/${service}`];
  const imported = labels[importLabel];
  return imported === undefined ? [] : [`ServiceImport/${namespace}/${imported}`];
}

/** A Service as routes see it. */
export function toServiceTarget(service: Service, read: Read, slices: Index<EndpointSlice>): ServiceTarget {
  const key = `Service/${service.key}`;
  const spec = service.spec ?? {};
  const ipFamily = ipFamilyOf(spec);
  const preferLocalZone = preferLocalZoneOf(service);
  return {
    kind: "service",
    key,
    origin: originOf(service),
    clusterIps: spec.clusterIP === undefined || ["", "None"].includes(spec.clusterIP) ? [] : [spec.clusterIP],
    externalName: spec.type === "ExternalName",
    ports: toPorts(spec.ports ?? [], read.by(slices, key)),
    ...(ipFamily === undefined ? {} : { ipFamily }),
    ...(preferLocalZone === undefined ? {} : { preferLocalZone }),
  };
}

/** A ServiceImport as routes see it. */
export function toImportTarget(imported: ServiceImport, read: Read, slices: Index<EndpointSlice>): ServiceTarget {
  const key = `ServiceImport/${imported.key}`;
  return {
    kind: "service",
    key,
    origin: originOf(imported),
    clusterIps: imported.spec?.ips ?? [],
    externalName: false,
    ports: toPorts(imported.spec?.ports ?? [], read.by(slices, key)),
  };
}

function toPorts(
  ports: readonly {
    readonly port: number;
    readonly name?: string;
    readonly protocol?: Protocol;
    readonly appProtocol?: string;
  }[],
  slices: readonly EndpointSlice[],
): readonly TargetPort[] {
  const kinds = new Set(slices.map(({ addressType }) => (addressType === "FQDN" ? "fqdn" : "ip")));
  return ports.map(({ port, name = "", protocol = "TCP", appProtocol }) => {
    const any = slices.some((slice) => holds(slice, name, protocol));
    const [kind = "none"] = kinds;
    return {
      port,
      name,
      protocol,
      ...(appProtocol === undefined ? {} : { appProtocol }),
      endpoints: !any ? "none" : kinds.size > 1 ? "mixed" : kind,
    };
  });
}

function holds({ ports, endpoints }: EndpointSlice, name: string, protocol: string): boolean {
  return (
    (ports ?? []).some((port) => (port.name ?? "") === name && (port.protocol ?? "TCP") === protocol) &&
    (endpoints ?? []).some(({ addresses }) => addresses.length > 0)
  );
}

function ipFamilyOf({ ipFamilyPolicy, ipFamilies = [] }: NonNullable<Service["spec"]>): IpFamily | undefined {
  if (ipFamilyPolicy === "RequireDualStack" || ipFamilies.length > 1) return "DualStack";
  const [family] = ipFamilies;
  return family === "IPv4" || family === "IPv6" ? family : undefined;
}

/** Kubernetes' own settings for traffic within a zone, with its thresholds. */
function preferLocalZoneOf({ spec, metadata }: Service): LoadBalancing["preferLocalZone"] {
  if (spec?.trafficDistribution !== undefined) return { force: true, minEndpointsThreshold: 1, minEndpointsInZone: 1 };
  if (metadata.annotations["service.kubernetes.io/topology-mode"]?.toLowerCase() !== "auto") return undefined;
  return { force: true, minEndpointsThreshold: 3, minEndpointsInZone: 3 };
}
