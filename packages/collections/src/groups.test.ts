import { expect, it } from "vitest";
import type { Group, Keyed } from "./collection.ts";
import { createGraph } from "./graph.ts";

interface Host extends Keyed {
  readonly configs: readonly string[];
  readonly version: number;
}

const host = (key: string, configs: readonly string[], version = 0): Host => ({ key, configs, version });

function indexed(present: readonly Host[]) {
  const graph = createGraph();
  const hosts = graph.source<Host>("hosts");
  const byConfig = graph.index(hosts, "config", ({ configs }) => configs);
  hosts.replace(present);
  hosts.markSynced();
  graph.flush();
  return { graph, hosts, byConfig };
}

it("finds values under each of their index keys, sorted by their own", () => {
  const { byConfig } = indexed([host("b", ["x", "y", "x"]), host("a", ["x"]), host("B", ["x", "x"]), host("c", [])]);
  expect(byConfig.by("x").map(({ key }) => key)).toEqual(["B", "a", "b"]);
  expect(byConfig.by("y").map(({ key }) => key)).toEqual(["b"]);
  expect(byConfig.by("z")).toEqual([]);
  expect(byConfig.groups.list().map(({ key }) => key)).toEqual(["x", "y"]);
  expect([byConfig.name, byConfig.groups.name, byConfig.of.name]).toEqual(["hosts#config", "hosts#config", "hosts"]);
});

it("moves values between groups, and drops groups that are empty", () => {
  const { graph, hosts, byConfig } = indexed([host("a", ["x"]), host("b", ["x", "y"])]);
  const changed: string[][] = [];
  byConfig.groups.changes$.subscribe((batch) => changed.push(batch.map(({ kind, key }) => `${kind} ${key}`)));
  hosts.set(host("b", ["z", "z"]));
  graph.flush();
  expect(byConfig.groups.list().map(({ key, items }) => [key, items.length])).toEqual([
    ["x", 1],
    ["z", 1],
  ]);
  hosts.delete("a");
  graph.flush();
  expect(changed.slice(1)).toEqual([["set x", "delete y", "set z"], ["delete x"]]);
});

it("changes one item of a large group and keeps all others, so that caches per item hit", () => {
  const count = 5_000;
  const { graph, hosts, byConfig } = indexed(Array.from({ length: count }, (_, i) => host(`h${i}`, ["all"])));
  const encoded = new WeakMap<Host, string>();
  let encodings = 0;
  const encode = (value: Host) => {
    const known = encoded.get(value);
    if (known !== undefined) return known;
    encodings++;
    const text = `${value.key}@${value.version}`;
    encoded.set(value, text);
    return text;
  };
  const configs = graph.derive({
    name: "configs",
    from: byConfig.groups,
    to: ({ key, items }: Group<Host>) => ({ key, text: items.map(encode).join() }),
  });
  graph.flush();
  expect(encodings).toBe(count);
  const before = byConfig.by("all");
  hosts.set(host("h42", ["all"], 1));
  graph.flush();
  expect(encodings).toBe(count + 1);
  expect(configs.get("all")?.text).toContain("h42@1");
  const after = byConfig.by("all");
  expect(after.filter((value, i) => value !== before[i]).map(({ key }) => key)).toEqual(["h42"]);
});

it("leaves a value whose index keys cannot be computed out of all groups, and says so", () => {
  const graph = createGraph();
  const hosts = graph.source<Host>("hosts");
  const byConfig = graph.index(hosts, "config", ({ configs, version }) => {
    if (version < 0) throw new Error("negative version");
    return configs;
  });
  hosts.replace([host("a", ["x"]), host("b", ["x"], -1)]);
  hosts.markSynced();
  expect(() => graph.flush()).toThrow("bug in hosts#config[b]: negative version");
  expect(byConfig.by("x").map(({ key }) => key)).toEqual(["a"]);
  hosts.set(host("b", ["x"], 1));
  graph.flush();
  expect(byConfig.by("x").map(({ key }) => key)).toEqual(["a", "b"]);
  hosts.set(host("a", ["x"], -2));
  expect(() => graph.flush()).toThrow("negative version");
  expect(byConfig.by("x").map(({ key }) => key)).toEqual(["b"]);
});
