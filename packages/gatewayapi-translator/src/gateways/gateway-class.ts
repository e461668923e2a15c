import type { Collected, Keyed, Read } from "@sluice/collections";
import type { ObjectRef } from "@sluice/ir";
import { type EnvoyProxy, type EnvoyProxySpec, type GatewayClass, type Resources, refOf } from "@sluice/resources";
import type { TranslateOptions } from "../options.ts";
import type { Fault } from "../status/condition.ts";
import type { ClassFaultKind } from "../status/conditions.ts";
import { envoyProxyFlaws, type ProxySource } from "./envoy-proxy.ts";

/** A GatewayClass with our controller name. */
export interface ManagedClass extends Keyed {
  /** The class's name. */
  readonly key: string;
  readonly ref: ObjectRef;
  readonly generation?: number;
  /** The EnvoyProxy that the class names. */
  readonly proxy?: ProxySource;
  /** All Gateways of the class share one fleet. */
  readonly mergesGateways: boolean;
  readonly fault?: Fault<ClassFaultKind>;
  /** The EnvoyProxy is there, but not valid: Gateways that bring their own do not need it. */
  readonly proxyInvalid?: boolean;
}

/** Says whether a GatewayClass is ours, and what it means. */
export function toManagedClass(
  gatewayClass: GatewayClass,
  resources: Collected<Resources>,
  { read, options }: { readonly read: Read; readonly options: TranslateOptions },
): ManagedClass | undefined {
  const { spec, metadata } = gatewayClass;
  if (spec.controllerName !== options.controllerName) return undefined;
  const base = {
    key: metadata.name,
    ref: refOf(gatewayClass),
    ...(metadata.generation === undefined ? {} : { generation: metadata.generation }),
  };
  const defaults = options.envoyProxyDefaultSpec as EnvoyProxySpec | undefined;
  const fallback = { ...base, mergesGateways: defaults?.mergeGateways ?? false };
  const parameters = spec.parametersRef;
  if (parameters === undefined) return fallback;
  if (parameters.group !== "gateway.envoyproxy.io" || parameters.kind !== "EnvoyProxy") {
    const message = `parametersRef names a ${parameters.kind} of group ${JSON.stringify(parameters.group)}`;
    return { ...fallback, fault: broken(message, "Refer to an EnvoyProxy of group gateway.envoyproxy.io.") };
  }
  const key = `${parameters.namespace ?? "default"}/${parameters.name}`;
  const envoyProxy = read.get(resources.EnvoyProxy, key);
  if (envoyProxy === undefined)
    return { ...fallback, fault: broken(`EnvoyProxy ${key} does not exist`, "Create it, or remove parametersRef.") };
  const proxy = { key, spec: envoyProxy.spec };
  const mergesGateways = envoyProxy.spec.mergeGateways ?? fallback.mergesGateways;
  const flaw = classFlaw(envoyProxy, mergesGateways && options.gatewayNamespaceMode);
  return { ...base, proxy, mergesGateways, ...(flaw === undefined ? {} : { fault: flaw, proxyInvalid: true }) };
}

function classFlaw(proxy: EnvoyProxy, mergesInNamespaces: boolean): Fault<ClassFaultKind> | undefined {
  const flaws = envoyProxyFlaws(proxy.spec);
  if (mergesInNamespaces)
    flaws.push("merged Gateways have no namespace of their own, which gateway-namespace mode needs");
  if (flaws.length === 0) return undefined;
  return broken(`EnvoyProxy ${proxy.key} is not valid: ${flaws.join("; ")}`);
}

function broken(message: string, remedy?: string): Fault<ClassFaultKind> {
  return { kind: "parameters", field: "spec.parametersRef", message, ...(remedy === undefined ? {} : { remedy }) };
}
