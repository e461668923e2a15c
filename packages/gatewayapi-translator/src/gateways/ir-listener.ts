import type { DownstreamTls, HttpListener, Listener, ListenerBase, ListenerFeatures, TcpListener } from "@sluice/ir";
import type { EnvoyProxySpec } from "@sluice/resources";
import type { TranslateOptions } from "../options.ts";
import type { ManagedGateway } from "./gateway.ts";
import { anyHost } from "./hostname.ts";
import type { ResolvedListener } from "./resolved-listener.ts";

/** A listener that takes traffic, for Envoy; nothing for one that does not. */
export function toIrListener(
  listener: ResolvedListener,
  { gateway, features }: { readonly gateway: ManagedGateway; readonly features: ListenerFeatures },
  options: TranslateOptions,
): Listener | undefined {
  if (!listener.ready) return undefined;
  const { entry } = listener.checked;
  const { protocol, port, hostname } = entry.listener;
  const spec = gateway.proxy?.spec;
  const base: ListenerBase = {
    key: `${entry.fleet}|${entry.name}`,
    fleet: entry.fleet,
    name: entry.name,
    origin: entry.origin,
    address: bindAddress(spec),
    port: boundPort(port, spec, options),
    externalPort: port,
    order: entry.order,
  };
  const tls = downstreamTls(listener);
  switch (protocol) {
    case "HTTP":
    case "HTTPS":
      return {
        ...base,
        kind: "http",
        hostname: hostname === undefined || hostname === "" ? anyHost : hostname,
        ...(tls === undefined ? {} : { tls }),
        tlsOverlaps: listener.tlsOverlaps,
        preserveRouteOrder: spec?.preserveRouteOrder ?? false,
        features,
      } satisfies HttpListener;
    case "TLS":
    case "TCP":
      return { ...base, kind: "tcp", protocol, features } satisfies TcpListener;
    case "UDP":
      return { ...base, kind: "udp" };
    default:
      throw new Error(`bug: a listener of protocol ${protocol} is ready`);
  }
}

/** TLS that a listener terminates. Connections that carry no HTTP agree on no protocol (ALPN). */
export function downstreamTls({ checked }: ResolvedListener): DownstreamTls | undefined {
  const { certificates, frontend, entry } = checked;
  if (certificates.length === 0 && frontend === undefined) return undefined;
  return {
    certificates,
    settings: {},
    ...(entry.listener.protocol === "HTTPS" ? {} : { alpn: [] }),
    ...(frontend === undefined
      ? {}
      : {
          clientValidation: {
            ca: frontend.secret,
            requireCertificate: !frontend.insecureFallback,
            acceptUntrusted: frontend.insecureFallback,
          },
        }),
  };
}

/** All addresses of the machine, of the IP versions asked for. */
export function bindAddress(spec: EnvoyProxySpec | undefined): string {
  return spec?.ipFamily === "IPv6" || spec?.ipFamily === "DualStack" ? "::" : "0.0.0.0";
}

/** The port that Envoy binds: ports that need privileges are moved unless somebody says they are not needed. */
export function boundPort(port: number, spec: EnvoyProxySpec | undefined, options: TranslateOptions): number {
  const asIs =
    options.runningOnHost || !options.portShift || spec?.provider?.kubernetes?.useListenerPortAsContainerPort;
  return asIs || port >= 1024 ? port : port + 10_000;
}
