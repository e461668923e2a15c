import type { EnvoyProxySpec, FilterPosition, MergeType, ProxyAccessLog } from "@sluice/resources";
import { mergeObjects } from "./merge.ts";

/** An EnvoyProxy as settings come from it. */
export interface ProxySource {
  /** `<namespace>/<name>` */
  readonly key: string;
  readonly spec: EnvoyProxySpec;
}

/**
 * The EnvoyProxy settings of a Gateway: its own over its class's over the control plane's defaults.
 * Without a `mergeType` the more specific one replaces the others as a whole.
 */
export function effectiveProxySpec(
  defaults: EnvoyProxySpec | undefined,
  ofClass: EnvoyProxySpec | undefined,
  ofGateway: EnvoyProxySpec | undefined,
): EnvoyProxySpec | undefined {
  const specific = layered(ofClass, ofGateway, ofGateway?.mergeType);
  return layered(defaults, specific, ofClass?.mergeType ?? ofGateway?.mergeType);
}

function layered(
  base: EnvoyProxySpec | undefined,
  over: EnvoyProxySpec | undefined,
  how: MergeType | undefined,
): EnvoyProxySpec | undefined {
  if (over === undefined) return base;
  if (base === undefined || how === undefined || how === "Replace") return over;
  return mergeObjects({ ...base }, { ...over }, how === "StrategicMerge") as EnvoyProxySpec;
}

/** What is wrong with EnvoyProxy settings beyond their schema, in words. */
export function envoyProxyFlaws(spec: EnvoyProxySpec): string[] {
  const flaws: string[] = [];
  const type: string | undefined = spec.provider?.type;
  if (type === "Host" && spec.provider?.host === undefined)
    flaws.push("provider.host is needed for provider type Host");
  if (type !== undefined && type !== "Host" && type !== "Kubernetes") flaws.push(`provider type ${type} is not known`);
  if (type === "Kubernetes") flaws.push(...serviceFlaws(spec));
  flaws.push(...accessLogFlaws(spec.telemetry?.accessLog));
  for (const sink of spec.telemetry?.metrics?.sinks ?? [])
    if (sink.type === "OpenTelemetry" && sink.openTelemetry === undefined)
      flaws.push("a metric sink of type OpenTelemetry needs its openTelemetry settings");
  const statName = spec.telemetry?.metrics?.clusterStatName;
  if (statName !== undefined) flaws.push(...statNameFlaws(statName));
  const cycle = filterOrderCycle(spec.filterOrder ?? []);
  if (cycle !== undefined) flaws.push(`filterOrder goes in a circle at ${cycle}`);
  return flaws;
}

/** Settings that are there, but have no effect yet: paths in the EnvoyProxy's spec. */
export function inertSettings({ telemetry, filterOrder, geoIP, dynamicModules }: EnvoyProxySpec): readonly string[] {
  const sinks = (telemetry?.accessLog?.settings ?? []).flatMap((setting) => setting.sinks ?? []);
  const inert: Readonly<Record<string, boolean>> = {
    "telemetry.accessLog.settings.sinks.als": sinks.some(({ als }) => als !== undefined),
    "telemetry.accessLog.settings.sinks.openTelemetry": sinks.some(({ openTelemetry }) => openTelemetry !== undefined),
    "telemetry.tracing": telemetry?.tracing !== undefined,
    "telemetry.metrics.clusterStatName": telemetry?.metrics?.clusterStatName !== undefined,
    "telemetry.healthCheckLog": telemetry?.healthCheckLog !== undefined,
    "telemetry.requestID": telemetry?.requestID !== undefined,
    filterOrder: (filterOrder ?? []).length > 0,
    geoIP: geoIP !== undefined,
    dynamicModules: (dynamicModules ?? []).length > 0,
  };
  return Object.keys(inert).filter((setting) => inert[setting]);
}

function serviceFlaws({ provider }: EnvoyProxySpec): string[] {
  const flaws: string[] = [];
  const { envoyService: service, envoyDeployment, envoyHpa, envoyPDB } = provider?.kubernetes ?? {};
  for (const [name, patched] of Object.entries({ envoyService: service, envoyDeployment, envoyHpa, envoyPDB })) {
    const patch = patched?.patch;
    if (patch !== undefined && patch.value === undefined) flaws.push(`${name}.patch has no value`);
    const type: string | undefined = patch?.type;
    if (type !== undefined && type !== "JSONMerge" && type !== "StrategicMerge")
      flaws.push(`${name}.patch has the unknown type ${type}`);
  }
  const type: string | undefined = service?.type;
  if (type === undefined) return flaws;
  if (!["LoadBalancer", "ClusterIP", "NodePort"].includes(type))
    flaws.push(`envoyService has the unknown type ${type}`);
  if (type !== "LoadBalancer")
    for (const field of ["allocateLoadBalancerNodePorts", "loadBalancerSourceRanges", "loadBalancerIP"] as const)
      if (service?.[field] !== undefined) flaws.push(`envoyService.${field} needs type LoadBalancer`);
  for (const range of service?.loadBalancerSourceRanges ?? [])
    if (!/^[0-9a-fA-F.:]+\/\d+$/.test(range))
      flaws.push(`envoyService.loadBalancerSourceRanges: ${range} is no IP range`);
  const ip = service?.loadBalancerIP;
  if (ip !== undefined && !/^\d+\.\d+\.\d+\.\d+$/.test(ip))
    flaws.push(`envoyService.loadBalancerIP: ${ip} is no IPv4 address`);
  return flaws;
}

function accessLogFlaws(accessLog: ProxyAccessLog | undefined): string[] {
  if (accessLog === undefined || accessLog.disable === true) return [];
  const flaws: string[] = [];
  for (const { format, sinks } of accessLog.settings ?? []) {
    if (format?.type === "Text" && format.text === undefined) flaws.push("an access log of format Text needs a text");
    for (const sink of sinks ?? []) {
      if (sink.type === "File" && sink.file === undefined) flaws.push("an access log sink of type File needs a file");
      if (sink.type === "OpenTelemetry" && sink.openTelemetry === undefined)
        flaws.push("an access log sink of type OpenTelemetry needs its openTelemetry settings");
    }
  }
  return flaws;
}

const statOperators = [
  "%ROUTE_NAME%",
  "%ROUTE_NAMESPACE%",
  "%ROUTE_KIND%",
  "%ROUTE_RULE_NAME%",
  "%ROUTE_RULE_NUMBER%",
  "%BACKEND_REFS%",
];

function statNameFlaws(name: string): string[] {
  const operators = name.match(/%[^%]*%/g) ?? [];
  if (operators.length === 0 && name.includes("%")) return ["clusterStatName has a lone %"];
  return operators
    .filter((operator) => !statOperators.includes(operator))
    .map((operator) => `clusterStatName: ${operator} is not known`);
}

/** A filter that would have to run before itself. */
function filterOrderCycle(positions: readonly FilterPosition[]): string | undefined {
  const after = new Map<string, Set<string>>();
  for (const { name, before, after: behind } of positions) {
    const [first, second] = before === undefined ? [behind, name] : [name, before];
    if (first === undefined) continue;
    if (first === second || reaches(after, second, first)) return first;
    after.set(first, (after.get(first) ?? new Set()).add(second));
  }
  return undefined;
}

function reaches(edges: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === to) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...(edges.get(at) ?? []));
  }
  return false;
}
