import type { Fleet } from "@sluice/ir";
import { pack } from "@sluice/protos";
import type { Listener } from "@sluice/protos/envoy/config/listener/v3/listener";
import type { RouteConfiguration } from "@sluice/protos/envoy/config/route/v3/route";
import { HealthCheck } from "@sluice/protos/envoy/extensions/filters/http/health_check/v3/health_check";
import { Router } from "@sluice/protos/envoy/extensions/filters/http/router/v3/router";
import { HttpConnectionManager } from "@sluice/protos/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager";

/** The listener that answers a kubelet's readiness probes; overload must not make a proxy look dead. */
export function toReadinessListener({ address, port, path }: NonNullable<Fleet["readiness"]>): Listener {
  const manager: HttpConnectionManager = {
    statPrefix: "eg-ready-http",
    routeSpecifier: { $case: "routeConfig", value: notReady },
    httpFilters: [
      {
        name: "envoy.filters.http.health_check",
        configType: {
          $case: "typedConfig",
          value: pack(HealthCheck, {
            passThroughMode: false,
            headers: [
              {
                name: ":path",
                headerMatchSpecifier: {
                  $case: "stringMatch",
                  value: { matchPattern: { $case: "exact", value: path } },
                },
              },
            ],
          }),
        },
      },
      {
        name: "envoy.filters.http.router",
        configType: { $case: "typedConfig", value: pack(Router, { suppressEnvoyHeaders: true }) },
      },
    ],
  };
  return {
    name: `envoy-gateway-proxy-ready-${address}-${port}`,
    address: {
      address: {
        $case: "socketAddress",
        value: {
          address,
          portSpecifier: { $case: "portValue", value: port },
          ...(address.includes(":") ? { ipv4Compat: true } : {}),
        },
      },
    },
    filterChains: [
      {
        filters: [
          {
            name: "envoy.filters.network.http_connection_manager",
            configType: { $case: "typedConfig", value: pack(HttpConnectionManager, manager) },
          },
        ],
      },
    ],
    bypassOverloadManager: true,
  };
}

/** Only the path of the health check is answered. */
const notReady: RouteConfiguration = {
  name: "ready_route",
  virtualHosts: [
    {
      name: "ready_route",
      domains: ["*"],
      routes: [
        {
          match: { pathSpecifier: { $case: "prefix", value: "/" } },
          action: { $case: "directResponse", value: { status: 500 } },
        },
      ],
    },
  ],
};
