import { createGraph, type Graph } from "@sluice/collections";
import type { Report } from "@sluice/ir";
import { describe, expect, it } from "vitest";
import type { Resource } from "./kinds.ts";
import { readResource } from "./read-resource.ts";
import { createResourceStore, type ResourceStore } from "./store.ts";

function service(name: string, port = 80): Resource {
  const { resource } = readResource({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name },
    spec: { ports: [{ port }] },
  });
  if (resource === undefined) throw new Error("the Service is not valid");
  return resource;
}

const report: Report = {
  key: "r",
  about: { group: "", kind: "Service", namespace: "default", name: "x" },
  severity: "error",
  problem: { kind: "syntax", message: "broken" },
};

function made(): { graph: Graph; store: ResourceStore } {
  const graph = createGraph();
  return { graph, store: createResourceStore(graph) };
}

describe("createResourceStore", () => {
  it("is not in sync before the provider is, whatever it holds", () => {
    const { graph, store } = made();
    store.apply({ kind: "changed", upserts: [service("a")], deletes: [] });
    graph.flush();
    expect(store.resources.Service.synced).toBe(false);
    store.apply({ kind: "synced" });
    graph.flush();
    for (const collection of Object.values(store.resources)) expect(collection.synced).toBe(true);
    expect(store.reports.synced).toBe(true);
    expect(store.resources.Service.list()).toEqual([service("a")]);
  });

  it("takes changes and deletions", () => {
    const { graph, store } = made();
    store.apply({ kind: "changed", upserts: [service("a"), service("b")], deletes: [] });
    store.apply({ kind: "synced" });
    graph.flush();
    const deletes = [{ kind: "Service", namespace: "default", name: "a" }] as const;
    store.apply({ kind: "changed", upserts: [service("b", 81)], deletes });
    graph.flush();
    expect(store.resources.Service.list()).toEqual([service("b", 81)]);
    store.apply({ kind: "changed", upserts: [service("b", 82)], deletes: [{ ...deletes[0], name: "b" }] });
    graph.flush();
    expect(store.resources.Service.list()).toEqual([service("b", 82)]);
  });

  it("keeps everything while the source is lost, and says that it is lost", () => {
    const { graph, store } = made();
    store.apply({ kind: "changed", upserts: [service("a")], deletes: [] });
    store.apply({ kind: "synced" });
    store.apply({ kind: "lost", message: "no such folder" });
    store.apply({ kind: "reports", reports: [report] });
    graph.flush();
    expect(store.resources.Service.list()).toEqual([service("a")]);
    expect(store.reports.list().map(({ problem }) => problem.message)).toEqual([
      "broken",
      "The source of resources cannot be read: no such folder",
    ]);
    store.apply({ kind: "changed", upserts: [], deletes: [] });
    graph.flush();
    expect(store.reports.list()).toEqual([report]);
  });

  it("says so when the source was never there", () => {
    const { graph, store } = made();
    store.apply({ kind: "lost", message: "no such folder" });
    graph.flush();
    expect(store.resources.Service.synced).toBe(false);
    expect(store.reports.synced).toBe(true);
    expect(store.reports.size).toBe(1);
  });

  it("replaces the list of reports", () => {
    const { graph, store } = made();
    store.apply({ kind: "reports", reports: [report] });
    store.apply({ kind: "synced" });
    graph.flush();
    expect(store.reports.list()).toEqual([report]);
    store.apply({ kind: "reports", reports: [] });
    graph.flush();
    expect(store.reports.list()).toEqual([]);
  });
});
