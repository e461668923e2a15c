import type { Collection, Index } from "@sluice/collections";
import type { HttpRouteSet, Infra, Listener } from "@sluice/ir";
import type { ReferenceGrant } from "@sluice/resources";
import type { DerivedBackends } from "../backends/derive.ts";
import { permitsFrom } from "../backends/grant.ts";
import { type Base, derived } from "../base.ts";
import { type DerivedClientPolicies, deriveClientPolicies } from "../policies/client-traffic.ts";
import { type ManagedGateway, toManagedGateway } from "./gateway.ts";
import { type ManagedClass, toManagedClass } from "./gateway-class.ts";
import { type GatewayTls, toGatewayTls } from "./gateway-tls.ts";
import { http3Ports, toInfra } from "./infra.ts";
import { toIrListener } from "./ir-listener.ts";
import { type CheckedListener, checkListener } from "./listener.ts";
import { entriesOfGateway, entriesOfSet, type ListenerEntry } from "./listener-entry.ts";
import { type ManagedSet, toManagedSet } from "./listener-set.ts";
import { type FleetMetricSinks, toMetricSinks } from "./metric-sinks.ts";
import { refuseMisdirected } from "./misdirected.ts";
import { type ResolvedListener, resolveListeners } from "./resolved-listener.ts";

/** Everything about classes, Gateways and listeners. */
export interface DerivedGateways {
  readonly grants: Index<ReferenceGrant>;
  readonly classes: Collection<ManagedClass>;
  readonly gateways: Collection<ManagedGateway>;
  readonly gatewaysByFleet: Index<ManagedGateway>;
  readonly gatewayTls: Collection<GatewayTls>;
  readonly sets: Collection<ManagedSet>;
  readonly setsByGateway: Index<ManagedSet>;
  readonly listeners: Collection<ResolvedListener>;
  /** By Gateway, and by `<Gateway>|<ListenerSet>` for those of sets. */
  readonly listenersByOwner: Index<ResolvedListener>;
  readonly clientPolicies: DerivedClientPolicies;
  readonly irListeners: Collection<Listener>;
  /** What HTTPS listeners answer to requests that are their neighbours'. */
  readonly misdirected: Collection<HttpRouteSet>;
  readonly metricSinks: Collection<FleetMetricSinks>;
  readonly infra: Collection<Infra>;
}

/** Classes, then Gateways, then their listeners: each alone, then among the others of its fleet. */
export function deriveGateways(base: Base, { targets, tlsPoliciesByTarget }: DerivedBackends): DerivedGateways {
  const { graph, resources, options } = base;
  const grants = graph.index(resources.ReferenceGrant, "namespace", ({ metadata }) => [metadata.namespace]);
  const classes = derived<typeof resources.GatewayClass extends Collection<infer T> ? T : never, ManagedClass>(
    base,
    "classes",
    {
      from: resources.GatewayClass,
      to: (gatewayClass, read) => toManagedClass(gatewayClass, resources, { read, options }),
    },
  );
  const gateways = derived(base, "gateways", {
    from: resources.Gateway,
    to: (gateway, read) => toManagedGateway(gateway, { classes, resources }, { read, options }),
  });
  const gatewaysByFleet = graph.index(gateways, "fleet", ({ fleet }) => [fleet]);
  const gatewayTls = derived(base, "gateway-tls", {
    from: gateways,
    to: (gateway, read) => toGatewayTls(gateway, { read, resources, permits: permitsFrom(read, grants) }),
  });
  const sets = derived(base, "listener-sets", {
    from: resources.ListenerSet,
    to: (set, read) => toManagedSet(set, { gateways, namespaces: resources.Namespace }, read),
  });
  const listeners = deriveListeners(base, { grants, gateways, gatewayTls, sets });
  const clientPolicies = deriveClientPolicies(base, { grants, gateways, sets, listeners });
  const irListeners = derived(base, "ir-listeners", {
    from: listeners,
    to: (listener, read) => {
      const gateway = read.get(gateways, listener.checked.entry.gateway);
      if (gateway === undefined) return undefined;
      const features = read.get(clientPolicies.ofListeners, listener.key)?.features ?? {};
      return toIrListener(listener, { gateway, features }, options);
    },
  });
  const irListenersByFleet = graph.index(irListeners, "infra", ({ fleet }) => [fleet]);
  const metricSinks = derived(base, "metric-sinks", {
    from: gatewaysByFleet.groups,
    to: ({ key, items }, read) =>
      toMetricSinks(key, items, { read, resources, targets, policies: tlsPoliciesByTarget, options }),
  });
  const listenersByFleet = graph.index(listeners, "fleet", ({ checked }) => [checked.entry.fleet]);
  return {
    grants,
    classes,
    gateways,
    gatewaysByFleet,
    gatewayTls,
    sets,
    setsByGateway: graph.index(sets, "gateway", ({ gateway, allowed }) => (allowed ? [gateway] : [])),
    listeners,
    listenersByOwner: graph.index(listeners, "owner", ({ checked: { entry } }) => [ownerOf(entry)]),
    clientPolicies,
    irListeners,
    misdirected: derived(base, "misdirected", {
      from: listeners,
      to: (listener, read) => {
        const { fleet, name } = listener.checked.entry;
        const ir = read.get(irListeners, `${fleet}|${name}`);
        return ir === undefined ? undefined : refuseMisdirected(listener, ir);
      },
    }),
    metricSinks,
    infra: derived(base, "infra", {
      from: gatewaysByFleet.groups,
      to: ({ key, items }, read) =>
        toInfra(
          key,
          {
            gateways: items,
            listeners: read.by(listenersByFleet, key),
            http3Ports: http3Ports(read.by(irListenersByFleet, key)),
            metricSinks: read.get(metricSinks, key)?.sinks,
          },
          options,
        ),
    }),
  };
}

/** Key of the object that has a listener: a Gateway's key, or `<Gateway>|<ListenerSet>`. */
export function ownerOf({ gateway, listenerSet }: Pick<ListenerEntry, "gateway" | "listenerSet">): string {
  return listenerSet === undefined ? gateway : `${gateway}|${listenerSet}`;
}

function deriveListeners(
  base: Base,
  from: Pick<DerivedGateways, "grants" | "gateways" | "gatewayTls" | "sets">,
): Collection<ResolvedListener> {
  const { graph, resources, options } = base;
  const entries = graph.join<ListenerEntry>("gatewayapi/listener-entries", [
    derived(base, "listener-entries/gateways", { from: from.gateways, to: entriesOfGateway }),
    derived(base, "listener-entries/sets", {
      from: from.sets,
      to: ({ set, gateway, allowed }, read) => {
        const managed = allowed ? read.get(from.gateways, gateway) : undefined;
        return managed === undefined ? undefined : entriesOfSet(set, managed);
      },
    }),
  ]);
  const checked = derived<ListenerEntry, CheckedListener>(base, "checked-listeners", {
    from: entries,
    to: (entry, read) =>
      checkListener(entry, {
        read,
        resources,
        options,
        permits: permitsFrom(read, from.grants),
        gatewayTls: read.get(from.gatewayTls, entry.gateway),
      }),
  });
  const byFleet = graph.index(checked, "fleet", ({ entry }) => [entry.fleet]);
  return derived(base, "listeners", {
    from: byFleet.groups,
    to: (group) => resolveListeners(group, options.misdirectedRequests),
  });
}
