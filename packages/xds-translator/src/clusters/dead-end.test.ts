import { Cluster } from "@sluice/protos/envoy/config/cluster/v3/cluster";
import { expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { toCluster } from "./cluster.ts";
import { emptyCluster, noBackend } from "./dead-end.ts";

it("has a cluster without endpoints, bare as Envoy Gateway's", () => {
  expect(checkedJson(Cluster, emptyCluster)).toEqual({ name: "EmptyCluster", type: "STATIC" });
});

it("has a destination of each fleet that leads nowhere", () => {
  expect(noBackend("ns/eg")).toMatchObject({ key: "ns/eg|no-backend", fleet: "ns/eg", name: "no-backend" });
  expect(checkedJson(Cluster, toCluster(noBackend("ns/eg"), undefined))).toMatchObject({
    name: "no-backend",
    type: "EDS",
  });
});
