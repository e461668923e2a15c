// What breaks. Each fault acts, and resolves when nothing is broken any more; the caller judges traffic, changes and writes.
import { api, compact, kubectl, leader, partition, restart, sleep, sluicePods, until } from "./cluster.mjs";

const crd = "backendtrafficpolicies.gateway.envoyproxy.io";
const replicas = 3;

async function allReady() {
  await until(() => {
    const text = kubectl(["-n", "envoy-gateway-system", "get", "deployment", "envoy-gateway", "-o", "json"]);
    return JSON.parse(text).status.readyReplicas === replicas && sluicePods().length === replicas;
  }, `${replicas} ready replicas`);
}

async function mustLead() {
  let found;
  await until(async () => {
    found = await leader();
    return found !== undefined;
  }, "a leader");
  return found;
}

/** By name; `scale` shortens what only takes time. */
export const faults = (scale) => ({
  "apiserver restarted": () => restart("apiserver", "SIGTERM", 2_000),
  "apiserver killed, away for a while": () => restart("apiserver", "SIGKILL", 15_000 * scale),
  "all replicas partitioned from the apiserver": async () => {
    const pods = sluicePods();
    for (const { pid } of pods) partition(pid, true);
    await sleep(60_000 * scale);
    for (const { pid } of pods) partition(pid, false);
    await mustLead();
  },
  "leader partitioned from the apiserver": async () => {
    const { pid } = await mustLead();
    partition(pid, true);
    await sleep(60_000 * scale);
    partition(pid, false);
  },
  "etcd compacted": () => compact(),
  "watches closed with 410": async () => {
    // Paused watchers come back with versions that neither etcd nor the apiserver's cache has any more.
    const pods = sluicePods();
    for (const { pid } of pods) process.kill(pid, "SIGSTOP");
    await sleep(3_000);
    await compact();
    await restart("apiserver", "SIGKILL", 500);
    await compact();
    for (const { pid } of pods) process.kill(pid, "SIGCONT");
    await mustLead();
  },
  "leader killed": async () => {
    process.kill((await mustLead()).pid, "SIGKILL");
    await allReady();
  },
  "all replicas killed": async () => {
    for (const { pid } of sluicePods()) process.kill(pid, "SIGKILL");
    await allReady();
  },
  "leader paused until its lease is another's": async () => {
    const paused = await mustLead();
    process.kill(paused.pid, "SIGSTOP");
    await until(async () => {
      const now = await leader();
      return now !== undefined && now.name !== paused.name;
    }, "another leader");
    await sleep(5_000 * scale);
    process.kill(paused.pid, "SIGCONT");
    await sleep(5_000);
    await allReady();
  },
  "lease deleted": async () => {
    const path = "/apis/coordination.k8s.io/v1/namespaces/envoy-gateway-system/leases/5b9825d2.gateway.envoyproxy.io";
    await api("DELETE", path);
    await mustLead();
  },
  "a kind removed and added": async () => {
    const text = kubectl(["get", "crd", crd, "-o", "json"]);
    kubectl(["delete", "crd", crd]);
    await sleep(5_000 * scale);
    const { apiVersion, kind, metadata, spec } = JSON.parse(text);
    const again = { apiVersion, kind, metadata: { name: metadata.name, annotations: metadata.annotations }, spec };
    kubectl(["create", "-f", "-"], JSON.stringify(again));
  },
  "rolling restart": async () => {
    kubectl(["-n", "envoy-gateway-system", "rollout", "restart", "deployment/envoy-gateway"]);
    kubectl(["-n", "envoy-gateway-system", "rollout", "status", "deployment/envoy-gateway", "--timeout=180s"]);
    await allReady();
  },
});
