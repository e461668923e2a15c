import { type Infra, type Outcome, ok } from "@sluice/ir";
import {
  metricSinks,
  prometheusCluster,
  prometheusListener,
  type StatsPlace,
  statsConfig,
} from "./bootstrap-metrics.ts";
import { overrideBootstrap } from "./bootstrap-override.ts";
import { dynamicResources, localCluster, socket, xdsCluster } from "./bootstrap-xds.ts";
import { defined, type JsonObject } from "./json.ts";
import { type ProxySettings, toProxySettings } from "./proxy-settings.ts";

/** Envoy's bootstrap as plain JSON with the field names of its protobuf (`snake_case`). */
export type Bootstrap = JsonObject;

/** Where a proxy finds its control plane and itself. */
export interface BootstrapPlace {
  /** The control plane's delta ADS server. */
  readonly xds: { readonly address: string; readonly port: number };
  /** Files in Envoy's SDS format: what the proxy shows (a certificate, a token, or both), and whom it trusts. */
  readonly sds: { readonly certificateFile?: string; readonly tokenFile?: string; readonly trustedCaFile: string };
  /** What tells a proxy from its siblings; the fleet's key unless given. */
  readonly nodeId?: string;
  /** Port of the admin interface on loopback; 0 lets the system choose. */
  readonly adminPort: number;
  /** Loopback as the proxy has it; `127.0.0.1` unless given. */
  readonly adminAddress?: string;
  readonly locality?: { readonly region?: string; readonly zone?: string; readonly subZone?: string };
  /** Where Prometheus may read statistics, if the user lets it; absent: nowhere. */
  readonly stats?: StatsPlace;
  /** True: the control plane tells proxies of each other, under the fleet's key. */
  readonly knowsSiblings?: boolean;
  /** Memory at which Envoy begins to defend itself. */
  readonly maxHeapBytes?: number;
}

/** What one proxy of a fleet is started with; the user's `EnvoyProxy.spec.bootstrap` has been applied. */
export function bootstrap(infra: Infra, place: BootstrapPlace): Outcome<Bootstrap> {
  const settings = toProxySettings(infra);
  if (!settings.ok) return settings;
  const plain = defaultBootstrap(infra, settings.value, place);
  const wish = settings.value.bootstrap;
  return wish === undefined ? ok(plain) : overrideBootstrap(plain, wish);
}

function defaultBootstrap(infra: Infra, { metrics }: ProxySettings, place: BootstrapPlace): Bootstrap {
  const admin = socket(place.adminAddress ?? "127.0.0.1", place.adminPort);
  const stats = metrics.prometheus ? place.stats : undefined;
  const collectors = metricSinks(metrics.sinks);
  return defined({
    node: { id: place.nodeId ?? infra.key, cluster: infra.key, ...localityOf(place) },
    admin: { address: admin },
    cluster_manager: place.knowsSiblings === true ? { local_cluster_name: infra.key } : undefined,
    // Thousands of clusters cost little until they are used.
    deferred_stat_options: { enable_deferred_creation_stats: true },
    stats_config: statsConfig(metrics),
    stats_sinks: collectors.sinks.length > 0 ? collectors.sinks : undefined,
    // RE2 programs are measured by Sluice, where a too large one has an owner; Envoy only warns.
    layered_runtime: {
      layers: [
        {
          name: "global_config",
          static_layer: {
            "re2.max_program_size.error_level": 4294967295,
            "re2.max_program_size.warn_level": 1000,
          },
        },
      ],
    },
    dynamic_resources: dynamicResources(),
    static_resources: defined({
      listeners: stats === undefined ? undefined : [prometheusListener(stats, metrics)],
      clusters: [
        ...(stats === undefined ? [] : [prometheusCluster(admin)]),
        ...collectors.clusters,
        ...(place.knowsSiblings === true ? [localCluster(infra.key)] : []),
        xdsCluster(place),
      ],
    }),
    overload_manager: overloadManager(place.maxHeapBytes),
  });
}

function localityOf({ locality }: BootstrapPlace): JsonObject {
  if (locality === undefined) return {};
  const { region, zone, subZone } = locality;
  return { locality: defined({ region, zone, sub_zone: subZone }) };
}

function overloadManager(maxHeapBytes: number | undefined): JsonObject {
  const types = "type.googleapis.com/envoy.extensions.resource_monitors";
  const connections = {
    name: "envoy.resource_monitors.global_downstream_max_connections",
    typed_config: {
      "@type": `${types}.downstream_connections.v3.DownstreamConnectionsConfig`,
      max_active_downstream_connections: 50_000,
    },
  };
  if (maxHeapBytes === undefined) return { refresh_interval: "0.25s", resource_monitors: [connections] };
  const heap = {
    name: "envoy.resource_monitors.fixed_heap",
    typed_config: { "@type": `${types}.fixed_heap.v3.FixedHeapConfig`, max_heap_size_bytes: maxHeapBytes },
  };
  const atHeap = (action: string, value: number): JsonObject => ({
    name: `envoy.overload_actions.${action}`,
    triggers: [{ name: heap.name, threshold: { value } }],
  });
  return {
    refresh_interval: "0.25s",
    resource_monitors: [connections, heap],
    actions: [atHeap("shrink_heap", 0.95), atHeap("stop_accepting_requests", 0.98)],
  };
}
