import type { FleetState, Infra } from "@sluice/ir";
import { describe, expect, it } from "vitest";
import type { Seen, SeenKind } from "./cluster-view.ts";
import { toFleetState } from "./fleet-state.ts";

const infra = (change: Partial<Infra> = {}): Infra => ({
  key: "a/g",
  name: "a/g",
  namespace: "n",
  labels: {},
  annotations: {},
  owner: { group: "", kind: "GatewayClass", namespace: "", name: "eg" },
  listeners: [{ name: "http", address: undefined, ports: [] }],
  addresses: [],
  config: undefined,
  ...change,
});
const seen = (kind: SeenKind, name: string, content: object): Seen => ({
  kind,
  object: {
    ...content,
    metadata: { name, namespace: "n", uid: name, resourceVersion: "1", labels: {}, annotations: {} },
  } as never,
});
const deployment = (available: number, name = "w"): Seen =>
  seen("Deployment", name, { spec: { replicas: 3 }, status: { availableReplicas: available } });
const daemonSet = seen("DaemonSet", "w", {
  spec: { updateStrategy: {} },
  status: { desiredNumberScheduled: 5, numberAvailable: 4 },
});
const service = (spec: object, status: object = {}): Seen => seen("Service", "s", { spec, status });
const state = (found: readonly Seen[], change: Partial<Parameters<typeof toFleetState>[0]> = {}): FleetState =>
  toFleetState({
    infra: infra(),
    found,
    nodes: [],
    wanted: { workload: "w", service: "s" },
    problem: undefined,
    ...change,
  });
const cluster = service({ type: "ClusterIP", clusterIPs: ["10.0.0.1", "None"] });

describe("toFleetState", () => {
  it.each<[string, FleetState, Partial<FleetState>]>([
    ["nothing is there", state([]), { ready: false, running: 0, wanted: 1, message: "The proxies are being made." }],
    ["no listener is valid", state([], { infra: infra({ listeners: [] }) }), { message: "No listener is valid." }],
    [
      "proxies start",
      state([deployment(0), cluster]),
      { ready: false, running: 0, wanted: 3, message: "No proxy is available yet." },
    ],
    [
      "proxies run",
      state([deployment(2), cluster]),
      { ready: true, running: 2, wanted: 3, addresses: [{ type: "IPAddress", value: "10.0.0.1" }] },
    ],
    ["proxies run on nodes", state([daemonSet, cluster]), { ready: true, running: 4, wanted: 5 }],
    ["there is no Service", state([deployment(1)]), { ready: false, message: "The Service is being made." }],
    [
      "a load balancer is being made",
      state([deployment(1), service({ type: "LoadBalancer" })]),
      { ready: false, addresses: [], message: "Service n/s has no address of a load balancer yet." },
    ],
    [
      "a load balancer has a name",
      state([
        deployment(1),
        service({ type: "LoadBalancer" }, { loadBalancer: { ingress: [{ hostname: "lb.example" }] } }),
      ]),
      { ready: true, addresses: [{ type: "Hostname", value: "lb.example" }] },
    ],
    [
      "no load balancer comes, but addresses were given",
      state([deployment(1), service({ type: "LoadBalancer", externalIPs: ["192.0.2.1"] })]),
      { ready: true, addresses: [{ type: "IPAddress", value: "192.0.2.1" }] },
    ],
    [
      "the Gateway asks for addresses",
      state(
        [
          deployment(1),
          service(
            { type: "LoadBalancer", externalIPs: ["192.0.2.9"] },
            { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } },
          ),
        ],
        {
          infra: infra({ addresses: ["192.0.2.9"] }),
        },
      ),
      { addresses: [{ type: "IPAddress", value: "192.0.2.9" }] },
    ],
    [
      "an old workload serves until its heir does",
      state([deployment(0, "other"), deployment(2), cluster]),
      { running: 2 },
    ],
    [
      "replicas cannot be made",
      state([
        seen("Deployment", "w", {
          spec: {},
          status: { conditions: [{ type: "ReplicaFailure", status: "True", message: "exceeded quota" }] },
        }),
      ]),
      { message: "exceeded quota" },
    ],
    [
      "something cannot be written",
      state([deployment(1), cluster], {
        problem: { kind: "infrastructure", message: "It is wrong", remedy: "Mend it." },
      }),
      { ready: true, message: "It is wrong. Mend it." },
    ],
  ])("%s", (_title, found, expected) => {
    expect(found).toMatchObject({ key: "a/g", ...expected });
    expect(found.message).toBe(expected.message);
  });
});
