import type { Collection, Keyed } from "@sluice/collections";
import { beforeAll, describe, expect, it } from "vitest";
import { basics, read, route, service, slice, World } from "./world.ts";

const many = 2000;

/** Derivations that may run when one HTTPRoute changes, and how often: once each. */
const chain = {
  "gatewayapi/bindings/http": 1,
  "gatewayapi/l4-candidates": 1,
  "gatewayapi/attachments": 1,
  "gatewayapi/policy-uses": 1,
  "gatewayapi/http-routes": 1,
  "gatewayapi/wants/routes": 1,
  "gatewayapi/cluster-aliases": 1,
  "gatewayapi/statuses/routes": 1,
  "gatewayapi/reports/routes": 1,
};

describe(`a change among ${many} routes`, () => {
  const world = new World();
  const changed: Record<string, number> = {};

  beforeAll(() => {
    const routes = Array.from({ length: many }, (_, i) => route(`r${i}`, `/r${i}`, "shared"));
    world.apply(basics + service("shared", "10.1.0.1") + service("other", "10.1.0.2") + routes.join(""));
    const { xds, ...others } = world.translation;
    for (const [name, of] of Object.entries<Collection<Keyed>>({ ...xds, ...others })) {
      let first = true;
      of.changes$.subscribe((batch) => {
        if (!first) changed[name] = (changed[name] ?? 0) + batch.length;
        first = false;
      });
    }
  });

  function effect(manifests: Parameters<World["apply"]>[0]): {
    readonly runs: Record<string, number>;
    readonly changed: Record<string, number>;
  } {
    for (const name of Object.keys(changed)) delete changed[name];
    const before = world.runs();
    world.apply(manifests);
    return { runs: world.runsSince(before), changed: { ...changed } };
  }

  it("has translated all of them", () => {
    expect(world.translation.xds.httpRoutes.size).toBe(many);
    expect(world.translation.xds.destinations.size).toBe(1);
    expect(world.status("Gateway/infra/web")).toMatchObject({ listeners: [{ attachedRoutes: many }] });
  });

  it("reruns the chain of one route when its match changes", () => {
    const { runs, changed } = effect(route("r7", "/seven", "shared"));
    expect(runs).toEqual({ ...chain, "gatewayapi/overlaps": 1 });
    expect(changed).toEqual({ httpRoutes: 1 });
  });

  it("adds nothing but the route's own chain when a filter changes", () => {
    const filters = "filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: X-A, value: b}]}}]";
    const { runs, changed } = effect(route("r8", "/r8", "shared", filters));
    expect(runs).toEqual({ ...chain, "gatewayapi/overlaps": 1 });
    expect(changed).toEqual({ httpRoutes: 1 });
  });

  it("makes one destination and changes no other when a route moves to another backend", () => {
    const { runs, changed } = effect(route("r9", "/r9", "other"));
    expect(runs).toMatchObject({
      "gatewayapi/plans": 2,
      "gatewayapi/destinations": 1,
      "gatewayapi/assignments": 1,
      "gatewayapi/bindings/http": 1,
    });
    expect(changed).toEqual({ httpRoutes: 1, destinations: 1, assignments: 1, clusterAliases: 2 });
  });

  it("changes one assignment, and no route, when endpoints change", () => {
    const { runs, changed } = effect(slice("shared", "10.1.0.1", "10.1.0.3"));
    expect(runs).toEqual({ "gatewayapi/services": 1, "gatewayapi/assignments": 1 });
    expect(changed).toEqual({ assignments: 1 });
  });

  it("changes the Gateway's status only when a route comes or goes", () => {
    const { changed } = effect(route("new", "/new", "shared"));
    expect(changed).toEqual({ httpRoutes: 1, clusterAliases: 2, statuses: 2 });
    world.apply([], [{ kind: "HTTPRoute", namespace: "apps", name: "new" }]);
    expect(world.status("Gateway/infra/web")).toMatchObject({ listeners: [{ attachedRoutes: many }] });
  });

  it("rests when an object changes in nothing that counts", () => {
    const objects = read(route("r10", "/r10", "shared"));
    const labelled = objects.map((one) => ({ ...one, metadata: { ...one.metadata, labels: { seen: "yes" } } }));
    const { runs, changed } = effect(labelled as typeof objects);
    expect(runs).toEqual({ "gatewayapi/bindings/http": 1 });
    expect(changed).toEqual({});
  });
});
