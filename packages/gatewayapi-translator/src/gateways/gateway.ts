import type { Collected, Collection, Keyed, Read } from "@sluice/collections";
import type { ObjectRef } from "@sluice/ir";
import { type EnvoyProxySpec, type Gateway, type Resources, refOf } from "@sluice/resources";
import type { TranslateOptions } from "../options.ts";
import { envoyGatewayGroup } from "../ref.ts";
import { ageOf } from "../routes/age.ts";
import type { GatewayFault } from "../status/conditions.ts";
import { effectiveProxySpec, envoyProxyFlaws, type ProxySource } from "./envoy-proxy.ts";
import type { ManagedClass } from "./gateway-class.ts";

/** A Gateway of one of our classes. */
export interface ManagedGateway extends Keyed {
  /** `<namespace>/<name>` */
  readonly key: string;
  readonly ref: ObjectRef;
  readonly gateway: Gateway;
  readonly age: string;
  readonly className: string;
  /** Key of the fleet that serves it: its own key, or its class's name when the class merges Gateways. */
  readonly fleet: string;
  readonly merged: boolean;
  /** The effective EnvoyProxy settings, and the EnvoyProxy that they go by. */
  readonly proxy?: { readonly spec: EnvoyProxySpec; readonly owner?: string };
  /** Key of the EnvoyProxy that the Gateway itself names, if it exists. */
  readonly ownProxy?: string;
  /** Why the Gateway as a whole is not served. */
  readonly fault?: GatewayFault;
}

/** Says whether a Gateway is ours, which fleet serves it and with which settings. */
export function toManagedGateway(
  gateway: Gateway,
  from: { readonly classes: Collection<ManagedClass>; readonly resources: Collected<Resources> },
  { read, options }: { readonly read: Read; readonly options: TranslateOptions },
): ManagedGateway | undefined {
  const managedClass = read.get(from.classes, gateway.spec.gatewayClassName);
  if (managedClass === undefined) return undefined;
  const merged = managedClass.mergesGateways;
  const own = ownProxy(gateway, merged, (key) => read.get(from.resources.EnvoyProxy, key)?.spec);
  const defaults = options.envoyProxyDefaultSpec as EnvoyProxySpec | undefined;
  const spec = effectiveProxySpec(defaults, managedClass.proxy?.spec, own.proxy?.spec);
  const owner = (own.proxy ?? managedClass.proxy)?.key;
  const fault = gatewayFault(gateway, managedClass, { own, spec, defaults });
  return {
    key: gateway.key,
    ref: refOf(gateway),
    gateway,
    age: ageOf(gateway.metadata),
    className: managedClass.key,
    fleet: merged ? managedClass.key : gateway.key,
    merged,
    ...(spec === undefined ? {} : { proxy: { spec, ...(owner === undefined ? {} : { owner }) } }),
    ...(own.proxy === undefined ? {} : { ownProxy: own.proxy.key }),
    ...(fault === undefined ? {} : { fault }),
  };
}

interface OwnProxy {
  readonly proxy?: ProxySource;
  readonly fault?: GatewayFault;
}

function ownProxy(
  { spec, metadata }: Gateway,
  merged: boolean,
  find: (key: string) => EnvoyProxySpec | undefined,
): OwnProxy {
  const ref = spec.infrastructure?.parametersRef;
  if (ref === undefined) return {};
  const field = "spec.infrastructure.parametersRef";
  const broken = (message: string, remedy: string): OwnProxy => ({
    fault: { kind: "parameters", field, message, remedy },
  });
  if (merged)
    return broken(
      "the GatewayClass merges its Gateways into one fleet",
      "Put the settings into the class's EnvoyProxy.",
    );
  if (ref.group !== envoyGatewayGroup || ref.kind !== "EnvoyProxy")
    return broken(
      `${ref.group}/${ref.kind} is no kind of settings`,
      `Refer to an EnvoyProxy of group ${envoyGatewayGroup}.`,
    );
  const key = `${metadata.namespace}/${ref.name}`;
  const found = find(key);
  if (found === undefined) return broken(`EnvoyProxy ${key} does not exist`, "Create it, or remove parametersRef.");
  return { proxy: { key, spec: found } };
}

interface ProxyLayers {
  readonly own: OwnProxy;
  readonly spec: EnvoyProxySpec | undefined;
  readonly defaults: EnvoyProxySpec | undefined;
}

function gatewayFault(
  gateway: Gateway,
  managedClass: ManagedClass,
  { own, spec, defaults }: ProxyLayers,
): GatewayFault | undefined {
  const mergeBackends = spec?.mergeBackends ?? managedClass.proxy?.spec.mergeBackends ?? defaults?.mergeBackends;
  if (managedClass.mergesGateways && mergeBackends !== undefined) {
    return {
      kind: "parameters",
      message: "mergeGateways and mergeBackends exclude each other",
      remedy: "Remove one of them from the EnvoyProxy.",
    };
  }
  if (managedClass.fault !== undefined && !(managedClass.proxyInvalid === true && own.proxy !== undefined)) {
    const { message, remedy } = managedClass.fault;
    const about = `GatewayClass ${managedClass.key}: ${message}`;
    return { kind: "parameters", message: about, ...(remedy === undefined ? {} : { remedy }) };
  }
  if (own.fault !== undefined) return own.fault;
  const flaws = own.proxy === undefined ? [] : envoyProxyFlaws(own.proxy.spec);
  if (flaws.length > 0) {
    return {
      kind: "parameters",
      field: "spec.infrastructure.parametersRef",
      message: `EnvoyProxy ${own.proxy!.key} is not valid: ${flaws.join("; ")}`,
    };
  }
  const type = gateway.spec.addresses?.find((a) => !["IPAddress", "Hostname"].includes(a.type ?? "IPAddress"))?.type;
  if (type === undefined) return undefined;
  return {
    kind: "unsupportedAddress",
    field: "spec.addresses",
    message: `addresses of type ${type} are not supported`,
    remedy: "Use IPAddress or Hostname.",
  };
}
