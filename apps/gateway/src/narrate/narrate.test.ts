import type { Report } from "@sluice/ir";
import type { EncodedResource } from "@sluice/protos";
import { type ProviderEvent, type Resource, readResource } from "@sluice/resources";
import type { XdsEvent } from "@sluice/xds-server";
import { describe, expect, it } from "vitest";
import type { Entry } from "../log.ts";
import { narrateInfra } from "./infra.ts";
import { narrateProvider } from "./resources.ts";
import { narrateXds } from "./xds.ts";

const texts = (entries: readonly Entry[]): string[] => entries.map(({ level, text }) => `${level} ${text}`);

function service(name: string): Resource {
  const object = { apiVersion: "v1", kind: "Service", metadata: { name, namespace: "n" }, spec: {} };
  const { resource } = readResource(object);
  if (!resource) throw new Error("bug in the test");
  return resource;
}

const report = (message: string, line: number): Report => ({
  key: `${line}`,
  about: { group: "", kind: "Service", namespace: "n", name: "a" },
  severity: "error",
  problem: { kind: "invalidValue", message, place: { file: "a.yaml", line } },
});

describe("resources", () => {
  it("are new, changed and gone, one by one or summed up", () => {
    const narrate = narrateProvider();
    const tell = (event: ProviderEvent): string[] => texts(narrate(event));
    const id = (name: string) => ({ kind: "Service", namespace: "n", name }) as const;
    expect(tell({ kind: "changed", upserts: [service("a"), service("b")], deletes: [] })).toEqual([
      "info Service n/a new",
      "info Service n/b new",
    ]);
    expect(tell({ kind: "synced" })).toEqual(["info All resources are read: 2 objects."]);
    expect(tell({ kind: "changed", upserts: [service("a")], deletes: [id("b")] })).toEqual([
      "info Service n/a changed",
      "info Service n/b gone",
    ]);
    const many = Array.from({ length: 9 }, (_, index) => service(`s${index}`));
    expect(tell({ kind: "changed", upserts: many, deletes: [] })).toEqual(["info 9 Services new"]);
  });

  it("have problems that are told once, and solved", () => {
    const narrate = narrateProvider();
    const tell = (...reports: Report[]): string[] => texts(narrate({ kind: "reports", reports }));
    expect(tell(report("it is wrong", 3))).toEqual(["error a.yaml:3 Service n/a: it is wrong."]);
    expect(tell(report("it is wrong", 3))).toEqual([]);
    expect(tell(report("it is still wrong", 4))).toEqual(["error a.yaml:4 Service n/a: it is still wrong."]);
    expect(tell()).toEqual(["info Solved: a.yaml:4 Service n/a: it is still wrong."]);
  });

  it("are lost and found", () => {
    const narrate = narrateProvider();
    expect(texts(narrate({ kind: "lost", message: "/m: gone" }))).toEqual([
      "error The resources cannot be read, the last ones stay: /m: gone.",
    ]);
    expect(texts(narrate({ kind: "changed", upserts: [], deletes: [] }))).toEqual([
      "info The resources can be read again.",
    ]);
  });
});

describe("xDS", () => {
  const stream = { stream: 1, node: { id: "n/g", cluster: "n/g", metadata: {} }, fleet: "n/g", peer: "127.0.0.1:1" };
  const typeUrl = "type.googleapis.com/envoy.config.cluster.v3.Cluster";
  const cluster = (name: string): EncodedResource => ({
    key: name,
    fleet: "n/g",
    typeUrl,
    name,
    version: "1",
    value: new Uint8Array(),
    needs: [],
    brings: [],
    origins: ["Backend/n/b"],
  });
  const clusters = ["a", "b", "c", "d"].map(cluster);
  const common = { ...stream, typeUrl, nonce: "1" };
  const message = "cannot bind '0.0.0.0:80': Address already in use\n";

  it.each<[event: XdsEvent, lines: string[]]>([
    [{ kind: "streamOpened", ...stream }, ["info Envoy n/g is connected"]],
    [
      { kind: "streamClosed", reason: "ended by the proxy", openForMs: 61_000, ...stream },
      ["info Envoy n/g is gone after 61.0 s: ended by the proxy"],
    ],
    [
      { kind: "sent", resources: clusters.slice(0, 2), removed: ["x"], bytes: 1234, ...common },
      ["info Envoy n/g <- Cluster a, b (1.2 kB); Cluster x removed"],
    ],
    [{ kind: "sent", resources: clusters, removed: [], bytes: 12, ...common }, ["info Envoy n/g <- 4 Clusters (12 B)"]],
    [{ kind: "acked", resources: clusters, latencyMs: 2.4, ...common }, ["info Envoy n/g -> took 4 Clusters in 2 ms"]],
    [{ kind: "acked", resources: [], latencyMs: 3, ...common }, ["info Envoy n/g -> took Cluster removals in 3 ms"]],
    [
      { kind: "refused", resource: cluster("a"), message: "too bad", ...stream },
      ["error Envoy n/g -> refused Cluster a (of Backend/n/b): too bad. Its last good version stays."],
    ],
    [
      { kind: "refused", resource: cluster("a"), message, ...stream },
      [`debug Envoy n/g -> refused Cluster a (of Backend/n/b): ${message.trim()}. Its last good version stays.`],
    ],
    [
      { kind: "held", resource: { typeUrl, name: "a" }, waitingFor: [{ typeUrl, name: "b" }], ...stream },
      ["debug Cluster a waits for Cluster b"],
    ],
  ])("$kind", (event, lines) => {
    expect(texts(narrateXds(event, true, { hears: () => true }))).toEqual(lines);
  });

  it("costs nothing that nobody hears", () => {
    const event: XdsEvent = { kind: "sent", resources: clusters, removed: [], bytes: 12, ...common };
    expect(narrateXds(event, true, { hears: () => false })).toEqual([]);
  });
});

describe("proxies", () => {
  it("leave their access logs as they are where programs read them", () => {
    const text = '{"method":"GET","response_code":200}';
    expect(narrateInfra({ kind: "output", key: "n/g", text }, false)).toEqual([
      { part: "access-log", level: "info", text, raw: text },
    ]);
  });

  const access = {
    method: "GET",
    ":authority": "a.com",
    "x-envoy-origin-path": "/x",
    response_code: 503,
    response_flags: "UF",
    duration: 7,
  };

  it.each<[event: Parameters<typeof narrateInfra>[0], lines: string[]]>([
    [{ kind: "output", key: "n/g", text: JSON.stringify(access) }, ["info GET a.com/x 503 (UF) 7 ms"]],
    [{ kind: "output", key: "n/g", text: "{not JSON" }, ["info {not JSON"]],
    [{ kind: "output", key: "n/g", text: '{"my":"format"}' }, ['info {"my":"format"}']],
    [
      { kind: "log", key: "n/g", pid: 1, line: { level: "warn", component: "main", message: "odd" } },
      ["warn Envoy n/g: [main] odd"],
    ],
    [
      {
        kind: "log",
        key: "n/g",
        pid: 1,
        line: { level: "warn", component: "config", message: "listener x rejected: no" },
      },
      ["debug Envoy n/g: [config] listener x rejected: no"],
    ],
    [{ kind: "exited", key: "n/g", pid: 1, how: "SIGKILL", wanted: false }, ["error Envoy n/g ended (pid 1, SIGKILL)"]],
    [{ kind: "draining", key: "n/g", pid: 1, connections: 1 }, ["info Envoy n/g drains (pid 1): 1 open connection"]],
    [
      { kind: "problem", key: "n/g", problem: { kind: "infrastructure", message: "no port", remedy: "take another" } },
      ["error Envoy n/g: no port. Take another."],
    ],
  ])("$kind", (event, lines) => {
    expect(texts(narrateInfra(event, true))).toEqual(lines);
  });
});
