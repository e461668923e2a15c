import type { Keyed } from "@sluice/collections";
import type { Origin } from "@sluice/ir";
import type { Backend, BackendEndpoint } from "@sluice/resources";
import type { BackendTls } from "../backend-features/backend-tls.ts";
import { hostnameFlaw } from "../gateways/hostname.ts";
import { isIp, isLoopback } from "../ip.ts";
import type { TranslateOptions } from "../options.ts";
import { originOf } from "../ref.ts";
import type { RouteFault } from "../status/conditions.ts";

/** A `Backend` as routes see it. */
export interface BackendObject extends Keyed {
  readonly kind: "backend";
  /** `Backend/<namespace>/<name>` */
  readonly key: string;
  readonly origin: Origin;
  /** Why nothing can be sent there. */
  readonly fault?: RouteFault;
  readonly dynamicResolver: boolean;
  readonly addresses: "none" | "static" | "fqdn" | "mixed";
  readonly hasUnixSockets: boolean;
  readonly appProtocols: readonly string[];
  /** Used when the other backends of a rule are unhealthy. */
  readonly fallback: boolean;
  readonly tls?: BackendTls;
}

/** Checks a Backend and describes it for routes. */
export function toBackendObject(
  backend: Backend,
  tls: BackendTls | undefined,
  { options, authorityFlaw }: { readonly options: TranslateOptions; readonly authorityFlaw: string | undefined },
): BackendObject {
  const { spec } = backend;
  const endpoints = spec.endpoints ?? [];
  const fault = backendFault(backend, options, authorityFlaw);
  return {
    kind: "backend",
    key: `Backend/${backend.key}`,
    origin: originOf(backend),
    ...(fault === undefined ? {} : { fault }),
    dynamicResolver: spec.type === "DynamicResolver",
    addresses: addressesOf(endpoints),
    hasUnixSockets: endpoints.some(({ unix }) => unix !== undefined),
    appProtocols: spec.appProtocols ?? [],
    fallback: spec.fallback ?? false,
    ...(tls === undefined ? {} : { tls }),
  };
}

function addressesOf(endpoints: readonly BackendEndpoint[]): BackendObject["addresses"] {
  const kinds = new Set(endpoints.map(({ fqdn }) => (fqdn === undefined ? "static" : "fqdn")));
  const [kind = "none"] = kinds;
  return kinds.size > 1 ? "mixed" : kind;
}

function backendFault(
  backend: Backend,
  options: TranslateOptions,
  authorityFlaw: string | undefined,
): RouteFault | undefined {
  const { spec } = backend;
  const fault = (kind: RouteFault["kind"], message: string, remedy?: string): RouteFault => ({
    kind,
    message: `Backend ${backend.key}: ${message}`,
    ...(remedy === undefined ? {} : { remedy }),
  });
  if (!options.extensionApis.backend)
    return fault("unsupportedBackend", "the Backend API is not enabled", "Set extensionApis.enableBackend.");
  if (spec.type === "DynamicResolver" && (spec.endpoints ?? []).length > 0)
    return fault("backendInvalid", "a dynamic resolver has no endpoints of its own", "Remove endpoints.");
  if (authorityFlaw !== undefined) return fault("backendInvalid", authorityFlaw);
  const certificate = spec.tls?.clientCertificateRef;
  if (certificate?.namespace !== undefined && certificate.namespace !== backend.metadata.namespace)
    return fault("backendInvalid", "the client certificate has to be in the Backend's own namespace");
  for (const [i, endpoint] of (spec.endpoints ?? []).entries()) {
    const flaw = endpointFlaw(endpoint, options);
    if (flaw !== undefined) return fault("backendAddress", `endpoints[${i}]: ${flaw}`);
  }
  return undefined;
}

function endpointFlaw({ hostname, fqdn, ip }: BackendEndpoint, options: TranslateOptions): string | undefined {
  const flaw = hostname === undefined ? undefined : domainFlaw(hostname, options);
  if (flaw !== undefined) return flaw;
  if (fqdn !== undefined) return domainFlaw(fqdn.hostname, options);
  if (ip === undefined) return undefined;
  if (!isIp(ip.address)) return `${JSON.stringify(ip.address)} is no IP address`;
  if (options.runningOnHost || !isLoopback(ip.address)) return undefined;
  return `${ip.address} would be the proxy's own machine, which only means something in host mode`;
}

/** On a host, names without a domain and addresses are what container networks use. */
function domainFlaw(name: string, { runningOnHost }: TranslateOptions): string | undefined {
  const flaw = hostnameFlaw(name.replace(/\.$/, ""));
  if (flaw !== undefined && !(runningOnHost && isIp(name))) return `${JSON.stringify(name)} is no host name: ${flaw}`;
  if (runningOnHost || name.includes(".")) return undefined;
  return `${JSON.stringify(name)} has no domain; write at least two parts, separated by dots`;
}
