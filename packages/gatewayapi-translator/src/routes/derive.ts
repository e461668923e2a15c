import type { Collection, Index, Keyed, Read } from "@sluice/collections";
import type { ClusterAlias, HttpRouteSet, ObjectRef, TcpRoute, UdpRoute } from "@sluice/ir";
import type { ParentReference } from "@sluice/resources";
import { policyFor, toClientTls } from "../backend-features/backend-tls.ts";
import type { DerivedBackends } from "../backends/derive.ts";
import type { DestinationWant } from "../backends/destination.ts";
import { permitsFrom } from "../backends/grant.ts";
import { type Base, derived } from "../base.ts";
import { type DerivedGateways, ownerOf } from "../gateways/derive.ts";
import type { ManagedGateway } from "../gateways/gateway.ts";
import { ancestorKey } from "../status/ancestors.ts";
import { type BindScope, bindHttp } from "./bind-http.ts";
import { bindL4 } from "./bind-l4.ts";
import type { RouteBinding } from "./binding.ts";
import { type Loser, losersOf, tcpWinner, tlsRoute, udpWinner } from "./l4-winners.ts";
import { type ClientTls, type Parent, type RoutingSettings, toAttachPoint } from "./parent.ts";

/** Everything about routes. */
export interface DerivedRoutes {
  readonly bindings: Collection<RouteBinding>;
  readonly httpRoutes: Collection<HttpRouteSet>;
  readonly tcpRoutes: Collection<TcpRoute>;
  readonly udpRoutes: Collection<UdpRoute>;
  readonly wants: Collection<DestinationWant>;
  readonly clusterAliases: Collection<ClusterAlias>;
  /** How many routes are attached to a listener; none: absent. */
  readonly attachedCounts: Collection<AttachedCount>;
  /** Match conditions that several routes serve on one host of a listener. */
  readonly overlaps: Collection<Overlap>;
  /** Routes for connections that got no listener, because another one has it. */
  readonly losers: Collection<Loser>;
  /** Parents of the routes that use a BackendTLSPolicy. */
  readonly policyUses: Index<PolicyUse>;
}

/** The number of routes on a listener. */
export interface AttachedCount extends Keyed {
  readonly count: number;
}

/** Routes that match the same requests, the one that wins first. */
export interface Overlap extends Keyed {
  readonly routes: readonly ObjectRef[];
}

/** A route under a parent uses a BackendTLSPolicy. */
export interface PolicyUse extends Keyed {
  readonly policy: string;
  readonly ancestor: ParentReference;
}

interface Attached extends Keyed {
  readonly listener: string;
}

/** Routes meet their parents one by one; what they share is gathered by indexes. */
export function deriveRoutes(base: Base, gateways: DerivedGateways, backends: DerivedBackends): DerivedRoutes {
  const { graph } = base;
  const bindings = deriveBindings(base, { parents: deriveParents(base, gateways), gateways, backends });
  const candidates = derived(base, "l4-candidates", { from: bindings, to: ({ candidates: all }) => all });
  const exclusive = graph.index(candidates, "exclusive", ({ kind, listener }) =>
    kind === "TLSRoute" ? [] : [listener.key],
  );
  const sharing = graph.index(candidates, "sharing", ({ kind, listener }) =>
    kind === "TLSRoute" ? [listener.key] : [],
  );
  const attached = derived(base, "attachments", { from: bindings, to: attachmentsOf });
  const served = graph.index(bindings, "served", ({ parents }) => [...new Set(parents.flatMap((one) => one.served))]);
  const uses = derived(base, "policy-uses", { from: bindings, to: policyUsesOf });
  return {
    bindings,
    httpRoutes: derived(base, "http-routes", { from: bindings, to: ({ sets }) => sets }),
    tcpRoutes: graph.join<TcpRoute>("gatewayapi/tcp-routes", [
      derived(base, "tcp-routes/tls", {
        from: candidates,
        to: (candidate, read) => tlsRoute(candidate, read.get(gateways.listeners, candidate.listener.key)),
      }),
      derived(base, "tcp-routes/tcp", {
        from: exclusive.groups,
        to: ({ key, items }, read) =>
          read.by(sharing, key).length > 0 ? undefined : tcpWinner(items, read.get(gateways.listeners, key)),
      }),
    ]),
    udpRoutes: derived(base, "udp-routes", { from: exclusive.groups, to: ({ items }) => udpWinner(items) }),
    wants: derived(base, "wants/routes", { from: bindings, to: ({ wants }) => wants }),
    clusterAliases: derived(base, "cluster-aliases", { from: bindings, to: ({ aliases }) => aliases }),
    attachedCounts: derived(base, "attached-counts", {
      from: graph.index(attached, "listener", ({ listener }) => [listener]).groups,
      to: ({ key, items }) => ({ key, count: items.length }),
    }),
    overlaps: derived(base, "overlaps", {
      from: served.groups,
      to: ({ key, items }) => (items.length < 2 ? undefined : { key, routes: byAge(items).map(({ ref }) => ref) }),
    }),
    losers: derived(base, "losers", {
      from: exclusive.groups,
      to: ({ key, items }, read) => losersOf(items, read.by(sharing, key)),
    }),
    policyUses: graph.index(uses, "policy", ({ policy }) => [policy]),
  };
}

function deriveBindings(
  base: Base,
  of: { readonly parents: Collection<Parent>; readonly gateways: DerivedGateways; readonly backends: DerivedBackends },
): Collection<RouteBinding> {
  const { graph, resources } = base;
  const scope = (read: Read): BindScope => ({
    parent: (key) => read.get(of.parents, key),
    namespaceLabels: (name) => read.get(resources.Namespace, name)?.metadata.labels,
    permits: permitsFrom(read, of.gateways.grants),
    target: (key) => read.get(of.backends.targets, key),
    policyFor: (target, section) => policyFor(target, section, { read, policies: of.backends.tlsPoliciesByTarget }),
  });
  return graph.join<RouteBinding>("gatewayapi/bindings", [
    derived(base, "bindings/http", { from: resources.HTTPRoute, to: (route, read) => bindHttp(route, scope(read)) }),
    derived(base, "bindings/grpc", { from: resources.GRPCRoute, to: (route, read) => bindHttp(route, scope(read)) }),
    derived(base, "bindings/tls", { from: resources.TLSRoute, to: (route, read) => bindL4(route, scope(read)) }),
    derived(base, "bindings/tcp", { from: resources.TCPRoute, to: (route, read) => bindL4(route, scope(read)) }),
    derived(base, "bindings/udp", { from: resources.UDPRoute, to: (route, read) => bindL4(route, scope(read)) }),
  ]);
}

function deriveParents(base: Base, gateways: DerivedGateways): Collection<Parent> {
  const parent = (key: string, managed: ManagedGateway, read: Read, set?: string): Parent => ({
    key,
    gateway: managed.key,
    fleet: managed.fleet,
    listeners: read
      .by(
        gateways.listenersByOwner,
        ownerOf({ gateway: managed.key, ...(set === undefined ? {} : { listenerSet: set }) }),
      )
      .map(toAttachPoint),
    routing: routingOf(base, managed, { read, gateways }),
  });
  return base.graph.join<Parent>("gatewayapi/parents", [
    derived(base, "parents/gateways", {
      from: gateways.gateways,
      to: (managed, read) =>
        managed.fault === undefined ? parent(`Gateway/${managed.key}`, managed, read) : undefined,
    }),
    derived(base, "parents/listener-sets", {
      from: gateways.sets,
      to: ({ key, gateway, allowed }, read) => {
        const managed = allowed ? read.get(gateways.gateways, gateway) : undefined;
        return managed === undefined ? undefined : parent(`ListenerSet/${key}`, managed, read, key);
      },
    }),
  ]);
}

function routingOf(
  { options, resources }: Base,
  managed: ManagedGateway,
  { read, gateways }: { readonly read: Read; readonly gateways: DerivedGateways },
): RoutingSettings {
  const spec = managed.proxy?.spec;
  const endpointRouting = options.endpointRouting && spec?.routingType !== "Service";
  const own = read.get(gateways.gatewayTls, managed.key);
  if (own?.ownsBackendTls === true) {
    const certificate = own.clientCertificate;
    return { endpointRouting, ...(certificate === undefined ? {} : { clientTls: { certificate, settings: {} } }) };
  }
  const { backendTLS } = spec ?? {};
  if (backendTLS === undefined) return { endpointRouting };
  const namespace = managed.proxy?.owner?.split("/")[0] ?? options.controllerNamespace;
  const clientTls: ClientTls = toClientTls(backendTLS, { kind: "EnvoyProxy", namespace }, { read, resources });
  return { endpointRouting, clientTls };
}

function byAge<T extends { readonly age: string }>(values: readonly T[]): readonly T[] {
  return [...values].sort((a, b) => (a.age < b.age ? -1 : 1));
}

function attachmentsOf({ key, parents }: RouteBinding): readonly Attached[] {
  return parents.flatMap(({ attached }, i) =>
    attached.map((listener) => ({ key: `${listener}|${key}|${i}`, listener })),
  );
}

function policyUsesOf({ key, policies }: RouteBinding): readonly PolicyUse[] {
  const uses = new Map<string, PolicyUse>();
  for (const { policy, parentRef } of policies) {
    const { port: _, ...ancestor } = parentRef;
    const of = `${policy}|${ancestorKey(ancestor)}|${key}`;
    uses.set(of, { key: of, policy, ancestor });
  }
  return [...uses.values()];
}
