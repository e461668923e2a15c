import type { Graph } from "@sluice/collections";
import type { Observable } from "rxjs";
import type { KubernetesApi } from "./api.ts";

/** How proxies run in a cluster. */
export interface KubernetesOptions {
  readonly api: KubernetesApi;
  /** Fleets of GatewayClasses of other controllers are never touched. */
  readonly controllerName: string;
  /** Where the control plane runs: its Service is `envoy-gateway`, proxies live here unless they live beside their Gateways. */
  readonly controllerNamespace: string;
  /** The cluster's DNS domain; `cluster.local` unless given. */
  readonly dnsDomain?: string;
  /** True: a fleet lives in the namespace of its Gateway, and proves itself by a ServiceAccount token. */
  readonly gatewayNamespaceMode?: boolean;
  /** In gateway-namespace mode: the namespaces that Gateways may be in, when not all may be looked at. */
  readonly namespaces?: readonly string[];
  /** False: no webhook tells proxies their zone, so they need no local cluster. */
  readonly topologyInjector?: boolean;
  /** The control plane's ADS server as proxies reach it; the Service `envoy-gateway`, port 18000, unless given. */
  readonly xds?: { readonly address?: string; readonly port?: number };
  readonly images?: {
    /** Proxies whose EnvoyProxy names none. */
    readonly envoy?: string;
    /** An image that has `sluice` on its PATH. */
    readonly shutdownManager?: string;
  };
  /** Whether this process may write; it always watches and tells states. Always true unless given. */
  readonly leadership$?: Observable<InfraLeadership>;
  /** The graph that `states` belongs to, so that derivations can read it; one of its own unless given. */
  readonly graph?: Graph;
}

/** Whether this process is the one that writes. */
export interface InfraLeadership {
  readonly leading: boolean;
  /** Asked right before each write: a process that was paused finds out here. */
  holds(): boolean;
}
