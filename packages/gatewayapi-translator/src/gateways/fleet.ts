import type { Fleet, ObjectRef } from "@sluice/ir";
import { accessLogsOf } from "../listener-features/access-log.ts";
import type { TranslateOptions } from "../options.ts";
import { gatewayGroup } from "../ref.ts";
import type { ManagedGateway } from "./gateway.ts";
import { bindAddress } from "./ir-listener.ts";

/** Where readiness is asked for. */
const readiness = { port: 19003, path: "/ready" };

/** The Gateways of a fleet that are served, oldest first. */
export function servedGateways(gateways: readonly ManagedGateway[]): readonly ManagedGateway[] {
  return gateways.filter(({ fault }) => fault === undefined).sort((a, b) => (a.age < b.age ? -1 : 1));
}

/** What all proxies of a fleet share; nothing when none of its Gateways is served. */
export function toFleet(
  key: string,
  gateways: readonly ManagedGateway[],
  { options, localDestination }: { readonly options: TranslateOptions; readonly localDestination: string | undefined },
): Fleet | undefined {
  const [gateway] = servedGateways(gateways);
  if (gateway === undefined) return undefined;
  const { proxy } = gateway;
  return {
    key,
    origin: fleetOwner(gateway),
    ipFamily: proxy?.spec.ipFamily ?? "IPv4",
    accessLogs: accessLogsOf(proxy?.spec.telemetry?.accessLog),
    ...(options.readinessListener ? { readiness: { ...readiness, address: bindAddress(proxy?.spec) } } : {}),
    ...(localDestination === undefined ? {} : { localDestination }),
    ...(proxy?.owner === undefined ? {} : { settingsOrigin: proxyRef(proxy.owner) }),
  };
}

/** The object that a fleet exists for. */
export function fleetOwner({ merged, ref, className }: ManagedGateway): ObjectRef {
  return merged ? { group: gatewayGroup, kind: "GatewayClass", namespace: "", name: className } : ref;
}

function proxyRef(key: string): ObjectRef {
  const [namespace = "", name = ""] = key.split("/");
  return { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", namespace, name };
}
