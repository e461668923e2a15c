import type { Collected, Collection, Graph } from "@sluice/collections";
import type { ObjectStatus } from "@sluice/gatewayapi-translator";
import {
  type FoundGatewayService,
  fleetServiceHost,
  type GatewayService,
  type GatewayServices,
  gatewayOfService,
} from "@sluice/infra-manager";
import type { Infra } from "@sluice/ir";
import type { Gateway, Resources, Service } from "@sluice/resources";

/** What Services beside Gateways are derived from. */
export interface GatewayServiceSources {
  readonly resources: Collected<Resources>;
  readonly statuses: Collection<ObjectStatus>;
  readonly infra: Collection<Infra>;
}

/** Gateways that ask for metadata on what is made for them get a name beside them; what was made before is found by its labels. */
export function deriveGatewayServices(
  { resources, statuses, infra }: GatewayServiceSources,
  graph: Graph,
  dnsDomain: string,
): GatewayServices {
  const wanted = graph.derive<Gateway, GatewayService>({
    name: "gateway/services/wanted",
    from: resources.Gateway,
    to: ({ key, metadata, spec }, read) => {
      const { labels = {}, annotations = {} } = spec.infrastructure ?? {};
      if (Object.keys(labels).length + Object.keys(annotations).length === 0) return undefined;
      const { fleet } = read.get(statuses, `Gateway/${key}`) ?? {};
      const proxies = fleet && read.get(infra, fleet.key);
      if (!proxies || proxies.listeners.length === 0 || proxies.namespace === metadata.namespace) return undefined;
      return {
        key,
        namespace: metadata.namespace,
        gateway: { name: metadata.name, uid: metadata.uid },
        className: spec.gatewayClassName,
        labels,
        annotations,
        leadsTo: fleetServiceHost(proxies, dnsDomain),
      };
    },
  });
  const found = graph.derive<Service, FoundGatewayService>({
    name: "gateway/services/found",
    from: resources.Service,
    to: ({ key, metadata, spec }) =>
      gatewayOfService(metadata.namespace, metadata.labels) === undefined
        ? undefined
        : {
            key,
            namespace: metadata.namespace,
            name: metadata.name,
            uid: metadata.uid,
            labels: metadata.labels,
            annotations: metadata.annotations,
            leadsTo: spec?.externalName,
          },
  });
  return { wanted, found };
}
