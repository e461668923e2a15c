import type { Keyed } from "@sluice/collections";
import type { RouteGroupKind, RouteNamespaces } from "@sluice/resources";
import type { HostScope } from "../gateways/hostname.ts";
import type { ResolvedListener } from "../gateways/resolved-listener.ts";

/** A Gateway or ListenerSet as routes see it. It leaves out what routes do not depend on, so that they rest when that changes. */
export interface Parent extends Keyed {
  /** `Gateway/<namespace>/<name>` or `ListenerSet/<namespace>/<name>` */
  readonly key: string;
  /** Key of the Gateway. */
  readonly gateway: string;
  readonly fleet: string;
  readonly listeners: readonly AttachPoint[];
  readonly routing: RoutingSettings;
}

/** Settings of a Gateway that shape the destinations of its routes. */
export interface RoutingSettings {
  /** Route to the endpoints of Services; false: to their cluster IPs. */
  readonly endpointRouting: boolean;
  /** How proxies show themselves to backends; absent: without a certificate. */
  readonly clientTls?: ClientTls;
}

/** Settings for TLS towards backends that do not come from the backend. */
export interface ClientTls {
  /** Key of a Secret. */
  readonly certificate?: string;
  readonly settings: import("@sluice/ir").TlsSettings;
  readonly alpn?: readonly string[];
  /** Why the settings cannot be used. */
  readonly flaw?: string;
}

/** One listener as routes see it. */
export interface AttachPoint extends HostScope {
  /** Key of the resolved listener. */
  readonly key: string;
  /** Name in the IR. */
  readonly name: string;
  /** Name in its Gateway or ListenerSet. */
  readonly sectionName: string;
  readonly port: number;
  readonly protocol: string;
  readonly tlsMode?: "Terminate" | "Passthrough";
  readonly kinds: readonly RouteGroupKind[];
  /** Namespace of the object that has the listener. */
  readonly namespace: string;
  readonly namespaces?: RouteNamespaces;
  readonly ready: boolean;
}

/** A listener as routes see it. */
export function toAttachPoint({ key, checked, ready, isolatedFrom }: ResolvedListener): AttachPoint {
  const { entry, supportedKinds } = checked;
  const { name, port, protocol, hostname, tls, allowedRoutes } = entry.listener;
  return {
    key,
    name: entry.name,
    sectionName: name,
    port,
    protocol,
    ...(hostname === undefined ? {} : { hostname }),
    ...(tls?.mode === undefined ? {} : { tlsMode: tls.mode }),
    kinds: supportedKinds,
    namespace: entry.namespace,
    ...(allowedRoutes?.namespaces === undefined ? {} : { namespaces: allowedRoutes.namespaces }),
    ready,
    isolatedFrom,
  };
}
