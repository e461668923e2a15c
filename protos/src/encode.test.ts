import { expect, it } from "vitest";
import { encode } from "./encode.ts";
import { Cluster } from "./gen/envoy/config/cluster/v3/cluster.ts";
import { RouteConfiguration } from "./gen/envoy/config/route/v3/route.ts";

it("encodes as the generated code does", () => {
  const message = { name: "routes", virtualHosts: [{ name: "host", domains: ["*"] }] };
  expect(encode(RouteConfiguration, message)).toEqual(RouteConfiguration.encode(message).finish());
});

it("gives each message bytes of its own", () => {
  const first = encode(Cluster, { name: "first" });
  const copy = first.slice();
  encode(Cluster, { name: "other" });
  expect(first).toEqual(copy);
});

it("starts afresh after a message that could not be encoded", () => {
  const broken = { name: "half", connectTimeout: { seconds: Number.NaN } };
  expect(() => encode(Cluster, broken)).toThrow();
  expect(encode(Cluster, { name: "whole" })).toEqual(Cluster.encode({ name: "whole" }).finish());
});

it("encodes messages beyond the size of the buffer that it keeps", () => {
  const name = "x".repeat(3 << 20);
  expect(encode(Cluster, { name }).length).toBe(name.length + 5);
  expect(encode(Cluster, { name: "small" })).toEqual(Cluster.encode({ name: "small" }).finish());
});
