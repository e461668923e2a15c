// How fast are importing, encoding and splicing? `pnpm --filter @sluice/protos run bench`; with --build, generating and building too.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import {
  descriptors,
  encode,
  encodeDeltaDiscoveryResponse,
  pack,
  spliceRouteConfiguration,
  toJson,
  typeUrl,
  validateResource,
} from "@sluice/protos";
import { RouteConfiguration } from "@sluice/protos/envoy/config/route/v3/route";
import { VirtualHost } from "@sluice/protos/envoy/config/route/v3/route_components";
import { CorsPolicy } from "@sluice/protos/envoy/extensions/filters/http/cors/v3/cors";

const hosts = 10_000;
const root = fileURLToPath(new URL("..", import.meta.url));

function report(what, milliseconds) {
  const sorted = milliseconds.sort((a, b) => a - b);
  const show = (value) => (value < 0.1 ? value.toFixed(4) : value.toFixed(1)).padStart(9);
  console.log(`${what.padEnd(64)} ${show(sorted[sorted.length >> 1])} ms   (best ${show(sorted[0]).trim()})`);
}

function measure(what, times, run) {
  const samples = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    run(i);
    samples.push(performance.now() - start);
  }
  report(what, samples);
}

function spawned(what, times, ...args) {
  measure(what, times, () => {
    const { status, stderr } = spawnSync(process.execPath, args, {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, PATH: `${root}node_modules/.bin:${process.env.PATH}` },
    });
    if (status !== 0) throw new Error(stderr);
  });
}

function imports(...names) {
  return ["--input-type=module", "-e", names.map((name) => `import "@sluice/protos${name}";`).join("")];
}

function metadata(i) {
  const value = {
    kind: "HTTPRoute",
    name: `route-${i}`,
    namespace: "shop",
    annotations: { owner: "team-a", tier: "gold" },
  };
  return { filterMetadata: { sluice: { resources: [value] } } };
}

function virtualHost(i, timeout = 10) {
  return {
    name: `shop/public/http/host-${i}_example_com`,
    domains: [`host-${i}.example.com`],
    metadata: metadata(i),
    routes: [
      {
        name: `httproute/shop/route-${i}/rule/0/match/0/host-${i}_example_com`,
        match: {
          pathSpecifier: { $case: "pathSeparatedPrefix", value: `/api/v${i}` },
          headers: [
            {
              name: "x-version",
              headerMatchSpecifier: {
                $case: "stringMatch",
                value: { matchPattern: { $case: "exact", value: `v${i}` } },
              },
            },
          ],
        },
        metadata: metadata(i),
        action: {
          $case: "route",
          value: {
            clusterSpecifier: { $case: "cluster", value: `service/shop/backend-${i}/8080` },
            timeout: { seconds: timeout },
          },
        },
        typedPerFilterConfig: {
          "envoy.filters.http.cors": pack(CorsPolicy, {
            allowOriginStringMatch: [{ matchPattern: { $case: "suffix", value: ".example.com" } }],
            allowMethods: "GET, POST",
            maxAge: "600",
          }),
        },
      },
    ],
  };
}

if (process.argv.includes("--build")) {
  spawned("generate (buf, ts-proto, image)", 3, "scripts/generate.mjs");
  spawned("build (tsc)", 3, "node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json");
}
spawned("node alone", 5, "-e", "0");
spawned("node + import of @sluice/protos", 5, ...imports(""));
spawned(
  "node + import of listener, HCM, cluster, route",
  5,
  ...imports(
    "/envoy/config/listener/v3/listener",
    "/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager",
    "/envoy/config/cluster/v3/cluster",
    "/envoy/config/route/v3/route",
  ),
);
spawned(
  "node + import of all of that and ADS (grpc-js)",
  5,
  ...imports("", "/envoy/service/discovery/v3/ads", "/envoy/config/bootstrap/v3/bootstrap"),
);

const all = Array.from({ length: hosts }, (_, i) => virtualHost(i));
const head = encode(RouteConfiguration, { name: "shop/public/http", ignorePortInHostMatching: true });
const frames = all.map((host) => encode(VirtualHost, host));
const whole = spliceRouteConfiguration(head, frames);
console.log(`\nRouteConfiguration of ${hosts} virtual hosts, ${(whole.length / 1e6).toFixed(1)} MB`);

measure("make the objects", 9, () => Array.from({ length: hosts }, (_, i) => virtualHost(i)));
measure("encode the whole", 9, () => encode(RouteConfiguration, { name: "shop/public/http", virtualHosts: all }));
measure("encode each virtual host", 9, () => all.map((host) => encode(VirtualHost, host)));
measure("change one: make, encode, splice", 30, (i) => {
  frames[i] = encode(VirtualHost, virtualHost(i, 20 + i));
  spliceRouteConfiguration(head, frames);
});
const resource = { name: "shop/public/http", version: "v1", typeUrl: typeUrl(RouteConfiguration), value: whole };
const response = { typeUrl: resource.typeUrl, nonce: "1", systemVersionInfo: "", removedResources: [] };
measure("delta response around it", 30, () => encodeDeltaDiscoveryResponse({ ...response, resources: [resource] }));
const small = frames.map((value, i) => ({
  ...resource,
  name: `shop/resource-${i}`,
  version: "0123456789abcdef",
  value,
}));
measure("delta response around 10,000 resources of its size in total", 30, () =>
  encodeDeltaDiscoveryResponse({ ...response, resources: small }),
);

console.log("\nDescriptor image");
measure("load", 1, () => descriptors());
measure("validate one virtual host, first time (rules are compiled)", 1, () =>
  validateResource(VirtualHost.$type, frames[0]),
);
measure("validate 10,000 virtual hosts one by one", 5, () => {
  for (const frame of frames) validateResource(VirtualHost.$type, frame);
});
measure("toJson of the whole", 3, () => toJson(RouteConfiguration.$type, whole));
console.log(`memory: ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MiB`);
