// A candidate in a process of its own: whenever it may act as the leader it writes a ConfigMap, as often as it can.
// node --conditions=@sluice/source lead-and-write.ts KUBECONFIG IDENTITY
import { lead } from "../src/lead.ts";
import { openCluster } from "../src/open-cluster.ts";

const [, , kubeconfig = "", identity = ""] = process.argv;
const cluster = await openCluster({ kubeconfig, userAgent: identity });
const path = "/api/v1/namespaces/default/configmaps";
let holds = (): boolean => false;
const candidate = lead({
  cluster,
  name: "paused",
  namespace: "default",
  identity,
  leaseDurationMs: 5000,
  renewDeadlineMs: 3500,
  retryPeriodMs: 400,
}).subscribe((leadership) => {
  holds = leadership.holds;
  console.log(leadership.leading ? "leads" : "follows");
});
let stopped = false;
process.on("SIGTERM", () => {
  stopped = true;
  candidate.unsubscribe();
});
for (let count = 0; !stopped; count++) {
  await new Promise((resolve) => setTimeout(resolve, 5));
  if (!holds()) continue;
  const sent = cluster.request({
    method: "POST",
    path,
    permit: () => holds(),
    body: {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { generateName: `${identity}-` },
      data: { count: `${count}` },
    },
  });
  // What is not permitted any more is not sent.
  await sent.catch(() => undefined);
}
await cluster.close();
