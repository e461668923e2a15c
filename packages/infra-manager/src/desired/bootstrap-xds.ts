import type { BootstrapPlace } from "./bootstrap.ts";
import { defined, type JsonObject } from "./json.ts";

/** The name that the control plane's certificate carries and that proxies insist on. */
export const controlPlaneName = "envoy-gateway";
/** Names of the secrets in the SDS files. */
export const sdsNames = {
  certificate: "xds_certificate",
  trustedCa: "xds_trusted_ca",
  token: "jwt-sa-bearer",
} as const;

const types = "type.googleapis.com/envoy";

/** Everything else comes from the control plane. */
export function dynamicResources(): JsonObject {
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
            // Envoy's own limit is 30 s, too long for a control plane that restarts.
            retry_policy: { retry_back_off: { base_interval: "0.25s", max_interval: "5s" } },
          },
        },
      ],
    },
    lds_config: fromAds,
    cds_config: fromAds,
  };
}

/** The control plane as a cluster of the proxy. */
export function xdsCluster({ xds, sds }: BootstrapPlace): JsonObject {
  const options = "extensions.upstreams.http.v3.HttpProtocolOptions";
  return {
    name: "xds_cluster",
    type: isIp(xds.address) ? "STATIC" : "STRICT_DNS",
    connect_timeout: "10s",
    load_assignment: {
      cluster_name: "xds_cluster",
      endpoints: [{ lb_endpoints: [{ endpoint: { address: socket(xds.address, xds.port) } }] }],
    },
    typed_extension_protocol_options: {
      [`envoy.${options}`]: {
        "@type": `${types}.${options}`,
        explicit_http_config: {
          http2_protocol_options: { connection_keepalive: { interval: "30s", timeout: "5s" } },
        },
        ...(sds.tokenFile !== undefined && { http_filters: withToken(sds.tokenFile) }),
      },
    },
    transport_socket: {
      name: "envoy.transport_sockets.tls",
      typed_config: {
        "@type": `${types}.extensions.transport_sockets.tls.v3.UpstreamTlsContext`,
        sni: controlPlaneName,
        common_tls_context: defined({
          tls_params: { tls_minimum_protocol_version: "TLSv1_3", tls_maximum_protocol_version: "TLSv1_3" },
          alpn_protocols: ["h2"],
          tls_certificate_sds_secret_configs:
            sds.certificateFile === undefined ? undefined : [secret(sdsNames.certificate, sds.certificateFile)],
          validation_context_sds_secret_config: secret(sdsNames.trustedCa, sds.trustedCaFile),
        }),
      },
    },
  };
}

/** Sends a token, which is read anew when its file changes, with every request to the control plane. */
function withToken(path: string): readonly JsonObject[] {
  const generic = "extensions.http.injected_credentials.generic.v3.Generic";
  return [
    {
      name: "envoy.filters.http.credential_injector",
      typed_config: {
        "@type": `${types}.extensions.filters.http.credential_injector.v3.CredentialInjector`,
        overwrite: true,
        credential: {
          name: "envoy.http.injected_credentials.generic",
          typed_config: {
            "@type": `${types}.${generic}`,
            credential: secret(sdsNames.token, path),
            header_value_prefix: "Bearer ",
          },
        },
      },
    },
    {
      name: "envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec",
      typed_config: { "@type": `${types}.extensions.filters.http.upstream_codec.v3.UpstreamCodec` },
    },
  ];
}

/** The fleet itself as a cluster, so that Envoy can compare its own zones with those of backends. */
export function localCluster(name: string): JsonObject {
  const leastRequest = "extensions.load_balancing_policies.least_request.v3.LeastRequest";
  return {
    name,
    type: "EDS",
    connect_timeout: "10s",
    eds_cluster_config: { eds_config: { ads: {}, resource_api_version: "V3" }, service_name: name },
    load_balancing_policy: {
      policies: [
        {
          typed_extension_config: {
            name: "envoy.load_balancing_policies.least_request",
            typed_config: {
              "@type": `${types}.${leastRequest}`,
              locality_lb_config: { zone_aware_lb_config: { min_cluster_size: 1 } },
            },
          },
        },
      ],
    },
  };
}

function secret(name: string, path: string): JsonObject {
  return { name, sds_config: { path_config_source: { path }, resource_api_version: "V3" } };
}

/** An address as Envoy writes it. */
export function socket(address: string, port: number): JsonObject {
  return { socket_address: { address, port_value: port } };
}

function isIp(address: string): boolean {
  return address.includes(":") || /^\d+\.\d+\.\d+\.\d+$/.test(address);
}
