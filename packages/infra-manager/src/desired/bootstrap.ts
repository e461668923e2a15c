import { type Infra, type Outcome, ok } from "@sluice/ir";
import { overrideBootstrap } from "./bootstrap-override.ts";
import { type Json, type JsonObject, type ProxySettings, toProxySettings } from "./proxy-settings.ts";

/** Envoy's bootstrap as plain JSON with the field names of its protobuf (`snake_case`). */
export type Bootstrap = JsonObject;

/** Where a proxy finds its control plane and itself. */
export interface BootstrapPlace {
  /** The control plane's delta ADS server. */
  readonly xds: { readonly address: string; readonly port: number };
  /** Files in Envoy's SDS format: the proxy's own certificate, and whom it trusts. */
  readonly sds: { readonly certificateFile: string; readonly trustedCaFile: string };
  /** Port of the admin interface on loopback; 0 lets the system choose. */
  readonly adminPort: number;
  readonly locality?: { readonly region?: string; readonly zone?: string; readonly subZone?: string };
}

/** The name that the control plane's certificate carries and that proxies insist on. */
export const controlPlaneName = "envoy-gateway";
/** Names of the secrets in the SDS files. */
export const sdsNames = { certificate: "xds_certificate", trustedCa: "xds_trusted_ca" } as const;

/** What one proxy of a fleet is started with; the user's `EnvoyProxy.spec.bootstrap` has been applied. */
export function bootstrap(infra: Infra, place: BootstrapPlace): Outcome<Bootstrap> {
  const settings = toProxySettings(infra);
  if (!settings.ok) return settings;
  const plain = defaultBootstrap(infra, settings.value, place);
  const wish = settings.value.bootstrap;
  return wish === undefined ? ok(plain) : overrideBootstrap(plain, wish);
}

function defaultBootstrap(infra: Infra, settings: ProxySettings, place: BootstrapPlace): Bootstrap {
  return {
    node: { id: infra.key, cluster: infra.key, ...localityOf(place) },
    admin: { address: socket("127.0.0.1", place.adminPort) },
    // Thousands of clusters cost little until they are used.
    deferred_stat_options: { enable_deferred_creation_stats: true },
    ...statsOf(settings),
    // RE2 programs are measured by Sluice, where a too large one has an owner; Envoy only warns.
    layered_runtime: {
      layers: [
        {
          name: "static",
          static_layer: {
            "re2.max_program_size.error_level": 4294967295,
            "re2.max_program_size.warn_level": 1000,
          },
        },
      ],
    },
    dynamic_resources: dynamicResources(),
    static_resources: { clusters: [xdsCluster(place)] },
    overload_manager: {
      refresh_interval: "0.25s",
      resource_monitors: [
        {
          name: "envoy.resource_monitors.global_downstream_max_connections",
          typed_config: {
            "@type":
              "type.googleapis.com/envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
            max_active_downstream_connections: 50_000,
          },
        },
      ],
    },
  };
}

function localityOf({ locality }: BootstrapPlace): JsonObject {
  if (locality === undefined) return {};
  const { region, zone, subZone } = locality;
  return {
    locality: {
      ...(region !== undefined && { region }),
      ...(zone !== undefined && { zone }),
      ...(subZone !== undefined && { sub_zone: subZone }),
    },
  };
}

/** Only the statistics that the user names, when any are named. */
function statsOf({ statsMatches }: ProxySettings): JsonObject {
  const patterns = statsMatches.flatMap((match): readonly JsonObject[] => {
    const value = match.value;
    if (typeof value !== "string") return [];
    switch (match.type ?? "Exact") {
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
  });
  return patterns.length === 0 ? {} : { stats_config: { stats_matcher: { inclusion_list: { patterns } } } };
}

function dynamicResources(): JsonObject {
  // Initial fetch timeout 0: without its configuration a proxy waits instead of serving 404s.
  const fromAds: JsonObject = { ads: {}, initial_fetch_timeout: "0s", resource_api_version: "V3" };
  return {
    ads_config: {
      api_type: "DELTA_GRPC",
      transport_api_version: "V3",
      set_node_on_first_message_only: true,
      grpc_services: [
        {
          envoy_grpc: {
            cluster_name: "xds_cluster",
            // Envoy's own limit is 30 s, too long for a control plane on the same host that restarts.
            retry_policy: { retry_back_off: { base_interval: "0.25s", max_interval: "5s" } },
          },
        },
      ],
    },
    lds_config: fromAds,
    cds_config: fromAds,
  };
}

function xdsCluster({ xds, sds }: BootstrapPlace): JsonObject {
  return {
    name: "xds_cluster",
    type: isIp(xds.address) ? "STATIC" : "STRICT_DNS",
    connect_timeout: "10s",
    load_assignment: {
      cluster_name: "xds_cluster",
      endpoints: [{ lb_endpoints: [{ endpoint: { address: socket(xds.address, xds.port) } }] }],
    },
    typed_extension_protocol_options: {
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
        "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
        explicit_http_config: {
          http2_protocol_options: { connection_keepalive: { interval: "30s", timeout: "5s" } },
        },
      },
    },
    transport_socket: {
      name: "envoy.transport_sockets.tls",
      typed_config: {
        "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
        sni: controlPlaneName,
        common_tls_context: {
          tls_params: { tls_minimum_protocol_version: "TLSv1_3", tls_maximum_protocol_version: "TLSv1_3" },
          alpn_protocols: ["h2"],
          tls_certificate_sds_secret_configs: [secret(sdsNames.certificate, sds.certificateFile)],
          validation_context_sds_secret_config: secret(sdsNames.trustedCa, sds.trustedCaFile),
        },
      },
    },
  };
}

function secret(name: string, path: string): JsonObject {
  return { name, sds_config: { path_config_source: { path }, resource_api_version: "V3" } };
}

function socket(address: string, port: number): JsonObject {
  return { socket_address: { address, port_value: port } satisfies Record<string, Json> };
}

function isIp(address: string): boolean {
  return address.includes(":") || /^\d+\.\d+\.\d+\.\d+$/.test(address);
}
