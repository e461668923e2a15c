import { fromJson, toJson } from "@sluice/protos";
import type { DeltaDiscoveryResponse } from "@sluice/protos/envoy/service/discovery/v3/discovery";
import { xdsTypes } from "@sluice/xds-server";
import { Envoy } from "../../../../packages/xds-server/test/envoy.ts";
import { RecordingRelay } from "../../../../packages/xds-server/test/wire/recording-relay.ts";
import type { WireEntry } from "../../../../packages/xds-server/test/wire/wire-log.ts";

/** A real Envoy behind a relay of its own. */
export interface RunningProxy {
  readonly name: string;
  readonly envoy: Envoy;
  readonly relay: RecordingRelay;
  /** Where a port of the Gateway is on this proxy. */
  portOf(gatewayPort: number): number;
}

export interface ProxySettings {
  readonly name: string;
  readonly upstream: string;
  /** Ports of the Gateway -> ports of this proxy: all proxies are on one machine. */
  readonly ports: ReadonlyMap<number, number>;
  readonly record: (entry: WireEntry) => void;
  readonly delayMs?: () => number;
}

export async function startProxy({ name, upstream, ports, record, delayMs }: ProxySettings): Promise<RunningProxy> {
  const rewrite = (response: DeltaDiscoveryResponse) => moveListeners(response, ports);
  const relay = new RecordingRelay({
    proxy: name,
    upstream,
    record,
    rewrite,
    ...(delayMs === undefined ? {} : { delayMs }),
  });
  // Listeners change all the time: connections of replaced ones have this long to end by themselves.
  const envoy = new Envoy(await relay.listen(), { id: name, drainSeconds: 10 });
  return { name, envoy, relay, portOf: (port) => ports.get(port) ?? port };
}

/** Listeners with the ports that they have on one proxy. */
function moveListeners(
  response: DeltaDiscoveryResponse,
  ports: ReadonlyMap<number, number>,
): DeltaDiscoveryResponse | undefined {
  if (response.typeUrl !== xdsTypes.listener) return undefined;
  const resources = (response.resources ?? []).map((each) => {
    if (each.resource?.value === undefined) return each;
    const json = toJson(xdsTypes.listener, each.resource.value) as unknown as ListenerJson;
    const socket = json.address?.socketAddress;
    if (socket !== undefined) socket.portValue = ports.get(socket.portValue) ?? socket.portValue;
    const { value } = fromJson(json as never, xdsTypes.listener);
    return { ...each, resource: { typeUrl: xdsTypes.listener, value } };
  });
  return { ...response, resources };
}

interface ListenerJson {
  readonly address?: { readonly socketAddress?: { portValue: number } };
}

/** What a proxy runs, without what belongs to it alone: names of clusters with their content, and of listeners. */
export async function stateOf({ envoy }: RunningProxy): Promise<ProxyState> {
  const { configs } = JSON.parse(await envoy.admin("/config_dump")) as { readonly configs: readonly Dump[] };
  const clusters = configs.flatMap(({ dynamic_active_clusters = [] }) => dynamic_active_clusters);
  const warming = configs.flatMap(({ dynamic_warming_clusters = [] }) => dynamic_warming_clusters);
  const listeners = configs.flatMap(({ dynamic_listeners = [] }) => dynamic_listeners);
  return {
    clusters: clusters.map(({ cluster }) => JSON.stringify(sorted(cluster))).sort(),
    listeners: listeners.flatMap(({ name, active_state }) => (active_state === undefined ? [] : [name])).sort(),
    warming: warming.map(({ cluster }) => cluster.name).sort(),
  };
}

/** Maps come in any order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
}

export interface ProxyState {
  readonly clusters: readonly string[];
  readonly listeners: readonly string[];
  readonly warming: readonly string[];
}

interface Dump {
  readonly dynamic_active_clusters?: readonly { readonly cluster: { readonly name: string } }[];
  readonly dynamic_warming_clusters?: readonly { readonly cluster: { readonly name: string } }[];
  readonly dynamic_listeners?: readonly { readonly name: string; readonly active_state?: unknown }[];
}
