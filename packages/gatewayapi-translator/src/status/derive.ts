import type { Collection, Read } from "@sluice/collections";
import type { Report } from "@sluice/ir";
import type { DerivedBackends } from "../backends/derive.ts";
import { type Base, derived } from "../base.ts";
import { type DerivedGateways, ownerOf } from "../gateways/derive.ts";
import { keyOf } from "../ref.ts";
import type { BoundParent, RouteBinding } from "../routes/binding.ts";
import type { DerivedRoutes } from "../routes/derive.ts";
import { clientPolicyStatus } from "./client-policy-status.ts";
import { type CountedListener, gatewayStatus, holds, listenerSetStatus } from "./gateway-status.ts";
import type { ObjectStatus } from "./object-status.ts";
import { backendStatus, classStatus, envoyProxyStatus, tlsPolicyStatus } from "./other-status.ts";
import { deriveReports } from "./reports.ts";
import { routeStatus } from "./route-status.ts";
import { targetViews } from "./target-views.ts";

/** Statuses and problems of all objects. */
export interface DerivedStatuses {
  readonly statuses: Collection<ObjectStatus>;
  readonly reports: Collection<Report>;
}

interface Parts {
  readonly gateways: DerivedGateways;
  readonly backends: DerivedBackends;
  readonly routes: DerivedRoutes;
}

/** Each object's status follows from its own values, and from what was gathered about it. */
export function deriveStatuses(base: Base, { gateways, backends, routes }: Parts): DerivedStatuses {
  const { graph, resources, options } = base;
  const counted = (owner: string, read: Read): readonly CountedListener[] =>
    [...read.by(gateways.listenersByOwner, owner)]
      .sort((a, b) => (a.checked.entry.order < b.checked.entry.order ? -1 : 1))
      .map((listener) => ({ listener, attachedRoutes: read.get(routes.attachedCounts, listener.key)?.count ?? 0 }));
  const overlapping =
    (binding: RouteBinding, read: Read) =>
    (parent: BoundParent): readonly string[] => {
      const others = parent.served.flatMap((key) => read.get(routes.overlaps, key)?.routes.map(keyOf) ?? []);
      return [...new Set(others)].filter((key) => key !== binding.key).sort();
    };
  const classesByProxy = graph.index(gateways.classes, "proxy", ({ proxy }) =>
    proxy === undefined ? [] : [proxy.key],
  );
  const gatewaysByProxy = graph.index(gateways.gateways, "proxy", ({ ownProxy }) =>
    ownProxy === undefined ? [] : [ownProxy],
  );
  const viewsOf = targetViews(base, gateways);
  const statuses = graph.join<ObjectStatus>("gatewayapi/statuses", [
    derived(base, "statuses/classes", { from: gateways.classes, to: (one) => classStatus(one, options) }),
    derived(base, "statuses/gateways", {
      from: gateways.gateways,
      to: (gateway, read) =>
        gatewayStatus(gateway, counted(gateway.key, read), {
          tls: read.get(gateways.gatewayTls, gateway.key),
          attachedSets: read
            .by(gateways.setsByGateway, gateway.key)
            .filter(({ key }) =>
              counted(ownerOf({ gateway: gateway.key, listenerSet: key }), read).some(({ listener }) =>
                holds(listener, "Accepted"),
              ),
            ).length,
        }),
    }),
    derived(base, "statuses/listener-sets", {
      from: gateways.sets,
      to: (set, read) => listenerSetStatus(set, counted(ownerOf({ gateway: set.gateway, listenerSet: set.key }), read)),
    }),
    derived(base, "statuses/routes", {
      from: routes.bindings,
      to: (binding, read) => routeStatus(binding, options.controllerName, overlapping(binding, read)),
    }),
    derived(base, "statuses/backends", {
      from: resources.Backend,
      to: (backend, read) => {
        const object = read.get(backends.backends, `Backend/${backend.key}`);
        return object === undefined ? undefined : backendStatus(backend, object);
      },
    }),
    derived(base, "statuses/envoy-proxies", {
      from: resources.EnvoyProxy,
      to: (proxy, read) =>
        envoyProxyStatus(proxy, [
          ...read.by(classesByProxy, proxy.key).map(({ ref }) => ref),
          ...read.by(gatewaysByProxy, proxy.key).map(({ ref }) => ref),
        ]),
    }),
    tlsPolicyStatuses(base, backends, routes),
    derived(base, "statuses/client-traffic-policies", {
      from: gateways.clientPolicies.policies,
      to: (policy, read) => clientPolicyStatus(policy, viewsOf(policy, read), options.controllerName),
    }),
  ]);
  return { statuses, reports: deriveReports(base, { gateways, backends, routes, viewsOf }) };
}

function tlsPolicyStatuses(
  base: Base,
  { tlsPolicies, tlsPoliciesByTarget }: DerivedBackends,
  routes: DerivedRoutes,
): Collection<ObjectStatus> {
  return derived(base, "statuses/backend-tls-policies", {
    from: tlsPolicies,
    to: (policy, read) => {
      const users = (key: string) => read.by(routes.policyUses, key).map(({ ancestor }) => ancestor);
      const rivals = policy.targets.flatMap((target) =>
        read
          .by(tlsPoliciesByTarget, `${target.group}/${target.kind}/${policy.ref.namespace}/${target.name}`)
          .filter((other) => other.age < policy.age && other.targets.some((t) => sameTarget(t, target))),
      );
      const [rival] = rivals.sort((a, b) => (a.age < b.age ? -1 : 1));
      const of = rival === undefined ? {} : { rival: { key: rival.key, users: users(rival.key) } };
      return tlsPolicyStatus(policy, { users: users(policy.key), ...of }, base.options.controllerName);
    },
  });
}

function sameTarget(
  a: { readonly group: string; readonly kind: string; readonly name: string; readonly sectionName?: string },
  b: { readonly group: string; readonly kind: string; readonly name: string; readonly sectionName?: string },
): boolean {
  return a.group === b.group && a.kind === b.kind && a.name === b.name && a.sectionName === b.sectionName;
}
