import { Listener } from "@sluice/protos/envoy/config/listener/v3/listener";
import { expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { toReadinessListener } from "./readiness.ts";

it("answers readiness probes on its own port, also under overload", () => {
  expect(checkedJson(Listener, toReadinessListener({ address: "0.0.0.0", port: 19003, path: "/ready" }))).toEqual({
    name: "envoy-gateway-proxy-ready-0.0.0.0-19003",
    address: { socketAddress: { address: "0.0.0.0", portValue: 19003 } },
    filterChains: [
      {
        filters: [
          {
            name: "envoy.filters.network.http_connection_manager",
            typedConfig: {
              "@type":
                "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
              statPrefix: "eg-ready-http",
              routeConfig: {
                name: "ready_route",
                virtualHosts: [
                  {
                    name: "ready_route",
                    domains: ["*"],
                    routes: [{ match: { prefix: "/" }, directResponse: { status: 500 } }],
                  },
                ],
              },
              httpFilters: [
                {
                  name: "envoy.filters.http.health_check",
                  typedConfig: {
                    "@type": "type.googleapis.com/envoy.extensions.filters.http.health_check.v3.HealthCheck",
                    passThroughMode: false,
                    headers: [{ name: ":path", stringMatch: { exact: "/ready" } }],
                  },
                },
                {
                  name: "envoy.filters.http.router",
                  typedConfig: {
                    "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router",
                    suppressEnvoyHeaders: true,
                  },
                },
              ],
            },
          },
        ],
      },
    ],
    bypassOverloadManager: true,
  });
});

it("takes IPv4 probes on an IPv6 address, too", () => {
  const listener = checkedJson(Listener, toReadinessListener({ address: "::", port: 19003, path: "/ready" }));
  expect(listener).toMatchObject({
    name: "envoy-gateway-proxy-ready-::-19003",
    address: { socketAddress: { address: "::", ipv4Compat: true } },
  });
});
