// A real Envoy (ENVOY_PATH, or envoy on the PATH) takes spliced and wrapped bytes over delta ADS.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server, ServerCredentials, type ServerDuplexStream } from "@grpc/grpc-js";
import { afterAll, expect, it } from "vitest";
import { aggregatedDiscoveryService } from "../src/ads.ts";
import { pack } from "../src/any.ts";
import { typeUrl } from "../src/codec.ts";
import { encode } from "../src/encode.ts";
import { Listener } from "../src/gen/envoy/config/listener/v3/listener.ts";
import { RouteConfiguration } from "../src/gen/envoy/config/route/v3/route.ts";
import { VirtualHost } from "../src/gen/envoy/config/route/v3/route_components.ts";
import { Router } from "../src/gen/envoy/extensions/filters/http/router/v3/router.ts";
import { HttpConnectionManager } from "../src/gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.ts";
import type { DeltaDiscoveryRequest, DeltaDiscoveryResponse } from "../src/gen/envoy/service/discovery/v3/discovery.ts";
import { encodeDeltaDiscoveryResponse } from "../src/responses.ts";
import { spliceRouteConfiguration } from "../src/splice.ts";

const envoyPath = process.env.ENVOY_PATH ?? "envoy";
const present = spawnSync(envoyPath, ["--version"]).status === 0;
if (!present) console.warn("skipped: no Envoy at ENVOY_PATH or on the PATH");

const folder = mkdtempSync(join(tmpdir(), "sluice-protos-"));
const server = new Server();
let envoy: ChildProcess | undefined;

afterAll(() => {
  envoy?.kill("SIGKILL");
  server.forceShutdown();
  rmSync(folder, { recursive: true });
});

const manager: HttpConnectionManager = {
  statPrefix: "http",
  routeSpecifier: { $case: "rds", value: { configSource: fromAds(), routeConfigName: "routes" } },
  httpFilters: [{ name: "envoy.filters.http.router", configType: { $case: "typedConfig", value: pack(Router, {}) } }],
};
const listener = encode(Listener, {
  name: "listener",
  address: { address: { $case: "pipe", value: { path: join(folder, "listener.sock") } } },
  filterChains: [
    { filters: [{ name: "http", configType: { $case: "typedConfig", value: pack(HttpConnectionManager, manager) } }] },
  ],
});
const hosts = Array.from({ length: 300 }, (_, i) =>
  encode(VirtualHost, {
    name: `host-${i}`,
    domains: [`host-${i}.test`],
    routes: [
      {
        match: { pathSpecifier: { $case: "prefix", value: "/" } },
        action: {
          $case: "directResponse",
          value: { status: 200, body: { specifier: { $case: "inlineString", value: `${i}` } } },
        },
      },
    ],
  }),
);
const resources: Readonly<Record<string, readonly [name: string, value: Uint8Array]>> = {
  [typeUrl(Listener)]: ["listener", listener],
  [typeUrl(RouteConfiguration)]: [
    "routes",
    spliceRouteConfiguration(encode(RouteConfiguration, { name: "routes" }), hosts),
  ],
};

function fromAds() {
  return { configSourceSpecifier: { $case: "ads", value: {} }, resourceApiVersion: 2 } as const;
}

function bootstrap(port: number): string {
  const ads = { ads: {}, resourceApiVersion: "V3" };
  const address = { socketAddress: { address: "127.0.0.1", portValue: port } };
  const http2 = {
    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
      "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
      explicitHttpConfig: { http2ProtocolOptions: {} },
    },
  };
  const endpoints = [{ lbEndpoints: [{ endpoint: { address } }] }];
  const xds = {
    name: "xds",
    type: "STATIC",
    typedExtensionProtocolOptions: http2,
    loadAssignment: { clusterName: "xds", endpoints },
  };
  return JSON.stringify({
    node: { id: "proxy", cluster: "test" },
    dynamicResources: {
      ldsConfig: ads,
      adsConfig: {
        apiType: "DELTA_GRPC",
        transportApiVersion: "V3",
        grpcServices: [{ envoyGrpc: { clusterName: "xds" } }],
      },
    },
    staticResources: { clusters: [xds] },
  });
}

it.skipIf(!present)(
  "is understood by Envoy: spliced routes in a delta response of ready bytes",
  async () => {
    const acks: DeltaDiscoveryRequest[] = [];
    const acked = new Promise<void>((resolve) => {
      server.addService(aggregatedDiscoveryService, {
        deltaAggregatedResources(
          stream: ServerDuplexStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse | Uint8Array>,
        ) {
          stream.on("data", (request: DeltaDiscoveryRequest) => {
            const { typeUrl = "", responseNonce } = request;
            if (responseNonce !== "") {
              acks.push(request);
              if (acks.length === 2) resolve();
              return;
            }
            const [name, value] = resources[typeUrl] ?? ["", new Uint8Array()];
            const wrapped = { name, version: "1", typeUrl, value };
            const response = {
              typeUrl,
              nonce: name,
              systemVersionInfo: "1",
              removedResources: [],
              controlPlane: "test",
            };
            stream.write(encodeDeltaDiscoveryResponse({ ...response, resources: [wrapped] }));
          });
          stream.on("error", () => {}); // Envoy is killed at the end
        },
        streamAggregatedResources(stream: ServerDuplexStream<unknown, Uint8Array>) {
          stream.end();
        },
      });
    });
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      ),
    );
    const config = join(folder, "bootstrap.json");
    writeFileSync(config, bootstrap(port));
    const options = ["--use-dynamic-base-id", "--concurrency", "1", "--log-level", "warning"];
    envoy = spawn(envoyPath, ["-c", config, ...options], { stdio: "ignore" });
    await acked;
    expect(acks.map(({ responseNonce, errorDetail }) => [responseNonce, errorDetail])).toEqual([
      ["listener", undefined],
      ["routes", undefined],
    ]);
  },
  30_000,
);
