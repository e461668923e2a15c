// A Kubernetes API of its own (etcd, kube-apiserver, kube-controller-manager) on loopback, with an audit log of all writes.
import { execFileSync, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { Agent, request as httpsRequest } from "node:https";
import { join } from "node:path";

const token = "admintoken";
const agent = new Agent({ keepAlive: true, rejectUnauthorized: false, maxSockets: 16 });
const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- {level: None, verbs: [get, list, watch]}
- {level: None, resources: [{group: coordination.k8s.io}, {group: "", resources: [events]}]}
- {level: Metadata}
`;

/** Starts a program whose output goes to a file; `stop` resolves when it has ended. */
export function start(name, command, { dir, args, env = {} }) {
  const log = openSync(join(dir, `${name}.log`), "w");
  const child = spawn(command, args, { cwd: dir, stdio: ["ignore", log, log], env: { ...process.env, ...env } });
  closeSync(log);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.once("error", (error) => console.error(`${command}: ${error.message}`));
  return {
    pid: child.pid,
    async stop(signal = "SIGTERM") {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Starts the API from the programs in `bin`; everything it writes is below `dir`. */
export async function startApi({ bin, dir, port = 6443 }) {
  mkdirSync(dir, { recursive: true });
  const [client, peer] = ["http://127.0.0.1:23790", "http://127.0.0.1:23791"];
  const file = (name, text) => {
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };
  execFileSync("openssl", ["genrsa", "-out", join(dir, "sa.key"), "2048"], { stdio: "ignore" });
  execFileSync("openssl", ["rsa", "-in", join(dir, "sa.key"), "-pubout", "-out", join(dir, "sa.pub")], {
    stdio: "ignore",
  });
  const kubeconfig = file(
    "kubeconfig",
    `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://127.0.0.1:${port}", insecure-skip-tls-verify: true}}]
users: [{name: u, user: {token: ${token}}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
`,
  );
  const audit = join(dir, "audit.log");
  const etcd = start("etcd", join(bin, "etcd"), {
    dir,
    args: [
      ...["--data-dir", join(dir, "etcd"), "--listen-client-urls", client, "--advertise-client-urls", client],
      ...["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer],
      ...["--initial-cluster", `default=${peer}`, "--unsafe-no-fsync"],
    ],
  });
  const apiserver = start("apiserver", join(bin, "kube-apiserver"), {
    dir,
    args: [
      ...[
        `--etcd-servers=${client}`,
        `--secure-port=${port}`,
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
      ],
      ...[`--cert-dir=${join(dir, "certs")}`, "--service-cluster-ip-range=10.96.0.0/16"],
      ...[
        "--service-account-issuer=https://kubernetes.default.svc",
        `--service-account-key-file=${join(dir, "sa.pub")}`,
      ],
      `--service-account-signing-key-file=${join(dir, "sa.key")}`,
      `--token-auth-file=${file("tokens.csv", `${token},admin,admin,"system:masters"\n`)}`,
      ...["--authorization-mode=RBAC", "--disable-admission-plugins=ServiceAccount", "--endpoint-reconciler-type=none"],
      ...[`--audit-policy-file=${file("audit-policy.yaml", auditPolicy)}`, `--audit-log-path=${audit}`],
    ],
  });
  await until(
    async () => (await request("GET", "/readyz").catch(() => ({}))).status === 200,
    "the API server",
    120_000,
  );
  const manager = start("controller-manager", join(bin, "kube-controller-manager"), {
    dir,
    args: [
      ...[`--kubeconfig=${kubeconfig}`, `--service-account-private-key-file=${join(dir, "sa.key")}`],
      ...["--use-service-account-credentials=false", "--leader-elect=false"],
      "--controllers=*,-node-ipam-controller,-node-route-controller,-cloud-node-lifecycle-controller,-service-lb-controller,-node-lifecycle-controller,-taint-eviction-controller",
    ],
  });

  function request(method, path, body, type = "application/json") {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, "content-type": type, accept: "application/json" };
      const sent = httpsRequest({ host: "127.0.0.1", port, path, method, agent, headers }, (response) => {
        let text = "";
        response.on("data", (part) => {
          text += part;
        });
        response.on("end", () => {
          let parsed = text;
          try {
            parsed = JSON.parse(text);
          } catch {}
          resolve({ status: response.statusCode, body: parsed });
        });
      });
      sent.on("error", reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  return {
    kubeconfig,
    request,
    kubectl: (args, options = {}) =>
      execFileSync("kubectl", ["--kubeconfig", kubeconfig, ...args], { encoding: "utf8", ...options }),
    /** Writes so far that fit: events of the audit log. */
    writes: (fits) =>
      readFileSync(audit, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line))
        .filter(fits),
    async stop() {
      for (const one of [manager, apiserver, etcd]) await one.stop();
    },
  };
}

/** Waits until something holds. */
export async function until(holds, what, ms = 60_000) {
  for (const begun = performance.now(); performance.now() - begun < ms; ) {
    if (await holds()) return performance.now() - begun;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited ${ms / 1000} s in vain for ${what}`);
}
