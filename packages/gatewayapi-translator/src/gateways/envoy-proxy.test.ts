import type { EnvoyProxySpec } from "@sluice/resources";
import { describe, expect, it } from "vitest";
import { effectiveProxySpec, envoyProxyFlaws, inertSettings } from "./envoy-proxy.ts";
import { mergeObjects } from "./merge.ts";

describe("effectiveProxySpec", () => {
  const defaults: EnvoyProxySpec = { concurrency: 1, ipFamily: "IPv4" };
  const ofClass: EnvoyProxySpec = { concurrency: 2, preserveRouteOrder: true };
  const ofGateway: EnvoyProxySpec = { concurrency: 3 };

  it.each<[string, EnvoyProxySpec | undefined, EnvoyProxySpec | undefined, EnvoyProxySpec | undefined]>([
    ["the defaults alone", undefined, undefined, defaults],
    ["the class in their place", ofClass, undefined, ofClass],
    ["the Gateway in place of both", ofClass, ofGateway, ofGateway],
    [
      "a Gateway that merges",
      ofClass,
      { ...ofGateway, mergeType: "JSONMerge" },
      { concurrency: 3, ipFamily: "IPv4", preserveRouteOrder: true, mergeType: "JSONMerge" },
    ],
    [
      "a class that merges, a Gateway that does not",
      { ...ofClass, mergeType: "StrategicMerge" },
      ofGateway,
      { concurrency: 3, ipFamily: "IPv4" },
    ],
  ])("%s", (_title, classSpec, gatewaySpec, expected) => {
    expect(effectiveProxySpec(defaults, classSpec, gatewaySpec)).toEqual(expected);
  });
});

describe("mergeObjects", () => {
  const base = { a: { b: 1, c: 2 }, env: [{ name: "x", value: "1" }], list: [1, 2] };

  it("merges objects and replaces lists (RFC 7386)", () => {
    const over = { a: { c: 3 }, env: [{ name: "y", value: "2" }], list: null };
    expect(mergeObjects(base, over, false)).toEqual({ a: { b: 1, c: 3 }, env: [{ name: "y", value: "2" }] });
  });

  it("merges keyed lists where asked to", () => {
    const over = {
      env: [
        { name: "x", value: "9" },
        { name: "y", value: "2" },
      ],
    };
    expect(mergeObjects(base, over, true)).toMatchObject({
      env: [
        { name: "x", value: "9" },
        { name: "y", value: "2" },
      ],
    });
  });
});

describe("envoyProxyFlaws", () => {
  it.each<[string, EnvoyProxySpec, readonly string[]]>([
    ["nothing", {}, []],
    ["a host without settings", { provider: { type: "Host" } }, ["provider.host"]],
    [
      "a text log without text",
      { telemetry: { accessLog: { settings: [{ format: { type: "Text" }, sinks: [] }] } } },
      ["text"],
    ],
    [
      "the same, switched off",
      { telemetry: { accessLog: { disable: true, settings: [{ format: { type: "Text" }, sinks: [] }] } } },
      [],
    ],
    ["a stat name's operator", { telemetry: { metrics: { clusterStatName: "%ROUTE_NAME%/%X%" } } }, ["%X%"]],
    [
      "filters in a circle",
      {
        filterOrder: [
          { name: "envoy.filters.http.cors", before: "envoy.filters.http.lua" },
          { name: "envoy.filters.http.cors", after: "envoy.filters.http.lua" },
        ],
      },
      ["circle"],
    ],
    [
      "an address for a ClusterIP Service",
      {
        provider: {
          type: "Kubernetes",
          kubernetes: { envoyService: { type: "ClusterIP", loadBalancerIP: "10.0.0.1" } },
        },
      },
      ["needs type LoadBalancer"],
    ],
  ])("%s", (_title, spec, parts) => {
    expect(envoyProxyFlaws(spec)).toEqual(parts.map((part) => expect.stringContaining(part)));
  });
});

it("tells which settings have no effect", () => {
  expect(inertSettings({ concurrency: 2 })).toEqual([]);
  expect(inertSettings({ filterOrder: [{ name: "envoy.filters.http.cors" }] })).toEqual(["filterOrder"]);
});
