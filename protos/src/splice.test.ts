import { expect, it } from "vitest";
import { encode } from "./encode.ts";
import { RouteConfiguration } from "./gen/envoy/config/route/v3/route.ts";
import { Route, VirtualHost } from "./gen/envoy/config/route/v3/route_components.ts";
import { toJson } from "./json.ts";
import { concatBytes, frameField, spliceRouteConfiguration, spliceVirtualHost } from "./splice.ts";

const head: RouteConfiguration = { name: "routes", ignorePortInHostMatching: true };

// Around every length at which a varint grows, up to hosts of megabytes.
const lengths = [0, 1, 100, 127, 128, 129, 16_380, 16_383, 16_384, 16_385, 2_097_151, 2_097_152];
const virtualHosts: VirtualHost[] = lengths.map((length) => ({
  name: "x".repeat(length),
  domains: [`${length}.test`],
}));

function parse(bytes: Uint8Array) {
  return toJson("envoy.config.route.v3.RouteConfiguration", bytes);
}

it("splices virtual hosts into a route configuration that equals the plain encoding when parsed", () => {
  const spliced = spliceRouteConfiguration(
    encode(RouteConfiguration, head),
    virtualHosts.map((host) => encode(VirtualHost, host)),
  );
  expect(parse(spliced)).toEqual(parse(encode(RouteConfiguration, { ...head, virtualHosts })));
});

it("splices routes into a virtual host that equals the plain encoding when parsed", () => {
  const routes: Route[] = ["/a", "/b"].map((value) => ({ match: { pathSpecifier: { $case: "prefix", value } } }));
  const host: VirtualHost = { name: "host", domains: ["*"], includeRequestAttemptCount: true };
  const spliced = spliceVirtualHost(
    encode(VirtualHost, host),
    routes.map((route) => encode(Route, route)),
  );
  const type = "envoy.config.route.v3.VirtualHost";
  expect(toJson(type, spliced)).toEqual(toJson(type, encode(VirtualHost, { ...host, routes })));
});

it("splices nothing into a copy of the head", () => {
  const bytes = encode(RouteConfiguration, head);
  const spliced = spliceRouteConfiguration(bytes, []);
  expect(spliced).toEqual(bytes);
  expect(spliced.buffer).not.toBe(bytes.buffer);
});

it("joins frames to the same bytes as splicing", () => {
  const bytes = encode(RouteConfiguration, head);
  const hosts = virtualHosts.slice(0, 5).map((host) => encode(VirtualHost, host));
  const joined = concatBytes([bytes, ...hosts.map((host) => frameField(2, host))]);
  expect(joined).toEqual(spliceRouteConfiguration(bytes, hosts));
});
