import type { Index, Read } from "@sluice/collections";
import type { EndpointSlice, Service } from "@sluice/resources";
import { servedGateways } from "../gateways/fleet.ts";
import type { ManagedGateway } from "../gateways/gateway.ts";
import type { TranslateOptions } from "../options.ts";
import type { DestinationPlan } from "./destination.ts";
import { toServiceTarget } from "./target.ts";

/** The proxies' own Service as a destination: Envoy compares its zones with a backend's (zone-aware routing). */
export function proxyServicePlan(
  fleet: string,
  of: { readonly gateways: readonly ManagedGateway[]; readonly services: readonly Service[] },
  {
    read,
    slices,
    options,
  }: { readonly read: Read; readonly slices: Index<EndpointSlice>; readonly options: TranslateOptions },
): DestinationPlan | undefined {
  const [gateway] = servedGateways(of.gateways);
  if (gateway === undefined) return undefined;
  const namespace = options.gatewayNamespaceMode ? gateway.ref.namespace : options.controllerNamespace;
  const service = of.services.find(({ metadata }) => metadata.namespace === namespace);
  if (service === undefined) return undefined;
  const target = toServiceTarget(service, read, slices);
  const [port] = target.ports;
  if (port === undefined || port.endpoints === "none") return undefined;
  const origin = { ...target.origin, sectionName: String(port.port) };
  return {
    name: fleet,
    origin,
    discovery: { kind: "endpoints" },
    protocol: "TCP",
    features: {},
    members: [
      {
        name: fleet,
        origin,
        weight: 1,
        priority: 0,
        source: { kind: "slices", owner: target.key, portName: port.name, protocol: port.protocol },
      },
    ],
    secrets: [],
  };
}
