import type { Infra, InfraListener, InfraPort, Listener, MetricSink } from "@sluice/ir";
import type { TranslateOptions } from "../options.ts";
import { gatewayGroup } from "../ref.ts";
import { fleetOwner, servedGateways } from "./fleet.ts";
import type { ManagedGateway } from "./gateway.ts";
import { boundPort } from "./ir-listener.ts";
import type { ResolvedListener } from "./resolved-listener.ts";

const owningGateway = "gateway.envoyproxy.io/owning-gateway-name";
const owningNamespace = "gateway.envoyproxy.io/owning-gateway-namespace";
const owningClass = "gateway.envoyproxy.io/owning-gatewayclass";

/** The fleet whose proxies a Service leads to, as its labels tell; empty for other Services. */
export function fleetOfLabels(labels: Readonly<Record<string, string>>): readonly string[] {
  const { [owningGateway]: name, [owningNamespace]: namespace, [owningClass]: gatewayClass } = labels;
  if (name !== undefined && namespace !== undefined) return [`${namespace}/${name}`];
  return gatewayClass === undefined ? [] : [gatewayClass];
}

/** What a fleet's infrastructure follows from. */
export interface InfraSources {
  readonly gateways: readonly ManagedGateway[];
  readonly listeners: readonly ResolvedListener[];
  /** Ports on which clients find HTTP/3. */
  readonly http3Ports: ReadonlySet<number>;
  /** Absent: none is asked for. */
  readonly metricSinks: readonly MetricSink[] | undefined;
}

/** Ports on which clients find HTTP/3. */
export function http3Ports(listeners: readonly Listener[]): ReadonlySet<number> {
  return new Set(
    listeners.flatMap((one) => (one.kind === "http" && one.features.http3 !== undefined ? [one.externalPort] : [])),
  );
}

/**
 * The proxies that a fleet needs. A fleet none of whose Gateways is served keeps what runs: it has no listeners, and is not to be
 * taken down.
 */
export function toInfra(
  key: string,
  { gateways, metricSinks, ...on }: InfraSources,
  options: TranslateOptions,
): Infra | undefined {
  const served = servedGateways(gateways);
  const all = served.length > 0 ? served : gateways;
  const [first] = all;
  if (first === undefined) return undefined;
  const inNamespace = options.gatewayNamespaceMode;
  return {
    key,
    name: inNamespace ? first.ref.name : key,
    namespace: inNamespace ? first.ref.namespace : options.controllerNamespace,
    labels: { ...united(all, "labels"), ...ownerLabels(first) },
    annotations: united(all, "annotations"),
    owner: inNamespace ? first.ref : { ...fleetOwner({ ...first, merged: true }), group: gatewayGroup },
    listeners: toInfraListeners(on, first, options),
    addresses: served.flatMap(({ gateway }) =>
      (gateway.spec.addresses ?? []).flatMap(({ type = "IPAddress", value }) =>
        type === "IPAddress" && value !== undefined ? [value] : [],
      ),
    ),
    config: first.proxy?.spec as Infra["config"],
    ...(metricSinks === undefined ? {} : { metricSinks }),
  };
}

function ownerLabels({ merged, className, ref }: ManagedGateway): Readonly<Record<string, string>> {
  return merged ? { [owningClass]: className } : { [owningNamespace]: ref.namespace, [owningGateway]: ref.name };
}

/** What the Gateways ask for, the oldest one first. */
function united(
  gateways: readonly ManagedGateway[],
  field: "labels" | "annotations",
): Readonly<Record<string, string>> {
  const values = gateways.map(({ gateway }) => gateway.spec.infrastructure?.[field] ?? {});
  return Object.assign({}, ...values.reverse()) as Record<string, string>;
}

/** One entry per port and transport: listeners that share a port share its entry. */
function toInfraListeners(
  { listeners, http3Ports: quic }: Pick<InfraSources, "listeners" | "http3Ports">,
  { proxy }: ManagedGateway,
  options: TranslateOptions,
): readonly InfraListener[] {
  const ports = new Map<string, InfraListener>();
  const ready = listeners.filter((listener) => listener.ready);
  for (const { checked } of ready.sort((a, b) => (a.checked.entry.order < b.checked.entry.order ? -1 : 1))) {
    const { name, listener } = checked.entry;
    const protocol = listener.protocol as InfraPort["protocol"];
    const transport = protocol === "TCP" || protocol === "UDP" ? protocol : "HTTP";
    const key = `${transport} ${listener.port}`;
    if (ports.has(key)) continue;
    const port = {
      name: `${protocol.toLowerCase()}-${listener.port}`,
      protocol,
      servicePort: listener.port,
      containerPort: boundPort(listener.port, proxy?.spec, options),
      ...(transport === "HTTP" && quic.has(listener.port) ? { http3: true } : {}),
    };
    ports.set(key, { name, address: undefined, ports: [port] });
  }
  return [...ports.values()];
}
