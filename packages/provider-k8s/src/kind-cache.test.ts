import type { Report } from "@sluice/ir";
import type { JsonObject } from "@sluice/resources";
import { beforeEach, describe, expect, it } from "vitest";
import { createChangeBatch } from "./change-batch.ts";
import { createKindCache, type KindCache } from "./kind-cache.ts";
import { createReferenceCounts } from "./reference-counts.ts";
import { seenStatuses } from "./seen-statuses.ts";

function service(name: string, resourceVersion: string, port: unknown = 80): JsonObject {
  return {
    metadata: { name, namespace: "shop", resourceVersion },
    spec: { ports: [{ port }] },
  } as unknown as JsonObject;
}

function route(resourceVersion: string, generation: number, more: JsonObject = {}): JsonObject {
  return {
    metadata: { name: "web", namespace: "shop", uid: "u", resourceVersion, generation, ...more },
    spec: { rules: [{ matches: [{ path: { type: "PathPrefix", value: `/${generation}` } }] }] },
    status: { parents: [{ written: resourceVersion }] },
  };
}

describe("what is known of a kind", () => {
  const batch = createChangeBatch();
  const reports = new Map<string, readonly Report[]>();
  const seen = seenStatuses();
  let cache: KindCache;
  const make = (kind: "Service" | "HTTPRoute"): void => {
    const nothing = (): void => undefined;
    const shared = { batch, counts: createReferenceCounts(), reports, seen, changed: nothing, reported: nothing };
    cache = createKindCache(kind, shared, (_, name) => name !== "unwanted");
  };
  const list = (...items: readonly JsonObject[]): void => {
    cache.beginList();
    cache.page(items);
    cache.endList();
  };
  /** The names of what was delivered: `+a -b`. */
  const told = (): string => {
    const { upserts, deletes } = batch.take();
    return [...upserts.map(({ metadata }) => `+${metadata.name}`), ...deletes.map(({ name }) => `-${name}`)].join(" ");
  };
  beforeEach(() => {
    batch.take();
    reports.clear();
    make("Service");
  });

  it("delivers of a new list only what differs", () => {
    list(service("a", "1"), service("b", "2"), service("c", "3"), service("unwanted", "4"));
    expect(told()).toBe("+a +b +c");
    list(service("a", "1"), service("b", "5", 81), service("d", "6"));
    expect(told()).toBe("+b +d -c");
    list(service("a", "1"), service("b", "5", 81), service("d", "6"));
    expect(told()).toBe("");
  });

  it("finds what is gone only when the last page is there", () => {
    list(service("a", "1"), service("b", "2"));
    told();
    cache.beginList();
    cache.page([service("b", "2")]);
    expect(told()).toBe("");
    cache.page([service("c", "3")]);
    cache.endList();
    expect(told()).toBe("+c -a");
  });

  it("believes a list of a cluster that was restored to an earlier state", () => {
    list(service("a", "100", 81));
    told();
    list(service("a", "7", 80));
    expect(told()).toBe("+a");
  });

  it("does not go back in time when the watch is behind an object that was asked for by itself", () => {
    cache.fetching();
    cache.fetched([service("a", "9")]);
    expect(told()).toBe("+a");
    cache.event("ADDED", service("a", "5"));
    cache.event("MODIFIED", service("a", "9"));
    expect(told()).toBe("");
    cache.event("DELETED", service("a", "7"));
    expect(told()).toBe("");
    cache.event("DELETED", service("a", "10"));
    expect(told()).toBe("-a");
  });

  it("does not bring back what was deleted while it was asked for", () => {
    cache.fetching();
    cache.event("DELETED", service("a", "9"));
    cache.fetched([service("a", "8")]);
    expect(told()).toBe("");
    cache.fetching();
    cache.fetched([service("a", "8")]);
    expect(told()).toBe("+a");
  });

  it("does not lose an object that was asked for while a list was under way", () => {
    cache.beginList();
    cache.fetching();
    cache.fetched([service("a", "9")]);
    cache.page([service("b", "2")]);
    cache.endList();
    expect(told()).toBe("+a +b");
  });

  it("keeps the last good object when a new version cannot be read, and reports why", () => {
    list(service("a", "1"));
    told();
    cache.event("MODIFIED", service("a", "2", "none"));
    expect(told()).toBe("");
    expect([...reports.keys()]).toEqual(["Service/shop/a"]);
    cache.event("DELETED", service("a", "3", "none"));
    expect(told()).toBe("-a");
    expect(reports.size).toBe(0);
    cache.event("ADDED", service("a", "4", "none"));
    cache.event("DELETED", service("a", "5", "none"));
    expect(told()).toBe("");
  });

  it("is silent about a version that differs in nothing that is used", () => {
    list(service("a", "1"));
    told();
    cache.event("MODIFIED", { ...service("a", "2"), status: { conditions: [{ type: "Beats" }] } });
    expect(told()).toBe("");
    cache.event("MODIFIED", service("a", "3", 81));
    expect(told()).toBe("+a");
  });

  it("reads no object again of which only the status changed, but remembers the status", () => {
    make("HTTPRoute");
    list(route("1", 1));
    expect(told()).toBe("+web");
    cache.event("MODIFIED", route("2", 1));
    expect(told()).toBe("");
    expect(seen.get("HTTPRoute/shop/web")).toEqual({ resourceVersion: "2", status: '{"parents":[{"written":"2"}]}' });
    cache.event("MODIFIED", route("3", 1, { labels: { a: "b" } }));
    expect(told()).toBe("+web");
    cache.event("MODIFIED", route("4", 2, { labels: { a: "b" } }));
    expect(told()).toBe("+web");
    // Deleted and made anew between two looks.
    list(route("9", 2, { labels: { a: "b" }, uid: "other" }));
    expect(told()).toBe("+web");
    list();
    expect(told()).toBe("-web");
    expect(seen.get("HTTPRoute/shop/web")).toBeUndefined();
  });
});
