import type { Assignment, Destination, UdpRoute, WeightedBackend } from "@sluice/ir";

/** A destination with its endpoints. */
export interface Composite {
  readonly key: string;
  readonly destination: Destination;
  readonly assignment: Assignment;
}

/** Backends that get traffic. */
export function validOf(backends: readonly WeightedBackend[]): readonly ValidBackend[] {
  return backends.flatMap((backend) => (backend.kind === "destination" && backend.weight > 0 ? [backend] : []));
}

type ValidBackend = Extract<WeightedBackend, { kind: "destination" }>;

/** The name of the one cluster that several backends of a UDP route share, as Envoy Gateway's users know it. */
export function compositeName({ name }: UdpRoute): string {
  return `${name}/rule/-1`;
}

/**
 * Envoy's UDP proxy knows no weighted clusters: several backends of a route become one cluster, whose localities have their weights.
 * The first backend's settings hold.
 */
export function toComposite(
  route: UdpRoute,
  find: {
    readonly destination: (name: string) => Destination | undefined;
    readonly assignment: (name: string) => Assignment | undefined;
  },
): Composite | undefined {
  const backends = validOf(route.backends);
  const first = backends[0] && find.destination(backends[0].destination);
  if (!first || backends.length < 2) return undefined;
  const name = compositeName(route);
  const key = `${route.fleet}|${name}`;
  const groups = backends.flatMap((backend) =>
    (find.assignment(backend.destination)?.groups ?? []).map((group) => ({
      ...group,
      name: `${name}/${group.name}`,
      weight: group.weight * backend.weight,
    })),
  );
  return {
    key,
    destination: { ...first, key, name, origin: route.origin },
    assignment: { key, fleet: route.fleet, destination: name, groups },
  };
}
