import { defaultTranslateOptions, type TranslateOptions } from "@sluice/gatewayapi-translator";

/** A case's `options.json`: what differs from the default settings. Unknown settings are an error, so that none is ignored in silence. */
export interface CaseOptions {
  readonly translator?: Readonly<Record<string, unknown>>;
}

/** The settings that a case asks for, as Sluice's translator takes them. */
export function toTranslateOptions(options: CaseOptions): TranslateOptions {
  let result: TranslateOptions = {
    ...defaultTranslateOptions,
    extensionApis: { ...defaultTranslateOptions.extensionApis, backend: true, envoyPatchPolicy: true },
    readinessListener: true,
    // Envoy Gateway's way; see decisions.yaml.
    misdirectedRequests: "avoid",
    portShift: true,
  };
  for (const [name, value] of Object.entries(options.translator ?? {})) result = withSetting(result, name, value);
  return result;
}

function withSetting(options: TranslateOptions, name: string, value: unknown): TranslateOptions {
  switch (name) {
    case "backendEnabled":
      return { ...options, extensionApis: { ...options.extensionApis, backend: value === true } };
    case "envoyPatchPolicyEnabled":
      return { ...options, extensionApis: { ...options.extensionApis, envoyPatchPolicy: value === true } };
    case "sdsSecretRefEnabled":
      return { ...options, sdsSecretRef: value === true };
    case "perResourceSystemCASecret":
      return { ...options, perResourceSystemCaSecret: value === true };
    case "gatewayNamespaceMode":
      return { ...options, gatewayNamespaceMode: value === true };
    case "runningOnHost":
      return { ...options, runningOnHost: value === true };
    case "envoyProxyDefaultSpec":
      return { ...options, envoyProxyDefaultSpec: value as Readonly<Record<string, unknown>> };
    case "endpointRoutingDisabled":
      return { ...options, endpointRouting: value !== true };
    case "controllerName":
      return { ...options, controllerName: String(value) };
    case "controllerNamespace":
      return { ...options, controllerNamespace: String(value) };
    case "luaDisabled":
    case "wasmDisabled":
    case "mergeFlagsIgnored":
    case "filterOrderFromGatewayClassProxy":
    case "gatewayClassName":
      return options;
    default:
      throw new Error(`options.json: unknown setting translator.${name}`);
  }
}
