import type { Collection, Keyed, Read } from "@sluice/collections";
import type { Origin, ProblemKind, Report } from "@sluice/ir";
import type { DerivedBackends } from "../backends/derive.ts";
import { type Base, derived } from "../base.ts";
import { type DerivedGateways, ownerOf } from "../gateways/derive.ts";
import type { BoundParent, RouteBinding } from "../routes/binding.ts";
import type { DerivedRoutes } from "../routes/derive.ts";
import { type Fault, toProblem } from "./condition.ts";
import { classSpellings, gatewaySpellings, listenerSpellings, routeSpellings } from "./conditions.ts";
import { type CountedListener, gatewayStatus, holds, listenerSetStatus } from "./gateway-status.ts";
import type { ObjectStatus } from "./object-status.ts";
import { backendStatus, classStatus, envoyProxyStatus, tlsPolicyStatus } from "./other-status.ts";
import { routeStatus } from "./route-status.ts";

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
      const others = parent.served.flatMap((key) => read.get(routes.overlaps, key)?.routes ?? []);
      return [...new Set(others)].filter((key) => key !== binding.key).sort();
    };
  const classesByProxy = graph.index(gateways.classes, "proxy", ({ proxy }) =>
    proxy === undefined ? [] : [proxy.key],
  );
  const gatewaysByProxy = graph.index(gateways.gateways, "proxy", ({ ownProxy }) =>
    ownProxy === undefined ? [] : [ownProxy],
  );
  const statuses = graph.join<ObjectStatus>("gatewayapi/statuses", [
    derived(base, "statuses/classes", { from: gateways.classes, to: classStatus }),
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
  ]);
  return { statuses, reports: deriveReports(base, { gateways, backends, routes }) };
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

function deriveReports(base: Base, { gateways, backends, routes }: Parts): Collection<Report> {
  const reportsOn = <K extends string>(
    value: Keyed,
    about: Origin,
    { faults, kinds }: { readonly faults: readonly Fault<K>[]; readonly kinds: (kind: K) => ProblemKind },
  ): readonly Report[] =>
    faults.map((fault, i) => ({
      key: `${about.kind}/${value.key}#${i}`,
      about,
      severity: kinds(fault.kind) === "conflict" ? "warning" : "error",
      problem: toProblem(fault, kinds(fault.kind)),
    }));
  return base.graph.join<Report>("gatewayapi/reports", [
    derived(base, "reports/classes", {
      from: gateways.classes,
      to: (one) =>
        one.fault === undefined
          ? undefined
          : reportsOn(one, one.ref, { faults: [one.fault], kinds: (kind) => classSpellings[kind].problem }),
    }),
    derived(base, "reports/gateways", {
      from: gateways.gateways,
      to: (one, read) => {
        const tls = read.get(gateways.gatewayTls, one.key)?.faults ?? [];
        const faults = [...(one.fault === undefined ? [] : [one.fault]), ...tls];
        return reportsOn(one, one.ref, { faults, kinds: (kind) => gatewaySpellings[kind].problem });
      },
    }),
    derived(base, "reports/listeners", {
      from: gateways.listeners,
      to: (one) =>
        reportsOn(
          one,
          { ...one.checked.entry.origin, kind: one.checked.entry.origin.kind },
          {
            faults: one.faults,
            kinds: (kind) => listenerSpellings[kind].problem,
          },
        ).map((report) => ({ ...report, key: `listener ${report.key}` })),
    }),
    derived(base, "reports/routes", {
      from: routes.bindings,
      to: (one) =>
        reportsOn(one, one.ref, { faults: uniqueFaults(one), kinds: (kind) => routeSpellings[kind].problem }),
    }),
    derived(base, "reports/backends", {
      from: backends.backends,
      to: (one) =>
        one.fault === undefined
          ? undefined
          : reportsOn(one, one.origin, { faults: [one.fault], kinds: (kind) => routeSpellings[kind].problem }),
    }),
  ]);
}

/** The same mistake counts once, however many parents a route has. */
function uniqueFaults({ parents }: RouteBinding): BoundParent["faults"] {
  const all = parents.flatMap(({ faults }) => faults);
  return [...new Map(all.map((fault) => [`${fault.kind} ${fault.field} ${fault.message}`, fault])).values()];
}
