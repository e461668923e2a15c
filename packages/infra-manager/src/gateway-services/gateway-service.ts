import type { Keyed } from "@sluice/collections";
import type { Infra } from "@sluice/ir";
import type { JsonObject } from "../desired/json.ts";
import { fleetName } from "../desired/kubernetes/names.ts";
import { providerSpec } from "../desired/kubernetes/provider-spec.ts";

/** A Gateway that has asked for metadata on what is made for it, and whose proxies live in another namespace. */
export interface GatewayService extends Keyed {
  /** The Gateway's: `<namespace>/<name>`. */
  readonly key: string;
  readonly namespace: string;
  readonly gateway: { readonly name: string; readonly uid: string | undefined };
  readonly className: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** The DNS name of the Service that clients reach the proxies by. */
  readonly leadsTo: string;
}

/** A Service of this kind, as it is in the cluster. */
export interface FoundGatewayService extends Keyed {
  /** `<namespace>/<name>` */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly leadsTo: string | undefined;
}

const managedBy = "app.kubernetes.io/managed-by";
const manager = "envoy-gateway";
const gatewayName = "gateway.networking.k8s.io/gateway-name";
const gatewayClassName = "gateway.networking.k8s.io/gateway-class-name";

/** The Gateway that a Service with these labels was made for; undefined if it is somebody else's. */
export function gatewayOfService(namespace: string, labels: Readonly<Record<string, string>>): string | undefined {
  const name = labels[gatewayName];
  return labels[managedBy] === manager && name !== undefined && gatewayClassName in labels
    ? `${namespace}/${name}`
    : undefined;
}

/** `<gateway>-<class>`, as Gateway API proposes for what is made for a Gateway; no longer than a Service's name may be. */
export function gatewayServiceName({ gateway, className }: GatewayService): string {
  return `${gateway.name}-${className}`.slice(0, 63).replace(/[^a-z0-9]+$/, "");
}

/** A name beside the Gateway for its proxies' Service elsewhere, with the metadata that the Gateway asks for. */
export function gatewayServiceObject(of: GatewayService): JsonObject {
  const { namespace, gateway, className, labels, annotations, leadsTo } = of;
  const owner = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    name: gateway.name,
    uid: gateway.uid ?? "",
  };
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: gatewayServiceName(of),
      namespace,
      labels: { ...labels, [managedBy]: manager, [gatewayName]: gateway.name, [gatewayClassName]: className },
      annotations: { ...annotations },
      ...(gateway.uid === undefined ? {} : { ownerReferences: [owner] }),
    },
    spec: { type: "ExternalName", externalName: leadsTo },
  };
}

/** Whether a Service says everything that it should. */
export function isAsWanted(of: GatewayService, found: FoundGatewayService): boolean {
  const { metadata } = gatewayServiceObject(of) as unknown as { readonly metadata: FoundGatewayService };
  const holds = (wanted: Readonly<Record<string, string>>, has: Readonly<Record<string, string>>): boolean =>
    Object.entries(wanted).every(([name, value]) => has[name] === value);
  return (
    found.leadsTo === of.leadsTo &&
    holds(metadata.labels, found.labels) &&
    holds(metadata.annotations, found.annotations)
  );
}

/** The DNS name of a fleet's Service, outside gateway-namespace mode. */
export function fleetServiceHost(infra: Infra, dnsDomain: string): string {
  const name = providerSpec(infra).envoyService?.name ?? fleetName(infra, { gatewayNamespaceMode: false });
  return `${name}.${infra.namespace}.svc.${dnsDomain}`;
}
