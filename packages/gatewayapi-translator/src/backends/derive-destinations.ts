import type { Collection, Index } from "@sluice/collections";
import type { Assignment, Destination, Fleet, Secret } from "@sluice/ir";
import type { EndpointSlice } from "@sluice/resources";
import { type Base, derived } from "../base.ts";
import type { DerivedGateways } from "../gateways/derive.ts";
import { toFleet } from "../gateways/fleet.ts";
import { fleetOfLabels } from "../gateways/infra.ts";
import type { DerivedRoutes } from "../routes/derive.ts";
import { type DestinationWant, type SecretWant, toDestination, wantDestination, wantSecret } from "./destination.ts";
import { toEndpointGroup } from "./endpoints.ts";
import { proxyServicePlan } from "./proxy-service.ts";
import { toSecret } from "./secret.ts";

/** What is shared by routes: it exists as long as anybody wants it. */
export interface DerivedDestinations {
  readonly fleets: Collection<Fleet>;
  readonly destinations: Collection<Destination>;
  readonly assignments: Collection<Assignment>;
  readonly secrets: Collection<Secret>;
}

/** Destinations, their endpoints and secrets follow from who wants them, grouped by name: one route more or less changes nothing. */
export function deriveDestinations(
  base: Base,
  of: { readonly gateways: DerivedGateways; readonly routes: DerivedRoutes; readonly slices: Index<EndpointSlice> },
): DerivedDestinations {
  const { graph, resources, options } = base;
  const { gateways, routes, slices } = of;
  const services = graph.index(resources.Service, "fleet", ({ metadata }) => fleetOfLabels(metadata.labels));
  const ofProxies = derived(base, "wants/proxies", {
    from: gateways.gatewaysByFleet.groups,
    to: ({ key, items }, read) => {
      const plan = proxyServicePlan(
        key,
        { gateways: items, services: read.by(services, key) },
        { read, slices, options },
      );
      return plan === undefined ? undefined : wantDestination(key, plan, "fleet");
    },
  });
  const wants = graph.join<DestinationWant>("gatewayapi/wants", [routes.wants, ofProxies]);
  const byName = graph.index(wants, "destination", ({ fleet, plan }) => [`${fleet}|${plan.name}`]);
  // All wants of a group are equal: the first one stands for them.
  const plans = derived(base, "plans", {
    from: byName.groups,
    to: ({ key, items: [want] }) => (want === undefined ? undefined : { ...want, key }),
  });
  const secretWants = graph.join<SecretWant>("gatewayapi/secret-wants", [
    derived(base, "secret-wants/destinations", {
      from: plans,
      to: ({ key, fleet, plan }) => plan.secrets.map((secret) => wantSecret(fleet, secret, key)),
    }),
    derived(base, "secret-wants/tcp-routes", {
      from: routes.tcpRoutes,
      to: ({ key, fleet, tls }) =>
        tls.kind === "terminate"
          ? tls.tls.certificates.map((name) => wantSecret(fleet, { kind: "certificate", name }, key))
          : undefined,
    }),
    derived(base, "secret-wants/listeners", {
      from: gateways.listeners,
      to: ({ key, ready, checked }) => {
        const { certificates, frontend, entry } = checked;
        // TLS that carries no HTTP is terminated by routes: without one there is nothing to show a certificate for.
        if (!ready || entry.listener.protocol !== "HTTPS") return undefined;
        const secrets = certificates.map((name) => ({ kind: "certificate" as const, name }));
        const authority =
          frontend === undefined ? [] : [{ kind: "ca" as const, name: frontend.secret, sources: frontend.sources }];
        return [...secrets, ...authority].map((secret) => wantSecret(entry.fleet, secret, key));
      },
    }),
  ]);
  const secretsByName = graph.index(secretWants, "secret", ({ fleet, secret }) => [`${fleet}|${secret.name}`]);
  return {
    fleets: derived(base, "fleets", {
      from: gateways.gatewaysByFleet.groups,
      to: ({ key, items }, read) => {
        const localDestination = read.get(ofProxies, `${key}|${key}|fleet`)?.plan.name;
        return toFleet(key, items, { options, localDestination });
      },
    }),
    destinations: derived(base, "destinations", { from: plans, to: toDestination }),
    assignments: derived(base, "assignments", {
      from: plans,
      to: ({ key, fleet, plan }, read) =>
        plan.discovery.kind === "dynamicResolver"
          ? undefined
          : {
              key,
              fleet,
              destination: plan.name,
              groups: plan.members.map((member) => toEndpointGroup(member, { read, resources, slices })),
            },
    }),
    secrets: derived(base, "secrets", {
      from: secretsByName.groups,
      to: ({ items: [want] }, read) => (want === undefined ? undefined : toSecret(want, { read, resources, options })),
    }),
  };
}
