// A small universe of configurations: what a random change may do, and the resources that follow from it.
import type { Change } from "@sluice/collections";
import { type EncodedResource, encode, hasField, type ResourceName } from "@sluice/protos";
import { RouteConfiguration } from "@sluice/protos/envoy/config/route/v3/route";
import { xdsTypes } from "../../src/order.ts";
import { toResource } from "../../src/resource.ts";

/** Everything about the fleet, by name. Clusters that nothing uses do not exist. */
export interface World {
  /** Version of each cluster; even ones have a secret. */
  readonly clusters: Record<string, number>;
  readonly endpoints: Record<string, number>;
  readonly secrets: Record<string, number>;
  /** Route configuration -> its clusters. */
  readonly routes: Record<string, readonly string[]>;
  /** Virtual host -> its cluster; all belong to the route configuration `vhds`. */
  readonly hosts: Record<string, string>;
  /** Listener -> its route configuration, a cluster of its own, and perhaps a secret. */
  readonly listeners: Record<string, ListenerContent>;
  /** Keys of resources that proxies refuse. */
  readonly bad: Record<string, true>;
}

interface ListenerContent {
  readonly routes: string;
  readonly cluster: string;
  readonly secret: string | undefined;
  readonly version: number;
}

export const emptyWorld: World = {
  clusters: {},
  endpoints: {},
  secrets: {},
  routes: {},
  hosts: {},
  listeners: {},
  bad: {},
};

const clusterNames = ["c0", "c1", "c2", "c3", "c4", "c5"];

/** One random change, from four random numbers. */
export function change(
  world: World,
  [what, a, b, c]: readonly [number, number, number, number],
  withBad: boolean,
): World {
  const cluster = clusterNames[a % clusterNames.length]!;
  const other = clusterNames[b % clusterNames.length]!;
  switch (what % (withBad ? 11 : 10)) {
    case 0:
      return { ...world, routes: { ...world.routes, [`r${c % 2}`]: [...new Set([cluster, other])].sort() } };
    case 1:
      return { ...world, clusters: bump(world.clusters, cluster) };
    case 2:
      return { ...world, endpoints: bump(world.endpoints, cluster) };
    case 3:
      return { ...world, secrets: bump(world.secrets, `s${a % 2}`) };
    case 4:
      return { ...world, hosts: { ...world.hosts, [`vhds/h${c % 4}`]: cluster } };
    case 5:
      return { ...world, hosts: without(world.hosts, `vhds/h${c % 4}`) };
    case 6:
    case 7: {
      const routes = ["r0", "r1", "vhds"][c % 3]!;
      const secret = [undefined, "s0", "s1"][(a + b) % 3];
      const listener = { routes, cluster, secret, version: what };
      return { ...world, listeners: { ...world.listeners, [`l${b % 3}`]: listener } };
    }
    case 8: {
      // Routes go with the last listener that uses them.
      const gone = `l${b % 3}`;
      const routes = c % 2 === 0 ? undefined : world.listeners[gone]?.routes;
      const left = Object.entries(without(world.listeners, gone)).filter(([, listener]) => listener.routes !== routes);
      return { ...world, listeners: Object.fromEntries(left) };
    }
    case 9: {
      // Everything that used one cluster uses another one: the first is deleted in the same breath.
      const swap = (name: string) => (name === cluster ? other : name);
      return {
        ...world,
        routes: mapValues(world.routes, (names) => [...new Set(names.map(swap))].sort()),
        hosts: mapValues(world.hosts, swap),
        listeners: mapValues(world.listeners, (listener) => ({ ...listener, cluster: swap(listener.cluster) })),
      };
    }
    default: {
      const keys = [...resourcesOf(world).keys()];
      const key = keys[a % Math.max(keys.length, 1)];
      if (key === undefined) return world;
      return { ...world, bad: world.bad[key] ? without(world.bad, key) : { ...world.bad, [key]: true } };
    }
  }
}

/** The resources of a world, by key. */
export function resourcesOf(world: World): ReadonlyMap<string, EncodedResource> {
  const found = new Map<string, EncodedResource>();
  const add = (
    typeUrl: string,
    name: string,
    content: unknown,
    relations: Partial<EncodedResource> = {},
    onDemand = false,
  ) => {
    const bad = world.bad[`fleet|${typeUrl}|${name}`] === true;
    const text = JSON.stringify(bad ? { bad, content } : { content });
    const value = encode(RouteConfiguration, { name: text, ...(onDemand ? { vhds: { configSource: {} } } : {}) });
    const resource = toResource({ fleet: "fleet", typeUrl, name, value, ...relations });
    found.set(resource.key, resource);
  };
  const used = new Set<string>();
  const needs = (names: readonly string[]): ResourceName[] => {
    for (const name of names) used.add(name);
    return names.map((name) => ({ typeUrl: xdsTypes.cluster, name }));
  };
  const routeConfigurations = new Set(Object.values(world.listeners).map(({ routes }) => routes));
  for (const [name, { routes, cluster, secret, version }] of Object.entries(world.listeners)) {
    const brings: ResourceName[] = [{ typeUrl: xdsTypes.routeConfiguration, name: routes }];
    if (secret !== undefined) {
      brings.push({ typeUrl: xdsTypes.secret, name: secret });
      add(xdsTypes.secret, secret, world.secrets[secret] ?? 0);
    }
    add(xdsTypes.listener, name, [routes, cluster, secret, version], { brings, needs: needs([cluster]) });
  }
  for (const name of [...routeConfigurations].sort()) {
    const clusters = world.routes[name] ?? [];
    // It says itself whether it has virtual hosts elsewhere.
    const onDemand = name === "vhds" && Object.keys(world.hosts).length > 0;
    add(xdsTypes.routeConfiguration, name, clusters, { needs: needs(clusters) }, onDemand);
  }
  if (routeConfigurations.has("vhds")) {
    const parent = { typeUrl: xdsTypes.routeConfiguration, name: "vhds" };
    for (const [name, to] of Object.entries(world.hosts))
      add(xdsTypes.virtualHost, name, to, { parent, needs: needs([to]) });
  }
  for (const name of [...used].sort()) {
    const brings: ResourceName[] = [{ typeUrl: xdsTypes.loadAssignment, name }];
    const secret = `s${Number(name.slice(1)) % 4}`;
    if (secret === "s0" || secret === "s1") {
      brings.push({ typeUrl: xdsTypes.secret, name: secret });
      add(xdsTypes.secret, secret, world.secrets[secret] ?? 0);
    }
    add(xdsTypes.cluster, name, [name, world.clusters[name] ?? 0], { brings });
    add(xdsTypes.loadAssignment, name, [name, world.endpoints[name] ?? 0]);
  }
  return found;
}

/** What a collection would say when one world follows another. */
export function changesBetween(
  before: ReadonlyMap<string, EncodedResource>,
  after: ReadonlyMap<string, EncodedResource>,
): readonly Change<EncodedResource>[] {
  const changes: Change<EncodedResource>[] = [];
  for (const [key, value] of after) {
    if (before.get(key)?.version !== value.version) changes.push({ kind: "set", key, value });
  }
  for (const [key, previous] of before) if (!after.has(key)) changes.push({ kind: "delete", key, previous });
  return changes.sort((left, right) => (left.key < right.key ? -1 : 1));
}

/** True for a route configuration that has virtual hosts elsewhere. */
export function takesChildren(routes: EncodedResource | undefined): boolean {
  return routes !== undefined && hasField(routes.value, 9);
}

/** True for a resource that proxies refuse. */
export function isBad({ value }: EncodedResource): boolean {
  return Buffer.from(value).includes('"bad"');
}

function bump(versions: Record<string, number>, name: string): Record<string, number> {
  return { ...versions, [name]: (versions[name] ?? 0) + 1 };
}

function without<T>(record: Record<string, T>, name: string): Record<string, T> {
  const { [name]: _, ...rest } = record;
  return rest;
}

function mapValues<T, U>(record: Record<string, T>, to: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]));
}
