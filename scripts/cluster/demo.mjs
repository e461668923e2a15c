// pnpm kube:demo: applies examples/kubernetes/quickstart.yaml and shows a request that is routed through a real Envoy.
import { spawn } from "node:child_process";
import { request } from "node:http";
import { join } from "node:path";
import { giveUp, root, step, underCurrentNode } from "../toolchain.mjs";
import { kubectlOf, runningCluster } from "./choose.mjs";

const manifest = join(root, "examples", "kubernetes", "quickstart.yaml");
const host = "www.example.com";

function get(address, port) {
  return new Promise((resolve, reject) => {
    const sent = request({ host: address, port, path: "/hello", headers: { host }, timeout: 2000 }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode, body }));
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer")));
    sent.on("error", reject);
    sent.end();
  });
}

/** Where the Gateway can be reached from here: its load balancer's address, or a forwarded port of its Service. */
async function reach(cluster, kubectl) {
  if (cluster.kind === "local") {
    const address = kubectl.read("get", "gateway", "quickstart", "-o", "jsonpath={.status.addresses[0].value}");
    return { address, port: 80, end: () => {} };
  }
  const labels =
    "gateway.envoyproxy.io/owning-gateway-name=quickstart,gateway.envoyproxy.io/owning-gateway-namespace=default";
  const service = kubectl.read("-n", "envoy-gateway-system", "get", "service", "-l", labels, "-o", "name")?.trim();
  const forward = [...kubectl.arguments, "-n", "envoy-gateway-system", "port-forward", service, "8888:80"];
  const child = spawn("kubectl", forward, { stdio: "ignore" });
  return { address: "127.0.0.1", port: 8888, end: () => child.kill() };
}

async function answered({ address, port }) {
  const end = Date.now() + 120_000;
  for (let last = "nothing"; ; ) {
    try {
      const answer = await get(address, port);
      if (answer.status === 200) return answer;
      last = `status ${answer.status}`;
    } catch (error) {
      last = error.message;
    }
    if (Date.now() > end) throw new Error(`http://${address}:${port}/hello for ${host}: ${last} within two minutes`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function main() {
  const cluster = runningCluster();
  const kubectl = kubectlOf(cluster);
  kubectl.run("apply", "-f", manifest);
  kubectl.run("rollout", "status", "deployment/quickstart", "--timeout=120s");
  kubectl.run("wait", "--for=condition=Programmed", "gateway/quickstart", "--timeout=180s");
  const way = await reach(cluster, kubectl);
  try {
    const { status, body } = await step(`Asking http://${way.address}:${way.port}/hello for ${host}`, () =>
      answered(way),
    );
    console.log(`${status} ${body}`);
    if (cluster.kind === "local") console.log(`Try it: curl -H 'Host: ${host}' http://${way.address}/hello`);
  } finally {
    way.end();
  }
}

if (!(await underCurrentNode())) await main().catch(giveUp);
