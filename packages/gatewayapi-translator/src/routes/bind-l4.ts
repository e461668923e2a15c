import type { ClusterAlias, WeightedBackend } from "@sluice/ir";
import { type BackendRef, refOf, type TCPRoute, type TLSRoute, type UDPRoute } from "@sluice/resources";
import { type DestinationPlan, type DestinationWant, pooled, wantDestination } from "../backends/destination.ts";
import { resolveBackend } from "../backends/resolve.ts";
import { keyOf, originOf } from "../ref.ts";
import type { RouteFault } from "../status/conditions.ts";
import { ageOf } from "./age.ts";
import { type Attachment, attach, hostsFor } from "./attach.ts";
import type { BindScope } from "./bind-http.ts";
import type { BoundParent, L4Candidate, RouteBinding } from "./binding.ts";
import { routeName } from "./http-rule.ts";
import type { AttachPoint } from "./parent.ts";

type L4Route = TCPRoute | TLSRoute | UDPRoute;

/** Binds a TCPRoute, TLSRoute or UDPRoute to its parents; nothing when none of them is ours. */
export function bindL4(route: L4Route, scope: BindScope): RouteBinding | undefined {
  const ref = refOf(route);
  const attachments = attach(ref, route.spec.parentRefs ?? [], scope);
  if (attachments.length === 0) return undefined;
  const { generation } = route.metadata;
  const bound = attachments.map((attachment) => bindParent(route, attachment, scope));
  const unique = <T extends { readonly key: string }>(values: readonly T[]): readonly T[] => [
    ...new Map(values.map((value) => [value.key, value])).values(),
  ];
  return {
    key: keyOf(ref),
    ref,
    age: ageOf(route.metadata),
    ...(generation === undefined ? {} : { generation }),
    parents: bound.map(({ parent }) => parent),
    sets: [],
    candidates: unique(bound.flatMap(({ candidates }) => candidates)),
    wants: unique(bound.flatMap(({ wants }) => wants)),
    aliases: unique(bound.flatMap(({ aliases }) => aliases)),
    policies: bound.flatMap(({ parent, policies }) =>
      policies.map((policy) => ({ policy, parentRef: parent.parentRef })),
    ),
  };
}

interface BoundL4 {
  readonly parent: BoundParent;
  readonly candidates: readonly L4Candidate[];
  readonly wants: readonly DestinationWant[];
  readonly aliases: readonly ClusterAlias[];
  readonly policies: readonly string[];
}

function bindParent(route: L4Route, attachment: Attachment, scope: BindScope): BoundL4 {
  const { parentRef, listeners, parent } = attachment;
  const rules = route.spec.rules ?? [];
  const faults: RouteFault[] = [...(attachment.fault === undefined ? [] : [attachment.fault])];
  const base = { parentRef, served: [], faults, ruleCount: rules.length, brokenRules: [] };
  if (route.kind !== "TLSRoute" && rules.length !== 1) {
    const message = `a ${route.kind} has exactly one rule, this one has ${rules.length}`;
    faults.push({ kind: "ruleCount", field: "spec.rules", message });
    return { parent: { ...base, attached: [] }, candidates: [], wants: [], aliases: [], policies: [] };
  }
  const { shares: found, broken: lost, policies } = sharesOf(route, attachment, { scope, faults });
  const shares = found.length === 0 ? [nowhere(route)] : route.kind === "UDPRoute" ? onlyOne(found) : found;
  // Datagrams have one destination: shares of them cannot be dropped.
  const broken = found.length === 0 || route.kind === "UDPRoute" ? [] : lost;
  const hostnames = route.kind === "TLSRoute" ? (route.spec.hostnames ?? []) : undefined;
  const meeting = listeners.filter((listener) => hostsFor(listener, hostnames).length > 0);
  if (listeners.length > 0 && meeting.length === 0) {
    const message = `no listener of ${parent.key} that takes the route has a host name in common with ${hostnames?.join(", ")}`;
    faults.push({ kind: "noMatchingHostname", field: `spec.parentRefs[${attachment.index}]`, message });
  }
  const candidates = meeting
    .filter((listener) => listener.ready && servable(listener, shares, faults))
    .map((listener) =>
      candidate(route, { listener, fleet: parent.fleet, hosts: hostsFor(listener, hostnames), shares, broken }),
    );
  const by = keyOf(refOf(route));
  const name = `${routeName(refOf(route))}/rule/-1`;
  const destinations = [...new Set(shares.map(({ plan }) => plan.name))].sort();
  return {
    parent: { ...base, attached: meeting.map(({ key }) => key) },
    candidates,
    wants: candidates.length === 0 ? [] : shares.map(({ plan }) => wantDestination(parent.fleet, plan, by)),
    aliases:
      candidates.length === 0 ? [] : [{ key: `${parent.fleet}|${name}`, fleet: parent.fleet, name, destinations }],
    policies,
  };
}

interface L4Share {
  readonly plan: DestinationPlan;
  readonly weight: number;
}

interface L4Shares {
  readonly shares: readonly L4Share[];
  /** What would go to them is refused. */
  readonly broken: readonly WeightedBackend[];
  readonly policies: readonly string[];
}

function sharesOf(
  route: L4Route,
  { parent }: Attachment,
  { scope, faults }: { readonly scope: BindScope; readonly faults: RouteFault[] },
): L4Shares {
  const shares: L4Share[] = [];
  const broken: WeightedBackend[] = [];
  const policies: string[] = [];
  const backendScope = { ...scope, route: refOf(route), routing: parent.routing };
  for (const [i, rule] of (route.spec.rules ?? []).entries())
    for (const [j, ref] of ((rule.backendRefs ?? []) as readonly BackendRef[]).entries()) {
      const weight = ref.weight ?? 1;
      const resolved = resolveBackend(ref, `spec.rules[${i}].backendRefs[${j}]`, backendScope);
      if (resolved.policy !== undefined && weight > 0) policies.push(resolved.policy);
      if (resolved.ok) {
        if (weight > 0) shares.push({ plan: resolved.plan, weight });
      } else if (weight > 0 || resolved.fault.kind !== "noEndpoints") {
        // Connections have no answer that tells missing endpoints from a broken reference.
        const noEndpoints = resolved.fault.kind === "noEndpoints";
        faults.push(noEndpoints ? { ...resolved.fault, kind: "noEndpointsAtAll" } : resolved.fault);
        if (weight > 0) broken.push({ kind: "invalid", weight, reason: resolved.fault.message });
      }
    }
  const dynamic = shares.some(({ plan }) => plan.discovery.kind === "dynamicResolver");
  if (!dynamic || shares.length < 2) return { shares, broken, policies };
  faults.push({ kind: "backendInvalid", message: "a dynamic resolver has to be the only backend of its route" });
  return { shares: [], broken, policies };
}

/** Connections of a route without a usable backend are closed: they go to a destination without endpoints. */
function nowhere(route: L4Route): L4Share {
  const origin = originOf(route);
  const plan: DestinationPlan = {
    name: `${routeName(refOf(route))}/rule/-1`,
    origin,
    discovery: { kind: "endpoints" },
    protocol: route.kind === "UDPRoute" ? "UDP" : "TCP",
    features: {},
    members: [],
    secrets: [],
  };
  return { plan, weight: 1 };
}

/** Envoy's UDP proxy knows no shares of traffic, but a cluster does. */
function onlyOne(shares: readonly L4Share[]): readonly L4Share[] {
  return shares.length === 1 ? shares : [{ plan: pooled(shares), weight: 1 }];
}

/** A dynamic resolver goes by the server name of TLS that it passes through. */
function servable(listener: AttachPoint, shares: readonly L4Share[], faults: RouteFault[]): boolean {
  const dynamic = shares.some(({ plan }) => plan.discovery.kind === "dynamicResolver");
  if (!dynamic || listener.tlsMode === "Passthrough") return true;
  const message = `listener ${listener.name} terminates TLS, a dynamic resolver needs it passed through`;
  faults.push({ kind: "unsupportedBackend", message, remedy: "Use tls.mode Passthrough." });
  return false;
}

function candidate(
  route: L4Route,
  of: {
    readonly listener: AttachPoint;
    readonly fleet: string;
    readonly hosts: readonly string[];
    readonly shares: readonly L4Share[];
    readonly broken: readonly WeightedBackend[];
  },
): L4Candidate {
  const { listener, fleet, hosts, shares, broken } = of;
  const ruleName = route.kind === "TLSRoute" ? undefined : route.spec.rules?.[0]?.name;
  return {
    key: `${listener.key}|${routeName(refOf(route))}`,
    fleet,
    listener,
    kind: route.kind,
    origin: originOf(route, ruleName),
    hosts: route.kind === "TLSRoute" ? hosts : [],
    backends: [
      ...shares.map(
        ({ plan, weight }): WeightedBackend => ({
          kind: "destination",
          destination: plan.name,
          weight,
          origin: plan.origin,
        }),
      ),
      ...broken,
    ],
    age: ageOf(route.metadata),
  };
}
