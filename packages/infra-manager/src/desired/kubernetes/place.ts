/** What a fleet's objects depend on besides its Infra. */
export interface KubernetesPlace {
  /** Where the control plane runs. */
  readonly controllerNamespace: string;
  readonly dnsDomain: string;
  /** True: a fleet lives beside its Gateway, under its name, and proves itself by a ServiceAccount token. */
  readonly gatewayNamespaceMode: boolean;
  /** True: pods are told their zone. */
  readonly topologyInjector: boolean;
  readonly xds: { readonly address: string; readonly port: number };
  readonly images: { readonly envoy: string; readonly shutdownManager: string };
  /** The owner as the API server knows it; absent: objects name no owner. */
  readonly ownerUid?: string;
  /** Whom proxies trust as their control plane (PEM), in gateway-namespace mode: there no Secret tells it. */
  readonly authority?: string;
}

/** Ports of a proxy's pod that are not those of listeners. */
export const podPorts = { admin: 19000, stats: 19001, shutdownManager: 19002, readiness: 19003 } as const;
