import { defaultTranslateOptions, type TranslateOptions } from "@sluice/gatewayapi-translator";
import type { XdsOptions } from "@sluice/xds-translator";
import type { Config } from "./config/config.ts";

/** What the configuration means for the translation of Gateway API. `now` is when certificates must be valid. */
export function toTranslateOptions(config: Config, now: number = Date.now()): TranslateOptions {
  return {
    ...defaultTranslateOptions,
    controllerName: config.controllerName,
    controllerNamespace: config.controllerNamespace,
    dnsDomain: config.dnsDomain,
    extensionApis: config.extensionApis,
    sdsSecretRef: config.sdsSecretRef,
    perResourceSystemCaSecret: config.perResourceSystemCaSecret,
    ...(config.envoyProxy === undefined ? {} : { envoyProxyDefaultSpec: config.envoyProxy }),
    ...placeOf(config),
    validAt: now,
  };
}

/** Pods are behind Services, which map ports, and are probed; processes beside this one are neither. */
function placeOf({ kubernetes }: Config): Partial<TranslateOptions> {
  const fleets = kubernetes?.fleets;
  const inPods = fleets !== undefined;
  return {
    runningOnHost: !inPods,
    portShift: inPods,
    readinessListener: inPods,
    gatewayNamespaceMode: fleets?.inGatewayNamespace ?? false,
  };
}

/**
 * What the configuration means for Envoy's resources. Virtual hosts travel one by one: a change of one route sends one of them,
 * and one that Envoy refuses takes no other with it.
 */
export function toXdsOptions(_config: Config): Partial<XdsOptions> {
  return { virtualHosts: "onDemand", metadata: "whenRead" };
}
