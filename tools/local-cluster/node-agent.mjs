// Stands for kubelet and container runtime: registers a Node, runs the Pods bound to it as processes, serves their logs.
import { existsSync, readFileSync, statSync } from "node:fs";
import https from "node:https";
import { arch } from "node:os";
import { join } from "node:path";
import { imageOf } from "./images.mjs";
import { signalContainer } from "./lib/container.mjs";
import { Kube, now, sleep } from "./lib/kube.mjs";
import { PodWorker } from "./lib/pod.mjs";
import { apiAddress, name as cluster, dnsAddress, node, podNet, state, token } from "./settings.mjs";

const caFile = join(state, "pki", "ca.crt");
const kube = new Kube({ server: `https://${node.address}:6443`, token, caFile });
const capacity = { cpu: "64", memory: "256Gi", pods: "500", "ephemeral-storage": "500Gi" };

/** Addresses of pods; one that was given back comes last. */
function addressPool() {
  const used = new Set();
  let last = 256;
  return {
    take() {
      for (;;) {
        last = last >= 65_000 ? 257 : last + 1;
        const address = `${podNet}.${last >> 8}.${last & 255}`;
        if ([0, 255].includes(last & 255) || used.has(address)) continue;
        used.add(address);
        return address;
      }
    },
    free: (address) => used.delete(address),
  };
}

const agent = {
  kube,
  state,
  dnsAddress,
  apiAddress,
  capacity,
  prefix: `${cluster}-pod`,
  nextId: 1,
  addresses: addressPool(),
  workers: new Map(),
  image: imageOf,
  async forget({ metadata: { namespace, name, uid } }) {
    const options = { apiVersion: "v1", kind: "DeleteOptions", gracePeriodSeconds: 0, preconditions: { uid } };
    await kube.delete(`/api/v1/namespaces/${namespace}/pods/${name}`, options).catch((error) => {
      if (error.code !== 404 && error.code !== 409) throw error;
    });
  },
};

function nodeStatus() {
  const time = now();
  const condition = (type, status) => ({
    type,
    status,
    reason: "Local",
    message: "",
    lastHeartbeatTime: time,
    lastTransitionTime: time,
  });
  return {
    capacity,
    allocatable: capacity,
    addresses: [
      { type: "InternalIP", address: node.address },
      { type: "Hostname", address: node.name },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    conditions: [
      condition("Ready", "True"),
      ...["MemoryPressure", "DiskPressure", "PIDPressure"].map((type) => condition(type, "False")),
    ],
  };
}

async function beat() {
  const architecture = arch() === "x64" ? "amd64" : arch();
  const labels = {
    "kubernetes.io/hostname": node.name,
    "kubernetes.io/os": "linux",
    "kubernetes.io/arch": architecture,
    "topology.kubernetes.io/zone": "zone-1",
    "topology.kubernetes.io/region": "local",
  };
  await kube
    .post("/api/v1/nodes", { apiVersion: "v1", kind: "Node", metadata: { name: node.name, labels } })
    .catch((error) => {
      if (error.code !== 409) throw error;
    });
  await kube.patch(`/api/v1/nodes/${node.name}/status`, { status: nodeStatus() });
  const leases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
  const renewTime = new Date().toISOString().replace("Z", "000Z");
  const spec = { holderIdentity: node.name, leaseDurationSeconds: 120, renewTime };
  await kube.patch(`${leases}/${node.name}`, { spec }).catch((error) => {
    if (error.code !== 404) throw error;
    return kube.post(leases, {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name: node.name },
      spec,
    });
  });
}

async function keepNode() {
  for (;;) {
    const wait = await beat().then(
      () => 10_000,
      (error) => {
        console.error(`node: ${error.message}`);
        return 1000;
      },
    );
    await sleep(wait);
  }
}

function onPod(type, pod) {
  const worker = agent.workers.get(pod.metadata.uid);
  if (type === "DELETED") {
    if (worker !== undefined && !worker.gone) void worker.stop(0);
  } else if (worker !== undefined) worker.updated(pod);
  else if (pod.spec.nodeName !== node.name || ["Succeeded", "Failed"].includes(pod.status?.phase)) return;
  else if (pod.metadata.deletionTimestamp) void agent.forget(pod).catch(() => {});
  else agent.workers.set(pod.metadata.uid, new PodWorker(agent, pod, node));
}

async function keepVolumes() {
  for (;;) {
    await sleep(10_000);
    for (const worker of agent.workers.values()) {
      if (worker.volumes && !worker.stopping) await worker.refresh().catch(() => {});
    }
  }
}

function logs(request, response) {
  const { pathname, searchParams } = new URL(request.url, "https://node");
  const [, kind, namespace, name, container] = pathname.split("/");
  const worker = [...agent.workers.values()].find((each) => each.name === `${namespace}/${name}`);
  const found = worker?.all.find(({ spec }) => spec.name === container);
  if (kind !== "containerLogs" || found === undefined) return response.writeHead(404).end("not found");
  response.writeHead(200, { "content-type": "text/plain" });
  if (found.logFile === undefined) return response.end();
  const text = readFileSync(found.logFile);
  const lines = Number(searchParams.get("tailLines"));
  response.write(
    lines > 0
      ? text
          .toString()
          .split("\n")
          .slice(-1 - lines)
          .join("\n")
      : text,
  );
  if (searchParams.get("follow") !== "true") return response.end();
  let at = text.length;
  const timer = setInterval(() => {
    if (!existsSync(found.logFile) || worker.gone) return response.end();
    const { size } = statSync(found.logFile);
    if (size > at) response.write(readFileSync(found.logFile).subarray(at, size));
    at = size;
  }, 200);
  return response.on("close", () => clearInterval(timer));
}

kube.informer("/api/v1/pods", onPod);
void keepNode();
void keepVolumes();
const [key, cert] = ["node.key", "node.crt"].map((file) => readFileSync(join(state, "pki", file)));
https.createServer({ key, cert }, logs).listen(10250, node.address);
process.on("unhandledRejection", (error) => console.error("unhandled:", error));
// The processes end with the agent; the Pod objects stay.
process.on("SIGTERM", () => {
  for (const worker of agent.workers.values()) {
    for (const container of worker.all) if (container.live) signalContainer(container, "SIGKILL");
  }
  setTimeout(() => process.exit(0), 300);
});
