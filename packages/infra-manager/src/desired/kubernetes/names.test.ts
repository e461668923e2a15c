import type { Infra } from "@sluice/ir";
import { describe, expect, it } from "vitest";
import { fleetName, fleetOf, labelsOf, selectorLabels } from "./names.ts";
import { quantityOf } from "./quantity.ts";

const infra = (name: string, labels: Record<string, string> = {}): Infra => ({
  key: name,
  name,
  namespace: "n",
  labels,
  annotations: {},
  owner: { group: "", kind: "Gateway", namespace: "", name },
  listeners: [],
  addresses: [],
  config: undefined,
});
const place = { gatewayNamespaceMode: false } as Parameters<typeof labelsOf>[1];

describe("names", () => {
  // The hashes are those of Envoy Gateway: what it made must be found again.
  it.each([
    ["default", "envoy-default-37a8eec1"],
    ["default/eg", "envoy-default-eg-e41e7b31"],
    [
      "a-namespace-with-a-rather-long-name/gateway-12345-and-a-half",
      "envoy-a-namespace-with-a-rather-long-name-gateway-1234-",
    ],
    ["a-namespace-with-a-rather-long-name/gateway-1234-cut", "envoy-a-namespace-with-a-rather-long-name-gateway-1234-"],
  ])("calls the objects of %s %s", (key, name) => {
    const made = fleetName(infra(key), place);
    expect(made.startsWith(name)).toBe(true);
    expect(made).toMatch(/-[0-9a-f]{8}$/);
    expect(made).not.toContain("--");
    expect(made.length).toBeLessThanOrEqual(63);
  });

  it("is the Gateway's name in gateway-namespace mode", () => {
    expect(fleetName(infra("edge"), { gatewayNamespaceMode: true })).toBe("edge");
  });

  it("lets no label of a user displace one that selects", () => {
    const one = infra("x", {
      team: "a",
      "gateway.envoyproxy.io/owning-gatewayclass": "eg",
      "app.kubernetes.io/name": "mine",
    });
    expect(labelsOf(one, place, { team: "b", "app.kubernetes.io/component": "web" })).toEqual({
      team: "b",
      "app.kubernetes.io/name": "envoy",
      "app.kubernetes.io/component": "proxy",
      "app.kubernetes.io/managed-by": "envoy-gateway",
      "gateway.envoyproxy.io/owning-gatewayclass": "eg",
    });
    expect(selectorLabels(one, place)).not.toHaveProperty("team");
  });

  it.each<[Record<string, string>, string | undefined]>([
    [
      { "gateway.envoyproxy.io/owning-gateway-name": "g", "gateway.envoyproxy.io/owning-gateway-namespace": "n" },
      "n/g",
    ],
    [{ "gateway.envoyproxy.io/owning-gatewayclass": "c" }, "c"],
    [{ "gateway.envoyproxy.io/owning-gateway-name": "g" }, undefined],
  ])("finds the fleet of %o", (labels, fleet) => {
    expect(fleetOf(labels)).toBe(fleet);
  });

  it.each<[string | number, number | undefined]>([
    ["512Mi", 536870912],
    ["1.5Gi", 1610612736],
    ["100m", 0.1],
    ["1e3", 1000],
    ["2E", 2e18],
    [5, 5],
    ["1Xi", undefined],
    ["", undefined],
    ["..", undefined],
  ])("reads the quantity %o", (text, value) => {
    expect(quantityOf(text)).toBe(value);
  });
});
