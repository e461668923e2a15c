import { describe, expect, it } from "vitest";
import type { Keyed, Read } from "./collection.ts";
import { createGraph } from "./graph.ts";

interface Route extends Keyed {
  readonly parent: string;
  readonly out?: string;
}

interface Gateway extends Keyed {
  readonly port: number;
}

/** Routes that read their gateway, and the keys of the runs since the last look. */
function bound(to: (route: Route, read: Read) => Keyed | readonly Keyed[] | undefined = () => undefined) {
  const graph = createGraph();
  const routes = graph.source<Route>("routes");
  const gateways = graph.source<Gateway>("gateways");
  const byPort = graph.index(gateways, "port", ({ port }) => [`${port}`]);
  const runs: string[] = [];
  const collection = graph.derive<Route, Keyed>({
    name: "bound",
    from: routes,
    to: (route, read) => {
      runs.push(route.key);
      return to(route, read);
    },
  });
  routes.markSynced();
  gateways.markSynced();
  const rerun = () => {
    runs.length = 0;
    graph.flush();
    return runs.toSorted();
  };
  return { graph, routes, gateways, byPort, collection, rerun };
}

describe("tracked reads", () => {
  it("rerun the readers of a key and nobody else", () => {
    const { routes, gateways, rerun } = bound((route, read) => ({
      key: route.key,
      gateway: read.get(gateways, route.parent),
    }));
    for (let i = 0; i < 40; i++) routes.set({ key: `r${i}`, parent: `g${i % 20}` });
    expect(rerun()).toHaveLength(40);
    gateways.set({ key: "g3", port: 1 });
    expect(rerun()).toEqual(["r23", "r3"]);
    gateways.set({ key: "nobody's", port: 1 });
    expect(rerun()).toEqual([]);
    routes.set({ key: "r3", parent: "g4" });
    expect(rerun()).toEqual(["r3"]);
    gateways.set({ key: "g3", port: 2 });
    expect(rerun()).toEqual(["r23"]);
    routes.delete("r23");
    expect(rerun()).toEqual([]);
    gateways.delete("g3");
    expect(rerun()).toEqual([]);
  });

  it("of a missing key rerun when it appears and when it goes", () => {
    const { routes, gateways, collection, rerun } = bound((route, read) => {
      const gateway = read.get(gateways, route.parent);
      return gateway && { key: route.key, port: gateway.port };
    });
    routes.set({ key: "r", parent: "g" });
    expect(rerun()).toEqual(["r"]);
    expect(collection.list()).toEqual([]);
    gateways.set({ key: "g", port: 80 });
    expect(rerun()).toEqual(["r"]);
    expect(collection.list()).toEqual([{ key: "r", port: 80 }]);
    gateways.delete("g");
    expect(rerun()).toEqual(["r"]);
    expect(collection.size).toBe(0);
  });

  it("by index rerun when the group gains, changes or loses a value, and not for other groups", () => {
    const { routes, gateways, byPort, rerun } = bound((route, read) => ({
      key: route.key,
      gateways: read.by(byPort, route.parent),
    }));
    routes.set({ key: "r", parent: "80" });
    expect(rerun()).toEqual(["r"]);
    gateways.set({ key: "g", port: 80 });
    expect(rerun()).toEqual(["r"]);
    gateways.set({ key: "other", port: 81 });
    expect(rerun()).toEqual([]);
    gateways.set({ key: "g", port: 81 });
    expect(rerun()).toEqual(["r"]);
    gateways.set({ key: "g", port: 82 });
    expect(rerun()).toEqual([]);
  });

  it("of the whole list rerun for every change, until the list is read no more", () => {
    const { routes, gateways, rerun } = bound((route, read) =>
      route.parent === "all" ? { key: route.key, count: read.list(gateways).length } : undefined,
    );
    routes.set({ key: "r", parent: "all" });
    expect(rerun()).toEqual(["r"]);
    gateways.set({ key: "g", port: 1 });
    expect(rerun()).toEqual(["r"]);
    routes.set({ key: "r", parent: "none" });
    expect(rerun()).toEqual(["r"]);
    gateways.set({ key: "g", port: 2 });
    expect(rerun()).toEqual([]);
  });

  it("may be many, repeated and in another order each time", () => {
    const { routes, gateways, collection, rerun } = bound((route, read) => {
      const [from, to] = route.parent.split("-").map(Number) as [number, number];
      let sum = 0;
      for (let round = 0; round < 2; round++) {
        for (let i = from; i !== to; i += from < to ? 1 : -1) sum += read.get(gateways, `g${i}`)?.port ?? 0;
      }
      return { key: route.key, sum };
    });
    for (let i = 0; i <= 100; i++) gateways.set({ key: `g${i}`, port: 1 });
    const readers = () => {
      const found: number[] = [];
      for (let i = 0; i <= 100; i++) {
        gateways.set({ key: `g${i}`, port: 1 + (collection.get("r") as Keyed & { sum: number }).sum + i });
        if (rerun().length > 0) found.push(i);
      }
      return found;
    };
    const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
    for (const [parent, from, to] of [
      ["0-60", 0, 60],
      ["90-40", 41, 91],
      ["40-42", 40, 42],
      ["10-95", 10, 95],
    ] as const) {
      routes.set({ key: "r", parent });
      expect(rerun()).toEqual(["r"]);
      expect(readers()).toEqual(range(from, to));
    }
  });

  it("reach only collections made before the derivation", () => {
    const { graph, routes, gateways } = bound();
    const early = graph.derive<Route, Keyed>({ name: "early", from: routes, to: (_route, read) => read.list(late)[0] });
    const late = graph.derive<Gateway, Keyed>({ name: "late", from: gateways, to: (gateway) => gateway });
    routes.set({ key: "r", parent: "" });
    expect(() => graph.flush()).toThrow("bug in early[r]: reads late, which was not made before it");
    expect(early.size).toBe(0);
    const { routes: own, collection, rerun } = bound((_route, read): Keyed | undefined => read.get(collection, "r"));
    own.set({ key: "r", parent: "" });
    expect(() => rerun()).toThrow("bug in bound[r]: reads bound, which was not made before it");
  });

  it("end with the run", () => {
    let kept: Read | undefined;
    const { routes, gateways, rerun } = bound((_route, read) => {
      kept = read;
      read.get(gateways, "g");
      return undefined;
    });
    routes.set({ key: "r", parent: "g" });
    rerun();
    expect(() => kept?.get(gateways, "g")).toThrow("`read` was used after its run");
  });
});

describe("silence", () => {
  it("keeps the old object when the output is equal, bytes and nested lists included", () => {
    const graph = createGraph();
    const gateways = graph.source<Gateway>("gateways");
    const encoded = graph.derive({
      name: "encoded",
      from: gateways,
      to: ({ key, port }: Gateway) => ({ key, bytes: Uint8Array.of(port % 2), parts: [{ even: port % 2 === 0 }] }),
    });
    let runs = 0;
    graph.derive({ name: "after", from: encoded, to: () => void runs++ as undefined });
    gateways.set({ key: "g", port: 1 });
    gateways.markSynced();
    graph.flush();
    const before = encoded.get("g");
    gateways.set({ key: "g", port: 3 });
    graph.flush();
    expect(encoded.get("g")).toBe(before);
    expect(runs).toBe(1);
    gateways.set({ key: "g", port: 4 });
    graph.flush();
    expect(encoded.get("g")?.bytes).toEqual(Uint8Array.of(0));
    expect(runs).toBe(2);
  });

  it("counts what cannot be compared as changed", () => {
    interface Circle extends Keyed {
      self?: Circle;
    }
    const graph = createGraph();
    const circles = graph.source<Circle>("circles");
    circles.markSynced();
    const circle = (): Circle => {
      const made: Circle = { key: "c" };
      made.self = made;
      return made;
    };
    circles.set(circle());
    graph.flush();
    const next = circle();
    circles.set(next);
    graph.flush();
    expect(circles.get("c")).toBe(next);
  });
});

describe("output keys", () => {
  const out = () =>
    bound((route) => {
      const values = route.out?.split(" ").map((key) => ({ key, by: route.key }));
      return values?.length === 1 ? values[0] : values;
    });
  const owners = (collection: { list(): readonly Keyed[] }) =>
    Object.fromEntries((collection.list() as (Keyed & { by: string })[]).map(({ key, by }) => [key, by]));

  it("are taken back when the run puts them out no more, or its input goes", () => {
    const { routes, collection, rerun } = out();
    routes.set({ key: "r", parent: "", out: "a b c" });
    rerun();
    routes.set({ key: "r", parent: "", out: "c d" });
    rerun();
    expect(owners(collection)).toEqual({ c: "r", d: "r" });
    routes.set({ key: "r", parent: "" });
    rerun();
    expect(collection.size).toBe(0);
    routes.set({ key: "r", parent: "", out: "e" });
    rerun();
    routes.delete("r");
    rerun();
    expect(collection.size).toBe(0);
  });

  it("move between runs in one flush, as one change each", () => {
    const { routes, collection, rerun } = out();
    const put = (rows: Record<string, string>) =>
      routes.replace(Object.entries(rows).map(([key, keys]) => ({ key, parent: "", out: keys })));
    put({ r1: "a", r2: "b", r3: "c d" });
    rerun();
    const batches: string[][] = [];
    collection.changes$.subscribe((batch) => batches.push(batch.map(({ kind, key }) => `${kind} ${key}`)));
    put({ r1: "b", r2: "c", r3: "a e" });
    rerun();
    expect(owners(collection)).toEqual({ a: "r3", b: "r1", c: "r2", e: "r3" });
    expect(batches[1]).toEqual(["set a", "set b", "set c", "delete d", "set e"]);
  });

  it("have one owner: a second claim is a bug, the first owner stays, and the claim is tried again", () => {
    const { routes, gateways, collection, rerun } = out();
    routes.set({ key: "r1", parent: "", out: "a" });
    routes.set({ key: "r2", parent: "", out: "b" });
    rerun();
    routes.set({ key: "r2", parent: "", out: "a c" });
    expect(() => rerun()).toThrow("bug in bound[r2]: puts out a, which has another owner");
    expect(owners(collection)).toEqual({ a: "r1", b: "r2" });
    gateways.set({ key: "g", port: 1 });
    expect(rerun()).toEqual([]);
    routes.delete("r1");
    rerun();
    expect(owners(collection)).toEqual({ a: "r2", c: "r2" });
    routes.set({ key: "r3", parent: "", out: "d" });
    expect(rerun()).toEqual(["r3"]);
  });

  it("go to one of two claims when their owner gives them up", () => {
    const { routes, collection, rerun } = out();
    for (const key of ["r2", "r1", "r3"]) routes.set({ key, parent: "", out: key });
    rerun();
    for (const key of ["r2", "r1"]) routes.set({ key, parent: "", out: "r3" });
    routes.set({ key: "r3", parent: "", out: "free" });
    expect(() => rerun()).toThrow("bug in bound[r2]: puts out r3, which has another owner");
    expect(owners(collection)).toEqual({ free: "r3", r2: "r2", r3: "r1" });
  });

  it("fall to nobody twice when several claims depend on each other", () => {
    const { routes, collection, rerun } = out();
    for (const [key, keys] of [
      ["r1", "a"],
      ["r2", "b"],
      ["r3", "c"],
    ] as const)
      routes.set({ key, parent: "", out: keys });
    rerun();
    // r1 wants b, r2 wants c, which r3 keeps: neither can move.
    routes.set({ key: "r1", parent: "", out: "b" });
    routes.set({ key: "r2", parent: "", out: "c" });
    expect(() => rerun()).toThrow(AggregateError);
    expect(owners(collection)).toEqual({ a: "r1", b: "r2", c: "r3" });
    routes.set({ key: "r1", parent: "", out: "a" });
    routes.set({ key: "r2", parent: "", out: "b" });
    expect(rerun()).toEqual(["r1", "r2"]);
    routes.set({ key: "r3", parent: "", out: "x" });
    expect(rerun()).toEqual(["r3"]);
  });

  it.each([["twice in one output", "a a", /puts out a twice/]])("%s are a bug", (_title, keys, message) => {
    const { routes, rerun } = out();
    routes.set({ key: "r", parent: "", out: keys });
    expect(() => rerun()).toThrow(message);
  });

  it("must be there", () => {
    const { routes, rerun } = bound(() => ({ name: "no key" }) as unknown as Keyed);
    routes.set({ key: "r", parent: "" });
    expect(() => rerun()).toThrow(/without a key/);
  });
});
