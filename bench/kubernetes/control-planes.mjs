// The control planes that are compared, each on an API server of its own, and the Envoy that each of them asks for.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { start, until } from "./api-server.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const namespace = "envoy-gateway-system";
const program = join(root, "apps", "gateway", "dist", "main.js");

/** Both read this configuration; the rate is high, so that neither waits for itself. */
const config = `apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyGateway
gateway: {controllerName: gateway.envoyproxy.io/gatewayclass-controller}
provider:
  type: Kubernetes
  kubernetes: {leaderElection: {disable: true}, client: {rateLimit: {qps: 500, burst: 1000}}}
logging: {level: {default: info}}
extensionApis: {enableBackend: true}
`;

const manifests = `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: eg}
spec: {controllerName: gateway.envoyproxy.io/gatewayclass-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: eg, namespace: default}
spec:
  gatewayClassName: eg
  listeners: [{name: http, protocol: HTTP, port: 8888}]
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: backend, namespace: default}
spec: {endpoints: [{ip: {address: 10.98.0.1, port: 3999}}]}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: backend2, namespace: default}
spec: {endpoints: [{ip: {address: 10.98.0.1, port: 3998}}]}
`;

/** What has to be there before a control plane starts. */
export function prepare(api, { dir, crds }) {
  for (const folder of crds) api.kubectl(["apply", "--server-side", "-f", folder]);
  api.kubectl(["create", "namespace", namespace]);
  api.kubectl(["create", "serviceaccount", "envoy-gateway", "-n", namespace]);
  writeFileSync(join(dir, "config.yaml"), config);
}

/** Applies what the control plane shall serve. */
export function applyManifests(api, dir) {
  writeFileSync(join(dir, "manifests.yaml"), manifests);
  api.kubectl(["apply", "-f", join(dir, "manifests.yaml")]);
}

/** Sluice, as built in this repository. */
export function startSluice(api, { dir }) {
  const env = { KUBECONFIG: api.kubeconfig, ENVOY_GATEWAY_NAMESPACE: namespace };
  execFileSync(process.execPath, [program, "certgen", "--disable-topology-injector"], {
    env: { ...process.env, ...env },
  });
  const certs = join(dir, "certs");
  writeCertificates(api, certs);
  return start("sluice", process.execPath, {
    dir,
    env,
    args: [program, "server", "--config-path", join(dir, "config.yaml"), "--certs", certs],
  });
}

/** Envoy Gateway; it reads certificates from /certs and nowhere else. */
export function startEnvoyGateway(api, { dir, binary }) {
  const env = { KUBECONFIG: api.kubeconfig, ENVOY_GATEWAY_NAMESPACE: namespace };
  execFileSync(binary, ["certgen", "--disable-topology-injector"], {
    env: { ...process.env, ...env },
    stdio: "ignore",
  });
  if (existsSync("/certs") && !existsSync("/certs/.sluice-bench"))
    throw new Error("/certs exists on this machine and is not of an earlier benchmark");
  writeCertificates(api, "/certs");
  writeFileSync("/certs/.sluice-bench", "");
  const plane = start("envoy-gateway", binary, {
    dir,
    env,
    args: ["server", "--config-path", join(dir, "config.yaml")],
  });
  return {
    pid: plane.pid,
    async stop(signal) {
      await plane.stop(signal);
      rmSync("/certs", { recursive: true, force: true });
    },
  };
}

function writeCertificates(api, folder) {
  mkdirSync(folder, { recursive: true });
  const secret = JSON.parse(api.kubectl(["get", "secret", "envoy-gateway", "-n", namespace, "-o", "json"]));
  for (const [name, value] of Object.entries(secret.data))
    writeFileSync(join(folder, name), Buffer.from(value, "base64"));
}

/** Runs the Envoy of the control plane's Deployment as a process of this machine. */
export async function startProxy(api, { dir, envoy, name }) {
  let deployment;
  await until(
    async () => {
      const { body } = await api.request("GET", `/apis/apps/v1/namespaces/${namespace}/deployments`);
      deployment = body.items?.find(({ spec }) => containerOf(spec) !== undefined);
      return deployment !== undefined;
    },
    "the Deployment of the proxy",
    60_000,
  );
  const home = join(dir, "proxy");
  mkdirSync(join(home, "certs"), { recursive: true });
  mkdirSync(join(home, "sds"), { recursive: true });
  const get = async (path) => (await api.request("GET", `/api/v1/namespaces/${namespace}/${path}`)).body;
  const { data } = await get("secrets/envoy");
  for (const [file, value] of Object.entries(data))
    writeFileSync(join(home, "certs", file), Buffer.from(value, "base64"));
  const { volumes } = deployment.spec.template.spec;
  const map = volumes.find(({ configMap }) => configMap !== undefined).configMap.name;
  for (const [file, text] of Object.entries((await get(`configmaps/${map}`)).data))
    writeFileSync(join(home, "sds", file), text.replaceAll("/certs/", `${home}/certs/`));
  const args = containerOf(deployment.spec)
    .args.filter((word) => word !== "--cpuset-threads")
    .map((word) =>
      word
        .replaceAll("$(ENVOY_POD_NAME)", "envoy-pod-0")
        .replaceAll("/certs/", `${home}/certs/`)
        .replace(/(["' ])\/sds\//g, `$1${home}/sds/`)
        .replace(/("?)address("?): ?"?envoy-gateway[\w.-]*"?/g, "$1address$2: 127.0.0.1")
        // Ports of the control plane's own servers are on this machine, too.
        .replace(/("?)port_value("?): ?1900(\d)/g, "$1port_value$2: 2900$3"),
    );
  return start(`${name}-proxy`, envoy, { dir, args: [...args, "--base-id", "77", "--concurrency", "1"] });
}

function containerOf({ template }) {
  return template.spec.containers.find(({ name }) => name === "envoy");
}

/** Folders of CustomResourceDefinitions: Gateway API's from its Go module, the others from a chart's folder, with templates taken out. */
export function crdFolders({ gatewayApi, own, dir }) {
  const copy = join(dir, "crds");
  mkdirSync(copy, { recursive: true });
  const upstream = join(gatewayApi, "config", "crd", "experimental");
  for (const folder of [upstream, own])
    for (const file of readdirSync(folder).filter((one) => /^gateway.*\.yaml$/.test(one) && !/vap_/.test(one)))
      writeFileSync(
        join(copy, file),
        readFileSync(join(folder, file), "utf8")
          .replace(/^\{\{.*\}\}\n/gm, "")
          .replace(/\{\{.*?\}\}/g, ""),
      );
  return [copy];
}
