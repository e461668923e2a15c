import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGraph, type Graph, type Source } from "@sluice/collections";
import type { Subscription } from "rxjs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { statusLines, type WrittenStatus } from "./status-lines.ts";
import { type StatusEvent, writeStatuses } from "./write-statuses.ts";

const condition = (type: string, status: string, reason = type, message = ""): object => ({
  type,
  status,
  reason,
  message,
});

function route(name: string, ...conditions: object[]): WrittenStatus {
  const parentRef = { group: "gateway.networking.k8s.io", kind: "Gateway", namespace: "default", name: "eg" };
  return {
    key: `HTTPRoute/default/${name}`,
    kind: "HTTPRoute",
    namespace: "default",
    name,
    status: { parents: [{ parentRef, controllerName: "c", conditions }] },
  };
}

const gateway: WrittenStatus = {
  key: "Gateway/default/eg",
  kind: "Gateway",
  namespace: "default",
  name: "eg",
  status: {
    addresses: [{ type: "IPAddress", value: "127.0.0.1" }],
    conditions: [condition("Accepted", "True"), condition("Programmed", "False", "Invalid", "no\nlistener")],
    listeners: [
      { name: "http", attachedRoutes: 1, conditions: [condition("Conflicted", "True", "HostnameConflict", "x")] },
    ],
  },
};

it.each<[title: string, before: WrittenStatus | undefined, now: WrittenStatus, lines: [boolean, string][]]>([
  [
    "all conditions of a new object, with their listener",
    undefined,
    gateway,
    [
      [false, "Gateway default/eg: Accepted=True"],
      [true, "Gateway default/eg: Programmed=False (Invalid) no listener"],
      [true, "Gateway default/eg (listener http): Conflicted=True (HostnameConflict) x"],
    ],
  ],
  [
    "the parent of a route",
    undefined,
    route("web", condition("ResolvedRefs", "False", "BackendNotFound", "no Service named api")),
    [[true, "HTTPRoute default/web (Gateway default/eg): ResolvedRefs=False (BackendNotFound) no Service named api"]],
  ],
  [
    "only what changed",
    route("web", condition("Accepted", "True"), condition("ResolvedRefs", "False", "BackendNotFound", "x")),
    route("web", condition("Accepted", "True"), condition("ResolvedRefs", "True")),
    [[false, "HTTPRoute default/web (Gateway default/eg): ResolvedRefs=True"]],
  ],
  ["nothing when nothing changed", gateway, gateway, []],
  [
    "an object without a namespace",
    undefined,
    {
      key: "GatewayClass/eg",
      kind: "GatewayClass",
      namespace: "",
      name: "eg",
      status: { conditions: [condition("Accepted", "True")] },
    },
    [[false, "GatewayClass eg: Accepted=True"]],
  ],
])("tells %s", (_, before, now, lines) => {
  expect(statusLines(now, before).map(({ bad, text }) => [bad, text])).toEqual(lines);
});

let folder: string;
let graph: Graph;
let statuses: Source<WrittenStatus>;
let events: StatusEvent[];
let writing: Subscription | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-statuses-"));
  graph = createGraph();
  statuses = graph.source<WrittenStatus>("statuses");
  events = [];
});

afterEach(() => {
  writing?.unsubscribe();
  rmSync(folder, { recursive: true });
});

function start(file?: string): void {
  statuses.markSynced();
  graph.flush();
  writing = writeStatuses(statuses, file === undefined ? {} : { file }).subscribe((event) => events.push(event));
}

const shown = (): string[] =>
  events.flatMap((event) => (event.kind === "statuses" ? event.lines.map(({ text }) => text) : []));

it("shows an object again after it was gone", () => {
  start();
  statuses.set(route("web", condition("Accepted", "True")));
  graph.flush();
  statuses.delete("HTTPRoute/default/web");
  graph.flush();
  statuses.set(route("web", condition("Accepted", "True")));
  graph.flush();
  expect(shown()).toEqual(Array(2).fill("HTTPRoute default/web (Gateway default/eg): Accepted=True"));
});

it("sums up a long list, but never what is bad", () => {
  for (let i = 0; i < 100; i += 1)
    statuses.set(route(`r${i}`, condition("Accepted", i === 7 ? "False" : "True", "Why")));
  start();
  expect(shown()).toEqual(["HTTPRoute default/r7 (Gateway default/eg): Accepted=False (Why)"]);
  expect(events[0]).toMatchObject({ more: 99 });
});

it("keeps a file of all statuses", async () => {
  const file = join(folder, "statuses.yaml");
  start(file);
  statuses.set(gateway);
  statuses.set(route("web", condition("Accepted", "True")));
  graph.flush();
  const read = (): unknown[] => parseAllDocuments(readFileSync(file, "utf8")).map((document) => document.toJS());
  await expect.poll(() => readdirSync(folder), { timeout: 3000 }).toEqual(["statuses.yaml"]);
  expect(read()).toEqual([
    {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "Gateway",
      metadata: { name: "eg", namespace: "default" },
      status: gateway.status,
    },
    expect.objectContaining({ kind: "HTTPRoute" }),
  ]);
  statuses.delete(gateway.key);
  graph.flush();
  await expect.poll(read, { timeout: 3000 }).toEqual([expect.objectContaining({ kind: "HTTPRoute" })]);
});

it("writes what is due when it is stopped", () => {
  const file = join(folder, "statuses.yaml");
  start(file);
  statuses.set(gateway);
  graph.flush();
  writing?.unsubscribe();
  expect(readFileSync(file, "utf8")).toContain("name: eg");
});

it("says when the file cannot be written, and goes on", async () => {
  const file = join(folder, "missing", "statuses.yaml");
  start(file);
  await expect
    .poll(() => events.filter(({ kind }) => kind === "problem"), { timeout: 3000 })
    .toEqual([{ kind: "problem", message: `statuses cannot be written to ${file}: no such file or folder` }]);
  mkdirSync(join(folder, "missing"));
  statuses.set(gateway);
  graph.flush();
  await expect.poll(() => readdirSync(join(folder, "missing")), { timeout: 3000 }).toEqual(["statuses.yaml"]);
});
