import { kept, oneText } from "@sluice/collections";
import type { BackendFeatures, BackendProtocol, Discovery, ObjectRef } from "@sluice/ir";
import type { BackendObjectReference } from "@sluice/resources";
import { type ResolvedTls, resolveTls, type TlsPolicy } from "../backend-features/backend-tls.ts";
import { envoyGatewayGroup, gatewayGroup } from "../ref.ts";
import type { RoutingSettings } from "../routes/parent.ts";
import type { RouteFault, RouteFaultKind } from "../status/conditions.ts";
import type { BackendObject } from "./backend.ts";
import { type DestinationMember, type DestinationPlan, type EndpointSource, shortHash } from "./destination.ts";
import type { Permits } from "./grant.ts";
import type { BackendTarget, ServiceTarget, TargetPort } from "./target.ts";

/** What a reference to a backend comes to. */
export type ResolvedBackend = (
  | { readonly ok: true; readonly plan: DestinationPlan; readonly fallback: boolean }
  | { readonly ok: false; readonly fault: RouteFault }
) & {
  /** Key of the BackendTLSPolicy that applies, also when it is unusable. */
  readonly policy?: string;
};

/** Who asks, and what may be looked at. */
export interface BackendScope {
  readonly route: ObjectRef;
  readonly routing: RoutingSettings;
  readonly permits: Permits;
  target(key: string): BackendTarget | undefined;
  policyFor(target: ObjectRef, section: string | undefined): TlsPolicy | undefined;
}

const groups: Readonly<Record<string, string>> = {
  Service: "",
  ServiceImport: "multicluster.x-k8s.io",
  Backend: envoyGatewayGroup,
};

/** Looks up a backend reference of a route. */
export function resolveBackend(ref: BackendObjectReference, field: string, scope: BackendScope): ResolvedBackend {
  const kind = ref.kind || "Service";
  const group = ref.group ?? "";
  const namespace = ref.namespace || scope.route.namespace;
  const about = `${kind} ${namespace}/${ref.name}`;
  const no = (of: RouteFaultKind, message: string, remedy?: string): ResolvedBackend => ({
    ok: false,
    fault: {
      kind: of,
      field,
      message,
      ...(remedy === undefined ? {} : { remedy }),
      ref: { group, kind, namespace, name: ref.name },
    },
  });
  if (groups[kind] === undefined || !Object.values(groups).includes(group))
    return no(
      "backendKind",
      `${group === "" ? "" : `${group}/`}${kind} is no kind of backend`,
      "Use Service, ServiceImport or Backend.",
    );
  const from = { group: gatewayGroup, kind: scope.route.kind, namespace: scope.route.namespace };
  if (!scope.permits(from, { group, kind, namespace, name: ref.name }))
    return no(
      "backendNotPermitted",
      `no ReferenceGrant in namespace ${namespace} permits the reference to ${about}`,
      "Add one.",
    );
  if (kind !== "Backend" && ref.port === undefined)
    return no("portMissing", `the reference to ${about} has no port`, "Add port.");
  const target = scope.target(`${kind}/${namespace}/${ref.name}`);
  if (target === undefined)
    return no("backendNotFound", `${about} does not exist`, "Create it, or correct the reference.");
  const resolved =
    target.kind === "service"
      ? resolveService(target, ref.port!, scope)
      : resolveBackendObject(target, ref.port, scope);
  return resolved.ok ? resolved : { ...resolved, fault: { ...resolved.fault, field } };
}

function resolveService(target: ServiceTarget, number: number, scope: BackendScope): ResolvedBackend {
  const { kind, namespace, name } = target.origin;
  const about = `${kind} ${namespace}/${name}`;
  const no = (of: RouteFaultKind, message: string, remedy?: string): RouteFault => ({
    kind: of,
    message,
    ...(remedy === undefined ? {} : { remedy }),
    ref: target.origin,
  });
  if (target.externalName) {
    const message = `${about} is of type ExternalName, which has no endpoints`;
    return { ok: false, fault: no("unsupportedBackend", message, "Use a Backend with an FQDN endpoint.") };
  }
  const transport = scope.route.kind === "UDPRoute" ? "UDP" : "TCP";
  const port = target.ports.find((one) => one.port === number && one.protocol === transport);
  if (port === undefined)
    return { ok: false, fault: no("portNotFound", `${about} has no ${transport} port ${number}`) };
  const policy = scope.policyFor(target.origin, port.name || undefined);
  const used = policy === undefined ? {} : { policy: policy.key };
  const tls = resolveTls(undefined, policy, scope.routing.clientTls);
  if (tls?.ok === false) return { ok: false, fault: no("backendTls", `${about}: ${tls.message}`), ...used };
  const toEndpoints = scope.routing.endpointRouting || target.clusterIps.length === 0;
  if (toEndpoints && port.endpoints === "none")
    return { ok: false, fault: no("noEndpoints", `${about} has no endpoints for port ${number}`), ...used };
  if (toEndpoints && port.endpoints === "mixed") {
    const message = `${about} mixes endpoints with IP addresses and with host names`;
    return { ok: false, fault: no("addressType", message, "Use one address type in its EndpointSlices."), ...used };
  }
  return { ok: true, fallback: false, plan: servicePlan(target, { port, toEndpoints, tls }, scope), ...used };
}

function servicePlan(
  target: ServiceTarget,
  { port, toEndpoints, tls }: { readonly port: TargetPort; readonly toEndpoints: boolean; readonly tls: ResolvedTls },
  scope: BackendScope,
): DestinationPlan {
  const source: EndpointSource = toEndpoints
    ? { kind: "slices", owner: target.key, portName: port.name, protocol: port.protocol }
    : { kind: "addresses", ips: target.clusterIps, port: port.port };
  const byName = toEndpoints && port.endpoints === "fqdn";
  const local = target.preferLocalZone;
  return makePlan(
    {
      origin: { ...target.origin, sectionName: String(port.port) },
      section: String(port.port),
      discovery: byName ? byDns : byEndpoints,
      protocol: protocolOf(scope.route.kind, port.appProtocol === undefined ? [] : [port.appProtocol]),
      features:
        local === undefined ? noFeatures : { loadBalancing: { policy: "leastRequest", preferLocalZone: local } },
      ...(target.ipFamily === undefined ? {} : { ipFamily: target.ipFamily }),
      settings: toEndpoints || scope.routing.endpointRouting ? [] : ["clusterIp"],
      source,
    },
    tls,
    scope,
  );
}

const noFeatures: BackendFeatures = {};
const byEndpoints: Discovery = { kind: "endpoints" };
const byDns: Discovery = { kind: "dns", refreshMs: 30_000, respectTtl: true };

function resolveBackendObject(target: BackendObject, port: number | undefined, scope: BackendScope): ResolvedBackend {
  const { namespace, name } = target.origin;
  const about = `Backend ${namespace}/${name}`;
  if (target.fault !== undefined) return { ok: false, fault: { ...target.fault, ref: target.origin } };
  const no = (of: RouteFaultKind, message: string, remedy?: string): RouteFault => ({
    kind: of,
    message,
    ...(remedy === undefined ? {} : { remedy }),
    ref: target.origin,
  });
  if (target.hasUnixSockets) {
    const message = `${about} has Unix sockets, which routes cannot use`;
    return { ok: false, fault: no("addressType", message, "Use IP or FQDN endpoints.") };
  }
  const policy = scope.policyFor(target.origin, port === undefined ? undefined : String(port));
  const used = policy === undefined ? {} : { policy: policy.key };
  const tls = resolveTls(target.tls, policy, scope.routing.clientTls);
  if (tls?.ok === false) return { ok: false, fault: no("backendTls", `${about}: ${tls.message}`), ...used };
  if (target.addresses === "mixed") {
    const message = `${about} mixes endpoints with IP addresses and with host names`;
    return { ok: false, fault: no("addressType", message, "Split it into two Backends."), ...used };
  }
  if (target.addresses === "none" && !target.dynamicResolver)
    return { ok: false, fault: no("noEndpoints", `${about} has no endpoints`), ...used };
  const { origin } = target;
  const discovery: Discovery = target.dynamicResolver
    ? { kind: "dynamicResolver" }
    : target.addresses === "fqdn"
      ? byDns
      : byEndpoints;
  const plan = makePlan(
    {
      origin,
      ...(port === undefined ? {} : { section: String(port) }),
      discovery,
      protocol: protocolOf(scope.route.kind, target.appProtocols),
      features: noFeatures,
      settings: [],
      source: target.dynamicResolver ? { kind: "none" } : { kind: "backend", key: oneText(`${namespace}/${name}`) },
    },
    tls,
    scope,
  );
  return { ok: true, fallback: target.fallback, plan, ...used };
}

interface PlanParts extends Pick<DestinationPlan, "origin" | "discovery" | "protocol" | "ipFamily"> {
  readonly section?: string;
  readonly features: BackendFeatures;
  /** Settings that tell this use of the backend from others in the fleet. */
  readonly settings: readonly unknown[];
  readonly source: EndpointSource;
}

function makePlan(parts: PlanParts, tls: ResolvedTls, scope: BackendScope): DestinationPlan {
  const { section, settings, source, ...plan } = parts;
  const secure = tls?.ok === true ? tls : undefined;
  const name = nameOf(parts, [...settings, ...(secure === undefined ? [] : clientSettings(scope.routing))]);
  const member: DestinationMember = { name, origin: plan.origin, weight: 1, priority: 0, source };
  const certificate = secure?.certificate;
  return {
    name,
    ...plan,
    ...(secure === undefined ? {} : { tls: secure.tls }),
    members: [member],
    secrets: kept([
      ...(secure?.authority === undefined ? [] : [secure.authority]),
      ...(certificate === undefined ? [] : [{ kind: "certificate" as const, name: certificate }]),
    ]),
  };
}

/** Gateways of one fleet may show different certificates to one backend. */
function clientSettings({ clientTls }: RoutingSettings): readonly unknown[] {
  return clientTls === undefined ? [] : [clientTls];
}

function nameOf({ origin, section, protocol }: PlanParts, settings: readonly unknown[]): string {
  const { kind, namespace, name } = origin;
  const parts = [
    kind.toLowerCase(),
    namespace,
    name,
    ...(section === undefined ? [] : [section]),
    protocol.toLowerCase(),
  ];
  return oneText([...parts, ...(settings.length === 0 ? [] : [shortHash(settings)])].join("/"));
}

const protocolOfRoute: Readonly<Record<string, BackendProtocol>> = {
  HTTPRoute: "HTTP",
  GRPCRoute: "GRPC",
  TLSRoute: "TCP",
  TCPRoute: "TCP",
  UDPRoute: "UDP",
};

/** What a backend speaks: the route says the layer, the backend's `appProtocol` which version of HTTP. */
function protocolOf(routeKind: string, appProtocols: readonly string[]): BackendProtocol {
  const byRoute = protocolOfRoute[routeKind] ?? "TCP";
  if (byRoute !== "HTTP" && byRoute !== "GRPC") return byRoute;
  let protocol: BackendProtocol = byRoute;
  for (const app of appProtocols) {
    if (/^(kubernetes\.io|gateway\.envoyproxy\.io)\/wss?$/.test(app)) return "WebSocket";
    if (protocol !== "HTTP") continue;
    if (app === "kubernetes.io/h2c" || app === "gateway.envoyproxy.io/h2c") protocol = "HTTP2";
    if (app === "grpc") protocol = "GRPC";
  }
  return protocol;
}
