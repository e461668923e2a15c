import { createGraph } from "@sluice/collections";
import { describe, expect, it } from "vitest";
import { type Nack, reportNacks } from "./nacks.ts";

describe("reportNacks", () => {
  const graph = createGraph();
  const nacks = graph.source<Nack>("nacks");
  nacks.markSynced();
  const reports = reportNacks(nacks, graph);
  const listener = "type.googleapis.com/envoy.config.listener.v3.Listener";

  it("tells every object behind a refused resource what Envoy said", () => {
    nacks.set({
      key: "n",
      resource: { typeUrl: listener, name: "l", origins: ["Gateway/ns/a", "Service/ns/b", "Backend/ns/c"] },
      message: "no socket",
    });
    graph.flush();
    expect(reports.list().map(({ about, severity, problem }) => ({ about, severity, problem }))).toEqual(
      [
        { group: "gateway.envoyproxy.io", kind: "Backend", name: "c" },
        { group: "gateway.networking.k8s.io", kind: "Gateway", name: "a" },
        { group: "", kind: "Service", name: "b" },
      ].map((about) => ({
        about: { ...about, namespace: "ns" },
        severity: "error",
        problem: { kind: "rejectedByProxy", message: "Envoy refused the Listener l: no socket" },
      })),
    );
  });

  it("takes a report back with its NACK", () => {
    nacks.delete("n");
    graph.flush();
    expect(reports.size).toBe(0);
  });
});
