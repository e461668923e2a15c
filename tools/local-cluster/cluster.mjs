// A Kubernetes cluster on this machine without Docker: real etcd, API server, controller manager and scheduler; kubelet,
// kube-proxy, load balancer and DNS are the two small programs beside this file. Everything is in one network namespace.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  apiAddress, balancerNet, dnsAddress, here, kubeconfig, link, name, node, serviceNet, state, token,
} from "./settings.mjs"; // biome-ignore format: a list

const url = `https://${node.address}:6443`;

/** Why there can be no local cluster on this machine; undefined when there can. */
export function localMissing() {
  if (process.platform !== "linux") return "The local cluster needs Linux: install Docker and kind instead.";
  if (process.getuid() !== 0)
    return "The local cluster needs root (network and mount namespaces): run this with sudo, or install Docker and kind.";
  const absent = ["ip", "nft", "nsenter", "unshare", "openssl", "kubectl"].filter((tool) => {
    const { status } = spawnSync("sh", ["-c", `command -v ${tool}`]);
    return status !== 0;
  });
  return absent.length === 0
    ? undefined
    : `The local cluster needs ${absent.join(", ")}: install them, or Docker and kind.`;
}

/** Whether the cluster is up. */
export function localExists() {
  return existsSync(`/run/netns/${name}`);
}

function sh(script) {
  const { status, stderr } = spawnSync("sh", ["-ec", script], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${script.trim().split("\n")[0]} …: ${stderr.trim()}`);
}

/** Starts the cluster. `programs`: the folder with etcd and the Kubernetes programs. */
export async function createLocal(programs) {
  rmSync(state, { recursive: true, force: true });
  mkdirSync(join(state, "pki"), { recursive: true, mode: 0o700 });
  makeNetwork();
  makeKeys();
  startControlPlane(programs);
  await until("the API server is ready", () => kubectl(["get", "--raw", "/readyz"]).status === 0);
  start("controller-manager", join(programs, "kube-controller-manager"), [
    `--kubeconfig=${kubeconfig}`,
    `--service-account-private-key-file=${pki("sa.key")}`,
    `--root-ca-file=${pki("ca.crt")}`,
    "--leader-elect=false",
    "--node-monitor-grace-period=5m",
    "--kube-api-qps=200",
    "--kube-api-burst=400",
    "--controllers=*,-node-ipam-controller,-node-route-controller,-cloud-node-lifecycle-controller,-service-lb-controller",
  ]);
  start("scheduler", join(programs, "kube-scheduler"), [`--kubeconfig=${kubeconfig}`, "--leader-elect=false"]);
  start("node-agent", process.execPath, [join(here, "node-agent.mjs")]);
  start("service-proxy", process.execPath, [join(here, "service-proxy.mjs")]);
  await until("the node is ready", () => {
    const { stdout } = kubectl([
      "get",
      "node",
      node.name,
      "-o",
      'jsonpath={.status.conditions[?(@.type=="Ready")].status}',
    ]);
    return stdout === "True";
  });
}

/** Ends everything that `createLocal` began. */
export async function deleteLocal() {
  const pods = join("/run", "netns");
  for (const file of existsSync(state) ? readdirSync(state).filter((each) => each.endsWith(".pid")) : []) {
    kill(Number(readFileSync(join(state, file), "utf8")), "SIGTERM");
  }
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const namespaces = existsSync(pods) ? readdirSync(pods).filter((each) => each.startsWith(`${name}-pod`)) : [];
  for (const namespace of [...namespaces, ...(localExists() ? [name] : [])]) {
    const { stdout } = spawnSync("ip", ["netns", "pids", namespace], { encoding: "utf8" });
    for (const pid of stdout.split(/\s+/).filter(Boolean)) kill(Number(pid), "SIGKILL");
    spawnSync("ip", ["netns", "del", namespace]);
  }
  spawnSync("ip", ["link", "del", link.host]);
  rmSync(state, { recursive: true, force: true });
}

/** Runs kubectl against the cluster. */
export function kubectl(args, options = {}) {
  return spawnSync("kubectl", ["--kubeconfig", kubeconfig, ...args], { encoding: "utf8", ...options });
}

function makeNetwork() {
  const local = [node.address, dnsAddress];
  sh(`ip netns add ${name}
    ${local.map((address) => `ip -n ${name} addr add ${address}/32 dev lo`).join("\n")}
    ip -n ${name} link set lo up
    ${[serviceNet, `${balancerNet}.0/24`].map((net) => `ip -n ${name} route add ${net} dev lo src ${node.address}`).join("\n")}
    ip link add ${link.host} type veth peer name ${link.inside} netns ${name}
    ip addr add ${link.hostAddress}/30 dev ${link.host}
    ip link set ${link.host} up
    ip -n ${name} addr add ${link.insideAddress}/30 dev ${link.inside}
    ip -n ${name} link set ${link.inside} up
    ip route add ${node.address}/32 via ${link.insideAddress}
    ip route add ${balancerNet}.0/24 via ${link.insideAddress}
    nsenter --net=/run/netns/${name} sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward; for i in all default; do echo 0 > /proc/sys/net/ipv4/conf/$i/rp_filter; done'`);
}

function pki(file) {
  return join(state, "pki", file);
}

function makeKeys() {
  const alternatives = {
    apiserver: [
      ...[
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
        "kubernetes.default.svc.cluster.local",
        "localhost",
      ].map((each) => `DNS:${each}`),
      ...["127.0.0.1", apiAddress, node.address].map((each) => `IP:${each}`),
    ],
    node: [`IP:${node.address}`],
  };
  const key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
  sh(`cd ${join(state, "pki")}
    openssl req -x509 ${key} -keyout ca.key -out ca.crt -days 365 -subj /CN=sluice-local-cluster
    openssl genrsa -out sa.key 2048
    openssl rsa -in sa.key -pubout -out sa.pub`);
  for (const [who, names] of Object.entries(alternatives)) {
    writeFileSync(pki(`${who}.ext`), `subjectAltName=${names.join(",")}\n`);
    sh(`cd ${join(state, "pki")}
      openssl req ${key} -keyout ${who}.key -out ${who}.csr -subj /CN=${who}
      openssl x509 -req -in ${who}.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 -out ${who}.crt -extfile ${who}.ext`);
  }
  writeFileSync(pki("tokens.csv"), `${token},admin,admin,"system:masters"\n`, { mode: 0o600 });
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server: url, "certificate-authority": pki("ca.crt") } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  };
  writeFileSync(kubeconfig, JSON.stringify(config, null, 2), { mode: 0o600 });
}

function startControlPlane(programs) {
  const etcd = "http://127.0.0.1:2379";
  start("etcd", join(programs, "etcd"), [
    `--data-dir=${join(state, "etcd")}`,
    `--listen-client-urls=${etcd}`,
    `--advertise-client-urls=${etcd}`,
    "--listen-peer-urls=http://127.0.0.1:2380",
    "--initial-advertise-peer-urls=http://127.0.0.1:2380",
    "--initial-cluster=default=http://127.0.0.1:2380",
    "--unsafe-no-fsync",
  ]);
  start("kube-apiserver", join(programs, "kube-apiserver"), [
    `--etcd-servers=${etcd}`,
    "--secure-port=6443",
    "--bind-address=0.0.0.0",
    `--advertise-address=${node.address}`,
    `--tls-cert-file=${pki("apiserver.crt")}`,
    `--tls-private-key-file=${pki("apiserver.key")}`,
    `--service-cluster-ip-range=${serviceNet}`,
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${pki("sa.pub")}`,
    `--service-account-signing-key-file=${pki("sa.key")}`,
    `--token-auth-file=${pki("tokens.csv")}`,
    "--authorization-mode=RBAC",
    "--kubelet-preferred-address-types=InternalIP",
    `--kubelet-certificate-authority=${pki("ca.crt")}`,
    "--allow-privileged=true",
  ]);
}

/** Starts a program inside the cluster's network; its log and pid are files of that name. */
function start(what, program, args) {
  const log = openSync(join(state, `${what}.log`), "a");
  const command = [`--net=/run/netns/${name}`, program, ...args];
  const child = spawn("nsenter", command, { detached: true, stdio: ["ignore", log, log] });
  child.unref();
  writeFileSync(join(state, `${what}.pid`), String(child.pid));
}

function kill(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone.
  }
}

async function until(what, test) {
  const end = Date.now() + 120_000;
  while (!test()) {
    if (Date.now() > end) throw new Error(`waited two minutes in vain until ${what}; logs are in ${state}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
