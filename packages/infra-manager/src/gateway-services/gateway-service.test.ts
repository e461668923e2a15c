import type { Infra } from "@sluice/ir";
import { expect, it } from "vitest";
import {
  type FoundGatewayService,
  fleetServiceHost,
  type GatewayService,
  gatewayOfService,
  gatewayServiceName,
  gatewayServiceObject,
  isAsWanted,
} from "./gateway-service.ts";

const wanted: GatewayService = {
  key: "shop/web",
  namespace: "shop",
  gateway: { name: "web", uid: "u-1" },
  className: "eg",
  labels: { team: "a" },
  annotations: { note: "b" },
  leadsTo: "envoy-shop-web-1.system.svc.cluster.local",
};

/** What the API server holds after the object was written. */
function written(of: GatewayService): FoundGatewayService {
  const { metadata, spec } = gatewayServiceObject(of) as unknown as {
    metadata: { name: string; labels: Record<string, string>; annotations: Record<string, string> };
    spec: { externalName: string };
  };
  const { name, labels, annotations } = metadata;
  return { key: `shop/${name}`, namespace: "shop", name, uid: "s-1", labels, annotations, leadsTo: spec.externalName };
}

it("is a name beside the Gateway, with its metadata, and goes with it", () => {
  expect(gatewayServiceObject(wanted)).toEqual({
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: "web-eg",
      namespace: "shop",
      labels: {
        team: "a",
        "app.kubernetes.io/managed-by": "envoy-gateway",
        "gateway.networking.k8s.io/gateway-name": "web",
        "gateway.networking.k8s.io/gateway-class-name": "eg",
      },
      annotations: { note: "b" },
      ownerReferences: [{ apiVersion: "gateway.networking.k8s.io/v1", kind: "Gateway", name: "web", uid: "u-1" }],
    },
    spec: { type: "ExternalName", externalName: "envoy-shop-web-1.system.svc.cluster.local" },
  });
});

it("is found again by its labels, and nothing else is", () => {
  expect(gatewayOfService("shop", written(wanted).labels)).toBe("shop/web");
  expect(gatewayOfService("shop", { "gateway.networking.k8s.io/gateway-name": "web" })).toBeUndefined();
  expect(gatewayOfService("shop", {})).toBeUndefined();
});

it("takes no label of users' for its own", () => {
  const labels = { "gateway.networking.k8s.io/gateway-name": "other" };
  expect(gatewayOfService("shop", written({ ...wanted, labels }).labels)).toBe("shop/web");
});

it.each<[what: string, change: Partial<FoundGatewayService>, good: boolean]>([
  ["nothing changed", {}, true],
  ["somebody added a label", { labels: { ...written(wanted).labels, more: "x" } }, true],
  ["somebody took a label away", { labels: { ...written(wanted).labels, team: "" } }, false],
  ["somebody changed an annotation", { annotations: { note: "c" } }, false],
  ["it leads elsewhere", { leadsTo: "example.com" }, false],
])("%s", (_, change, good) => {
  expect(isAsWanted(wanted, { ...written(wanted), ...change })).toBe(good);
});

it("has a name that a Service may have", () => {
  const long = { ...wanted, gateway: { name: "a".repeat(61), uid: "u" }, className: "-class" };
  expect(gatewayServiceName(long)).toBe("a".repeat(61));
});

it.each<[what: string, config: Infra["config"], host: string]>([
  ["the usual name", undefined, "envoy-shop-web-97375646.system.svc.cluster.local"],
  [
    "a name of its own",
    { provider: { kubernetes: { envoyService: { name: "edge" } } } },
    "edge.system.svc.cluster.local",
  ],
])("leads to the proxies' Service by %s", (_, config, host) => {
  const infra = { key: "shop/web", name: "shop/web", namespace: "system", labels: {}, config } as unknown as Infra;
  expect(fleetServiceHost(infra, "cluster.local")).toBe(host);
});
