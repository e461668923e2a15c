import type { Collected, Collection, Index, Keyed, Read } from "@sluice/collections";
import type { MetricSink, ObjectRef, Problem, UpstreamTls } from "@sluice/ir";
import type { EnvoyBackendRef, ProxyOpenTelemetrySink, Resources } from "@sluice/resources";
import { policyFor, resolveTls, type TlsPolicy } from "../backend-features/backend-tls.ts";
import type { BackendTarget } from "../backends/target.ts";
import { isIp } from "../ip.ts";
import type { TranslateOptions } from "../options.ts";
import { envoyGatewayGroup } from "../ref.ts";
import { authorityBundle } from "./authorities.ts";
import { servedGateways } from "./fleet.ts";
import type { ManagedGateway } from "./gateway.ts";

/** Where the proxies of a fleet send their statistics. */
export interface FleetMetricSinks extends Keyed {
  /** The fleet's. */
  readonly key: string;
  readonly sinks: readonly MetricSink[];
  /** The Gateway whose settings they are. */
  readonly about: ObjectRef;
  /** What is wrong with some of them; they are left out, and traffic does not suffer. */
  readonly problems: readonly Problem[];
}

/** What looking up collectors may look at. */
export interface MetricSinkScope {
  readonly read: Read;
  readonly resources: Collected<Resources>;
  readonly targets: Collection<BackendTarget>;
  readonly policies: Index<TlsPolicy>;
  readonly options: TranslateOptions;
}

/** Looks up the collectors that a fleet's EnvoyProxy names; nothing when it names none. */
export function toMetricSinks(
  key: string,
  gateways: readonly ManagedGateway[],
  scope: MetricSinkScope,
): FleetMetricSinks | undefined {
  const [first] = [...servedGateways(gateways), ...gateways];
  const written = first?.proxy?.spec.telemetry?.metrics?.sinks ?? [];
  if (first === undefined || written.length === 0) return undefined;
  const namespace = first.proxy?.owner?.split("/")[0] ?? scope.options.controllerNamespace;
  const sinks = new Map<string, MetricSink>();
  const problems: Problem[] = [];
  for (const [index, { openTelemetry }] of written.entries()) {
    if (openTelemetry === undefined) continue;
    const found = toSink(openTelemetry, namespace, scope);
    if (typeof found === "string") {
      const field = `EnvoyProxy spec.telemetry.metrics.sinks[${index}]`;
      problems.push({ kind: "refInvalid", message: `${field} gets no metrics: ${found}`, place: { field } });
      continue;
    }
    // A second sink at the same address would send everything twice.
    const address = `${found.host} ${found.port}`;
    if (!sinks.has(address)) sinks.set(address, found);
  }
  return { key, sinks: [...sinks.values()], about: first.ref, problems };
}

type Place = Pick<MetricSink, "host" | "port" | "authority" | "tls">;

/** A sink, or in words why there is none. */
function toSink(sink: ProxyOpenTelemetrySink, namespace: string, scope: MetricSinkScope): MetricSink | string {
  // Proxies push to one collector: like Envoy Gateway, the first.
  const ref = sink.backendRefs?.[0] ?? sink.backendRef;
  const place = ref === undefined ? writtenPlace(sink) : placeOf(ref, ref.namespace || namespace, scope);
  if (typeof place === "string") return place;
  return {
    ...place,
    headers: sink.headers ?? [],
    resourceAttributes: sink.resourceAttributes ?? {},
    countersAsDeltas: sink.reportCountersAsDeltas ?? false,
    histogramsAsDeltas: sink.reportHistogramsAsDeltas ?? false,
  };
}

function writtenPlace({ host, port = 4317 }: ProxyOpenTelemetrySink): Place | string {
  if (host === undefined) return "it names no collector";
  return { host, port, ...(isIp(host) ? {} : { authority: host }) };
}

function placeOf(
  ref: Pick<EnvoyBackendRef, "kind" | "name" | "port">,
  namespace: string,
  scope: MetricSinkScope,
): Place | string {
  const kind = ref.kind || "Service";
  if (kind !== "Service" && kind !== "Backend") return `${kind} is no kind of collector`;
  const about = `${kind} ${namespace}/${ref.name}`;
  const target = scope.read.get(scope.targets, `${kind}/${namespace}/${ref.name}`);
  if (target === undefined) return `${about} does not exist`;
  const address =
    target.kind === "service"
      ? serviceAddress(target, ref.port, `${ref.name}.${namespace}.svc`)
      : backendAddress(`${namespace}/${ref.name}`, target.dynamicResolver, scope);
  if (typeof address === "string") return `${about} ${address}`;
  if (target.kind === "backend" && target.fault !== undefined) return target.fault.message;
  const group = kind === "Service" ? "" : envoyGatewayGroup;
  const policy = policyFor({ group, kind, namespace, name: ref.name }, address.section, scope);
  const { host, port } = address;
  const tls = resolveTls(target.kind === "backend" ? target.tls : undefined, policy, undefined);
  if (tls === undefined) return { host, port, ...(isIp(host) ? {} : { authority: host }) };
  if (!tls.ok) return `${about}: ${tls.message}`;
  // It would have to come by a stream that the bootstrap opens itself.
  if (tls.certificate !== undefined) return `${about} wants a client certificate, which collectors cannot get`;
  // No request tells which host is meant.
  const sni = tls.tls.sni ?? (isIp(host) || target.kind === "service" ? undefined : host);
  const authority = sni ?? (isIp(host) ? undefined : host);
  const trusted =
    tls.authority === undefined
      ? undefined
      : tls.authority.kind === "systemCa"
        ? "system"
        : authorityBundle(tls.authority.sources, scope);
  const names = namesOf(tls.tls);
  return {
    host,
    port,
    ...(authority === undefined ? {} : { authority }),
    tls: {
      ...(sni === undefined ? {} : { serverName: sni }),
      ...(trusted === undefined ? {} : { authority: trusted }),
      ...(names.length === 0 ? {} : { names }),
    },
  };
}

interface Address {
  readonly host: string;
  readonly port: number;
  /** What a BackendTLSPolicy may call the port. */
  readonly section: string | undefined;
}

function serviceAddress(
  target: Extract<BackendTarget, { kind: "service" }>,
  number: number | undefined,
  host: string,
): Address | string {
  if (number === undefined) return "is named without a port";
  const port = target.ports.find((one) => one.port === number && one.protocol === "TCP");
  if (port === undefined) return `has no TCP port ${number}`;
  return { host, port: number, section: port.name || undefined };
}

function backendAddress(key: string, dynamic: boolean, { read, resources }: MetricSinkScope): Address | string {
  if (dynamic) return "is a dynamic resolver, which leads to no place of its own";
  const [endpoint] = read.get(resources.Backend, key)?.spec.endpoints ?? [];
  if (endpoint?.unix !== undefined) return "is a Unix socket, which collectors cannot be at";
  const host = endpoint?.fqdn?.hostname ?? endpoint?.ip?.address;
  const port = endpoint?.fqdn?.port ?? endpoint?.ip?.port;
  if (host === undefined || port === undefined) return "has no endpoint";
  return { host, port, section: `${port}` };
}

function namesOf({ subjectAltNames = [] }: UpstreamTls): NonNullable<NonNullable<MetricSink["tls"]>["names"]> {
  return subjectAltNames.flatMap(({ type, match }) =>
    (type === "DNS" || type === "URI") && match.kind === "exact" ? [{ type, value: match.value }] : [],
  );
}
