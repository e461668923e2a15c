// Stands for kube-proxy, a load balancer and cluster DNS.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { answer, serveDns } from "./lib/dns.mjs";
import { keyOf } from "./lib/endpoints.mjs";
import { debounce, Kube } from "./lib/kube.mjs";
import { rulesetOf } from "./lib/nftables.mjs";
import { balancerNet, dnsAddress, node, serviceNet, state, token } from "./settings.mjs";

const kube = new Kube({ server: `https://${node.address}:6443`, token, caFile: join(state, "pki", "ca.crt") });
const change = debounce(30, reconcile);
const services = kube.informer("/api/v1/services", change);
const slices = kube.informer("/apis/discovery.k8s.io/v1/endpointslices", change);
const cidrs = [serviceNet, `${balancerNet}.0/24`];

/** Gives each Service of type LoadBalancer an address of the pool. */
async function assignBalancers() {
  const ingresses = [...services.values()].flatMap(({ status }) => status?.loadBalancer?.ingress ?? []);
  const used = new Set(ingresses.map(({ ip }) => ip));
  for (const service of services.values()) {
    const { type, loadBalancerClass, loadBalancerIP: wanted } = service.spec;
    if (type !== "LoadBalancer" || loadBalancerClass || service.metadata.deletionTimestamp) continue;
    const [current] = service.status?.loadBalancer?.ingress ?? [];
    if (current && (!wanted || current.ip === wanted)) continue;
    // An address outside the pool stays pending, as it would elsewhere.
    if (wanted && (!wanted.startsWith(`${balancerNet}.`) || used.has(wanted))) continue;
    const ip = wanted || pool().find((address) => !used.has(address));
    if (ip === undefined) {
      console.error("no load balancer address is left");
      continue;
    }
    used.add(ip);
    const status = { loadBalancer: { ingress: [{ ip, ipMode: "VIP" }] } };
    service.status = status;
    const { namespace, name } = service.metadata;
    await kube
      .patch(`/api/v1/namespaces/${namespace}/services/${name}/status`, { status })
      .catch((error) => console.error(error.message));
    console.log("load balancer", keyOf(service), ip);
  }
}

function pool() {
  return Array.from({ length: 199 }, (_, at) => `${balancerNet}.${at + 1}`);
}

let applied;
async function reconcile() {
  await assignBalancers();
  const rules = rulesetOf(services.values(), slices.values(), { nodeAddress: node.address, cidrs, dnsAddress });
  if (rules === applied) return;
  await new Promise((resolve) => {
    const nft = spawn("nft", ["-f", "-"], { stdio: ["pipe", "inherit", "inherit"] });
    nft.on("exit", (code) => {
      if (code === 0) applied = rules;
      else {
        console.error("nft refused\n", rules);
        setTimeout(change, 1000);
      }
      resolve();
    });
    nft.stdin.end(rules);
  });
}

serveDns(dnsAddress, (query) => answer(query, services.values(), slices.values()));
process.on("unhandledRejection", (error) => console.error("unhandled:", error));
