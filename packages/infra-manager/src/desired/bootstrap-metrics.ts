import type { MetricSink } from "@sluice/ir";
import { defined, type Json, type JsonObject } from "./json.ts";
import type { MetricsSettings } from "./metrics-settings.ts";

/** Where Prometheus reads a proxy's statistics, and where they come from. */
export interface StatsPlace {
  readonly address: string;
  readonly port: number;
  /** An IPv6 address that takes IPv4 clients, too. */
  readonly ipv4Compat: boolean;
}

const types = "type.googleapis.com/envoy";

/** Which statistics there are and how their names become tags; Envoy Gateway's tags, as dashboards know them. */
export function statsConfig({ matches }: MetricsSettings): JsonObject {
  const patterns = matches.flatMap(toMatcher);
  return {
    use_all_default_tags: true,
    stats_tags: [
      { tag_name: "from_zone", regex: "\\.zone(\\.(([^\\.]+)\\.))" },
      { tag_name: "to_zone", regex: "\\.zone\\.[^\\.]+\\.(([^\\.]+)\\.)" },
      { tag_name: "socket_match_name", regex: "^cluster(\\..+\\.(.+))\\.total_match_count$" },
      { tag_name: "priority", regex: "circuit_breakers\\.((.+?)\\.).+" },
    ],
    ...(patterns.length > 0 && { stats_matcher: { inclusion_list: { patterns } } }),
  };
}

function toMatcher({ type = "Exact", value }: JsonObject): readonly JsonObject[] {
  if (typeof value !== "string") return [];
  switch (type) {
    case "Exact":
      return [{ exact: value }];
    case "Prefix":
      return [{ prefix: value }];
    case "Suffix":
      return [{ suffix: value }];
    case "RegularExpression":
      return [{ safe_regex: { regex: value } }];
    default:
      return [];
  }
}

/** A listener that shows nothing of the admin interface but its statistics. */
export function prometheusListener({ address, port, ipv4Compat }: StatsPlace, metrics: MetricsSettings): JsonObject {
  const manager = "extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";
  const onlyGet = { name: ":method", string_match: { exact: "GET" } };
  return {
    name: `envoy-gateway-proxy-stats-${address}-${port}`,
    address: { socket_address: { address, port_value: port, ...(ipv4Compat && { ipv4_compat: true }) } },
    // Whoever looks for the reason of an overload must get in.
    bypass_overload_manager: true,
    filter_chains: [
      {
        filters: [
          {
            name: "envoy.filters.network.http_connection_manager",
            typed_config: {
              "@type": `${types}.${manager}`,
              stat_prefix: "eg-stats-http",
              normalize_path: true,
              route_config: {
                name: "local_route",
                virtual_hosts: [
                  {
                    name: "prometheus_stats",
                    domains: ["*"],
                    routes: [
                      {
                        match: { path: "/stats/prometheus", headers: [onlyGet] },
                        route: { cluster: "prometheus_stats" },
                      },
                    ],
                  },
                ],
              },
              http_filters: [
                ...compressor(metrics.compression),
                {
                  name: "envoy.filters.http.router",
                  typed_config: { "@type": `${types}.extensions.filters.http.router.v3.Router` },
                },
              ],
            },
          },
        ],
      },
    ],
  };
}

function compressor(library: MetricsSettings["compression"]): readonly JsonObject[] {
  if (library === undefined) return [];
  const type = `${types}.extensions.compression.${library.toLowerCase()}.compressor.v3.${library}`;
  return [
    {
      name: "envoy.filters.http.compressor",
      typed_config: {
        "@type": `${types}.extensions.filters.http.compressor.v3.Compressor`,
        compressor_library: { name: "text_optimized", typed_config: { "@type": type } },
      },
    },
  ];
}

/** The admin interface as what the listener above leads to. */
export function prometheusCluster(admin: Json): JsonObject {
  return {
    name: "prometheus_stats",
    connect_timeout: "0.250s",
    type: "STATIC",
    load_assignment: {
      cluster_name: "prometheus_stats",
      endpoints: [{ lb_endpoints: [{ endpoint: { address: admin } }] }],
    },
  };
}

/** Collectors of OpenTelemetry that proxies send their statistics to. */
export function metricSinks(sinks: readonly MetricSink[]): {
  sinks: readonly JsonObject[];
  clusters: readonly JsonObject[];
} {
  const named = sinks.map((sink, index) => ({ name: `otel_metric_sink_${index}`, sink }));
  return { sinks: named.map(toSink), clusters: named.map(toCluster) };
}

interface NamedSink {
  readonly name: string;
  readonly sink: MetricSink;
}

function toSink({ name, sink }: NamedSink): JsonObject {
  const detectors = "extensions.tracers.opentelemetry.resource_detectors.v3.StaticConfigResourceDetectorConfig";
  const attributes = Object.entries(sink.resourceAttributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    name: "envoy.stat_sinks.open_telemetry",
    typed_config: {
      "@type": `${types}.extensions.stat_sinks.open_telemetry.v3.SinkConfig`,
      grpc_service: {
        envoy_grpc: { cluster_name: name, ...(sink.authority !== undefined && { authority: sink.authority }) },
        ...(sink.headers.length > 0 && {
          initial_metadata: sink.headers.map((header) => ({ key: header.name, value: header.value })),
        }),
      },
      ...(sink.countersAsDeltas && { report_counters_as_deltas: true }),
      ...(sink.histogramsAsDeltas && { report_histograms_as_deltas: true }),
      ...(attributes.length > 0 && {
        resource_detectors: [
          {
            name: "envoy.tracers.opentelemetry.resource_detectors.static_config",
            typed_config: { "@type": `${types}.${detectors}`, attributes: Object.fromEntries(attributes) },
          },
        ],
      }),
    },
  };
}

function toCluster({ name, sink: { host, port, tls } }: NamedSink): JsonObject {
  const socket = { socket_address: { address: host, port_value: port } };
  const options = "extensions.upstreams.http.v3.HttpProtocolOptions";
  return defined({
    name,
    connect_timeout: "0.250s",
    type: "STRICT_DNS",
    typed_extension_protocol_options: {
      [`envoy.${options}`]: {
        "@type": `${types}.${options}`,
        explicit_http_config: { http2_protocol_options: {} },
      },
    },
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address: socket } }] }] },
    transport_socket: tls === undefined ? undefined : tlsSocket(tls),
  });
}

function tlsSocket({ serverName, authority, names = [] }: NonNullable<MetricSink["tls"]>): JsonObject {
  const trusted =
    authority === "system" ? { filename: "/etc/ssl/certs/ca-certificates.crt" } : { inline_string: authority ?? "" };
  const accepted = names.map(({ type, value }) => ({ san_type: type, matcher: { exact: value } }));
  const validation = { trusted_ca: trusted, ...(names.length > 0 && { match_typed_subject_alt_names: accepted }) };
  return {
    name: "envoy.transport_sockets.tls",
    typed_config: {
      "@type": `${types}.extensions.transport_sockets.tls.v3.UpstreamTlsContext`,
      ...(serverName !== undefined && { sni: serverName }),
      ...(authority !== undefined && { common_tls_context: { validation_context: validation } }),
    },
  };
}
