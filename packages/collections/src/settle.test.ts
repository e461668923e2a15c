import { expect, expectTypeOf, it } from "vitest";
import type { Collection, Graph, Keyed } from "./collection.ts";
import { createGraph } from "./graph.ts";
import { collect, settle } from "./settle.ts";

interface Route extends Keyed {
  readonly gateway: string;
}

interface Gateway extends Keyed {
  readonly port: number;
}

interface Resources {
  readonly routes: readonly Route[];
  readonly gateways: readonly Gateway[];
}

interface Bound extends Keyed {
  readonly port: number | undefined;
}

const resources: Resources = {
  routes: [
    { key: "r2", gateway: "g" },
    { key: "r1", gateway: "none" },
  ],
  gateways: [{ key: "g", port: 80 }],
};

function translate(graph: Graph, { routes, gateways }: { routes: Collection<Route>; gateways: Collection<Gateway> }) {
  const bound = graph.derive<Route, Bound>({
    name: "bound",
    from: routes,
    to: ({ key, gateway }, read) => ({ key, port: read.get(gateways, gateway)?.port }),
  });
  return { bound };
}

it("turns plain lists into collections and collections into plain lists: the batch API is the graph", () => {
  const { graph, collections } = collect(resources);
  expectTypeOf(collections.routes).toExtend<Collection<Route>>();
  expect(collections.gateways.get("g")).toBe(resources.gateways[0]);
  const settled = settle(translate(graph, collections));
  expectTypeOf(settled).toEqualTypeOf<{ readonly bound: readonly Bound[] }>();
  expect(settled).toEqual({
    bound: [
      { key: "r1", port: undefined },
      { key: "r2", port: 80 },
    ],
  });
  expect(settle(collections)).toEqual({ routes: resources.routes.toReversed(), gateways: resources.gateways });
});

it("refuses two values of one key", () => {
  expect(() => collect({ routes: [...resources.routes, ...resources.routes] })).toThrow("two values with one key");
});

it("names the sources that a collection waits for", () => {
  const graph = createGraph();
  const routes = graph.source<Route>("routes");
  const gateways = graph.source<Gateway>("gateways");
  routes.markSynced();
  const { bound } = translate(graph, { routes, gateways });
  expect(() => settle({ bound })).toThrow("bug in bound: has not synced: waits for gateways");
  gateways.markSynced();
  expect(settle({ bound })).toEqual({ bound: [] });
});

/** Two sources; what is written to the first is answered in the second by a subscriber, `times` times. */
function answering(times: number) {
  const graph = createGraph();
  const asked = graph.source<Gateway>("asked");
  const answers = graph.source<Gateway>("answers");
  asked.markSynced();
  answers.markSynced();
  const subscription = asked.changes$.subscribe((batch) => {
    for (const { key } of batch) {
      const port = (answers.get(key)?.port ?? 0) + 1;
      answers.set({ key, port });
      if (port < times) asked.set({ key, port });
    }
  });
  return { asked, answers, stop: () => subscription.unsubscribe() };
}

it("waits for what subscribers write in answer", () => {
  const { asked, answers } = answering(5);
  asked.set({ key: "a", port: 0 });
  expect(settle({ answers })).toEqual({ answers: [{ key: "a", port: 5 }] });
});

it("gives up on subscribers that answer for ever", () => {
  const { asked, answers, stop } = answering(Number.POSITIVE_INFINITY);
  asked.set({ key: "a", port: 0 });
  expect(() => settle({ answers })).toThrow("does not settle within 1000 flushes");
  stop();
});
