import { expect, it } from "vitest";
import type { Keyed } from "./collection.ts";
import { dump } from "./dump.ts";
import { createGraph } from "./graph.ts";

it("tells of every collection what it is, how large, how often it ran, and what it reads", () => {
  const graph = createGraph();
  const routes = graph.source<Keyed>("resources/routes");
  const services = graph.source<Keyed>("resources/services");
  const byFirst = graph.index(services, "first", ({ key }) => [key.charAt(0)]);
  graph.derive<Keyed, Keyed>({
    name: "bound",
    from: routes,
    to: (route, read) => read.by(byFirst, "s").at(0) && route,
  });
  graph.join("all", [routes, services]);
  graph.source("late");
  routes.replace([{ key: "r1" }, { key: "r2" }]);
  routes.markSynced();
  services.set({ key: "s1" });
  services.markSynced();
  graph.flush();
  services.set({ key: "s2" });
  graph.flush();
  expect(dump(graph).split("\n")).toEqual([
    "collection                kind    size        runs  changes  reads",
    "resources/routes          source  2           2     2",
    "resources/services        source  2           2     2",
    "resources/services#first  groups  1           2     2        resources/services",
    "bound                     derive  2           4     2        resources/routes, resources/services#first",
    "all                       join    4           4     4        resources/routes, resources/services",
    "late                      source  not synced  0     0",
  ]);
});
