import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "../running-gateway.ts";
import { createKubeApi, type KubeApi, parseManifests } from "./api.ts";
import { type AuditEvent, readAudit, untilAudited } from "./audit.ts";
import { gatewayApiCrds, kubeMissing } from "./binaries.ts";
import { createProgram, type Program } from "./program.ts";

/** What a cluster has besides etcd and an API server. */
export interface ClusterOptions {
  /** CRDs of Gateway API; default `experimental`, which has all kinds. */
  readonly gatewayApi?: "standard" | "experimental" | "none";
  /** Needed for garbage collection, deletion of namespaces, EndpointSlices; default: none. */
  readonly controllerManager?: boolean;
  readonly scheduler?: boolean;
  /** More flags of kube-apiserver. */
  readonly apiserverFlags?: readonly string[];
}

/** A cluster of real programs on loopback ports, in a folder of its own. */
export interface TestCluster {
  readonly url: string;
  readonly folder: string;
  /** Of the administrator. */
  readonly kubeconfig: string;
  readonly caFile: string;
  readonly auditLog: string;
  /** Speaks as the administrator. */
  readonly api: KubeApi;
  readonly etcd: Program;
  readonly apiserver: Program;
  /** A kubeconfig of a service account, which is made if it is absent; it may do what RBAC grants it. */
  kubeconfigOf(account: { readonly namespace: string; readonly name: string }): Promise<string>;
  /** A kubeconfig of the administrator, or of a token, for the same cluster behind another address. */
  kubeconfigFor(url: string, token?: string): string;
  /** Ends the API server with a signal and starts it again. */
  restartApiserver(signal?: NodeJS.Signals): Promise<void>;
  /** Makes etcd forget all revisions before the current one. */
  compact(): Promise<void>;
  /** What the audit log holds by now, oldest first: answered requests, but the last of them may not be written yet. */
  audit(): readonly AuditEvent[];
  /** The audit log with all that was answered before the call, once it holds what is asked for. */
  audited(holds?: (events: readonly AuditEvent[]) => boolean): Promise<readonly AuditEvent[]>;
  stop(): Promise<void>;
}

/** Starts a cluster; takes some seconds and half a gigabyte. */
export async function startCluster(options: ClusterOptions = {}): Promise<TestCluster> {
  const missing = kubeMissing();
  if (missing !== undefined) throw new Error(missing);
  const folder = mkdtempSync(join(tmpdir(), "sluice-kube-"));
  const [etcdPort = 0, peerPort = 0, port = 0] = await freePorts(3);
  const etcdUrl = `http://127.0.0.1:${etcdPort}`;
  const url = `https://127.0.0.1:${port}`;
  const caFile = join(folder, "pki", "apiserver.crt");
  const auditLog = join(folder, "audit.log");
  const token = "administrator";
  writeFiles(folder, token);

  const api = createKubeApi(url, { ca: caFile, token });
  const etcd = createProgram({
    name: "etcd",
    folder,
    args: etcdArgs({ folder, url: etcdUrl, peer: `http://127.0.0.1:${peerPort}` }),
    ready: async () => (await postJson(`${etcdUrl}/v3/maintenance/status`, {})) !== undefined,
  });
  const apiserver = createProgram({
    name: "kube-apiserver",
    folder,
    args: [...apiserverArgs({ folder, etcdUrl, port, auditLog }), ...(options.apiserverFlags ?? [])],
    ready: async () => {
      try {
        return (await api.request("GET", "/readyz")).status === 200;
      } catch {
        return false;
      }
    },
  });
  const kubeconfigFor = (server: string, as = token): string => {
    const file = join(folder, `kubeconfig-${server.replaceAll(/\W+/g, "-")}-${as.slice(-12)}`);
    writeFileSync(file, kubeconfig({ server, ca: caFile, token: as }));
    return file;
  };
  const admin = join(folder, "kubeconfig");
  writeFileSync(admin, kubeconfig({ server: url, ca: caFile, token }));
  const more = (["controllerManager", "scheduler"] as const)
    .filter((name) => options[name] === true)
    .map((name) => createExtra(name, { folder, kubeconfig: admin }));

  const stop = async (): Promise<void> => {
    api.close();
    for (const program of [...more, apiserver, etcd]) await program.stop("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };

  try {
    await etcd.start();
    await apiserver.start();
    for (const program of more) await program.start();
    const channel = options.gatewayApi ?? "experimental";
    if (channel !== "none") await installCrds(api, gatewayApiCrds(channel) ?? []);
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    url,
    folder,
    kubeconfig: admin,
    caFile,
    auditLog,
    api,
    etcd,
    apiserver,
    kubeconfigFor,
    async kubeconfigOf({ namespace, name }) {
      const metadata = { name, namespace };
      await api.apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }]);
      await api.apply([{ apiVersion: "v1", kind: "ServiceAccount", metadata }]);
      const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
      const { body } = await api.request("POST", path, {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenRequest",
        spec: { expirationSeconds: 86_400 },
      });
      return kubeconfigFor(url, body.status.token as string);
    },
    async restartApiserver(signal = "SIGKILL") {
      await apiserver.stop(signal);
      await apiserver.start();
    },
    async compact() {
      const status = (await postJson(`${etcdUrl}/v3/maintenance/status`, {})) as { header: { revision: string } };
      await postJson(`${etcdUrl}/v3/kv/compaction`, { revision: status.header.revision, physical: true });
    },
    audit: () => readAudit(auditLog),
    audited: (holds = () => true) => untilAudited({ file: auditLog, api, holds }),
    stop,
  };
}

/** Applies files of CRDs and waits until their kinds are served. */
export async function installCrds(api: KubeApi, files: readonly string[]): Promise<void> {
  const paths: string[] = [];
  for (const file of files) {
    for (const crd of parseManifests(readFileSync(file, "utf8"))) {
      await api.apply([crd]);
      const { group, names, versions } = crd.spec as CrdSpec;
      for (const { name, served } of versions) if (served) paths.push(`/apis/${group}/${name}/${names.plural}`);
    }
  }
  await api.served(paths);
}

interface CrdSpec {
  readonly group: string;
  readonly names: { readonly plural: string };
  readonly versions: readonly { readonly name: string; readonly served: boolean }[];
}

function writeFiles(folder: string, token: string): void {
  mkdirSync(join(folder, "pki"));
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  writeFileSync(join(folder, "pki", "sa.key"), privateKey);
  writeFileSync(join(folder, "pki", "sa.pub"), publicKey);
  writeFileSync(join(folder, "tokens.csv"), `${token},admin,admin,"system:masters"\n`);
  writeFileSync(
    join(folder, "audit-policy.yaml"),
    "apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived, ResponseStarted]\nrules: [{level: Metadata}]\n",
  );
}

function etcdArgs(of: { readonly folder: string; readonly url: string; readonly peer: string }): readonly string[] {
  return [
    `--data-dir=${join(of.folder, "etcd")}`,
    `--listen-client-urls=${of.url}`,
    `--advertise-client-urls=${of.url}`,
    `--listen-peer-urls=${of.peer}`,
    `--initial-advertise-peer-urls=${of.peer}`,
    `--initial-cluster=default=${of.peer}`,
    // Tests need no durability beyond the process.
    "--unsafe-no-fsync",
    "--log-level=warn",
  ];
}

function apiserverArgs(of: {
  readonly folder: string;
  readonly etcdUrl: string;
  readonly port: number;
  readonly auditLog: string;
}): readonly string[] {
  const pki = join(of.folder, "pki");
  return [
    `--etcd-servers=${of.etcdUrl}`,
    `--secure-port=${of.port}`,
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    // The address is a loopback one, which no Service may point at.
    "--endpoint-reconciler-type=none",
    `--cert-dir=${pki}`,
    "--service-cluster-ip-range=10.96.0.0/16",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${join(pki, "sa.pub")}`,
    `--service-account-signing-key-file=${join(pki, "sa.key")}`,
    `--token-auth-file=${join(of.folder, "tokens.csv")}`,
    "--authorization-mode=RBAC",
    "--allow-privileged=true",
    `--audit-policy-file=${join(of.folder, "audit-policy.yaml")}`,
    `--audit-log-path=${of.auditLog}`,
    // Each event is in the file when the request has its answer.
    "--audit-log-mode=blocking",
  ];
}

function createExtra(
  name: "controllerManager" | "scheduler",
  { folder, kubeconfig: file }: { readonly folder: string; readonly kubeconfig: string },
): Program {
  const common = [`--kubeconfig=${file}`, "--leader-elect=false", "--secure-port=0"];
  const ready = async (): Promise<boolean> => true;
  if (name === "scheduler") return createProgram({ name: "kube-scheduler", folder, args: common, ready });
  const args = [
    ...common,
    `--service-account-private-key-file=${join(folder, "pki", "sa.key")}`,
    `--root-ca-file=${join(folder, "pki", "apiserver.crt")}`,
    "--use-service-account-credentials=false",
    "--kube-api-qps=200",
    "--kube-api-burst=400",
    "--controllers=*,-node-ipam-controller,-node-route-controller,-cloud-node-lifecycle-controller,-service-lb-controller",
  ];
  return createProgram({ name: "kube-controller-manager", folder, args, ready });
}

function kubeconfig(of: { readonly server: string; readonly ca: string; readonly token: string }): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "test", cluster: { server: of.server, "certificate-authority": of.ca } }],
    users: [{ name: "test", user: { token: of.token } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test" } }],
    "current-context": "test",
  });
}

/** What etcd's gateway answers; undefined while there is no answer. */
function postJson(url: string, body: unknown): Promise<unknown> {
  return new Promise((resolve) => {
    const sent = request(url, { method: "POST", agent: false, timeout: 5000 }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve(response.statusCode === 200 ? JSON.parse(text) : undefined));
      response.on("error", () => resolve(undefined));
    });
    sent.on("timeout", () => sent.destroy());
    sent.on("error", () => resolve(undefined));
    sent.end(JSON.stringify(body));
  });
}
