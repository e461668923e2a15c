import { pack } from "@sluice/protos";
import { Filter } from "@sluice/protos/envoy/config/listener/v3/listener_components";
import { Router } from "@sluice/protos/envoy/extensions/filters/http/router/v3/router";
import { describe, expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { httpListener, httpsListener } from "../../test/values.ts";
import { type ConnectionManagerInput, toConnectionManager } from "./connection-manager.ts";

const input: ConnectionManagerInput = {
  listener: httpListener(),
  routeConfig: "default/eg/first",
  httpFilters: [{ name: "envoy.filters.http.router", configType: { $case: "typedConfig", value: pack(Router, {}) } }],
  accessLogs: [],
  quic: false,
};

function managerOf(change: Partial<ConnectionManagerInput>): Record<string, unknown> {
  const { name, typedConfig } = checkedJson(Filter, toConnectionManager({ ...input, ...change }));
  expect(name).toBe("envoy.filters.network.http_connection_manager");
  return typedConfig as Record<string, unknown>;
}

describe("toConnectionManager", () => {
  it("has the gateway's defaults", () => {
    expect(managerOf({})).toEqual({
      "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
      statPrefix: "http-10080",
      rds: {
        configSource: { ads: {}, initialFetchTimeout: "0s", resourceApiVersion: "V3" },
        routeConfigName: "default/eg/first",
      },
      httpFilters: [
        {
          name: "envoy.filters.http.router",
          typedConfig: { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" },
        },
      ],
      commonHttpProtocolOptions: { headersWithUnderscoresAction: "REJECT_REQUEST" },
      http2ProtocolOptions: {
        maxConcurrentStreams: 100,
        initialStreamWindowSize: 65536,
        initialConnectionWindowSize: 1048576,
      },
      serverHeaderTransformation: "PASS_THROUGH",
      useRemoteAddress: true,
      normalizePath: true,
      mergeSlashes: true,
      pathWithEscapedSlashesAction: "UNESCAPE_AND_REDIRECT",
    });
  });

  it.each<[string, Partial<ConnectionManagerInput>, object]>([
    ["HTTPS", { listener: httpsListener("a") }, { statPrefix: "https-10443" }],
    [
      "HTTP/3",
      { listener: httpsListener("a"), quic: true },
      { statPrefix: "https-10443", codecType: "HTTP3", http3ProtocolOptions: {} },
    ],
    [
      "access logs of routes, not of listeners",
      {
        accessLogs: [
          { sink: { kind: "file", path: "/a" }, format: { kind: "text", text: "a" }, scope: "route" },
          { sink: { kind: "file", path: "/b" }, format: { kind: "text", text: "b" }, scope: "listener" },
        ],
      },
      { accessLog: [expect.objectContaining({ typedConfig: expect.objectContaining({ path: "/a" }) })] },
    ],
  ])("differs for %s", (_title, change, expected) => {
    expect(managerOf(change)).toEqual({ ...managerOf({}), ...expected });
  });
});
