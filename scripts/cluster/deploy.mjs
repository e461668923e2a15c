// pnpm kube:deploy: builds what the image holds, brings it to the cluster, and installs deploy/install.yaml with it.
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { app, envoy } from "../../tools/local-cluster/images.mjs";
import { stage } from "../image/stage.mjs";
import { giveUp, prepare, root, step, underCurrentNode } from "../toolchain.mjs";
import { kubectlOf, must, runningCluster } from "./choose.mjs";

const image = "sluice:dev";
const namespace = "envoy-gateway-system";

async function bring(cluster) {
  if (cluster.kind === "kind") {
    must("docker", ["build", "--tag", image, root]);
    must("kind", ["load", "docker-image", image, "--name", cluster.name]);
    return;
  }
  await prepare();
  stage(app);
  copyFileSync(await findEnvoy(), envoy);
}

/** Proxies run the Envoy that `npm start` runs. */
async function findEnvoy() {
  const { findEnvoy: find, hostDirectories, showSearch } = await import("../../packages/infra-manager/dist/index.js");
  const found = await find({ cache: join(hostDirectories().data, "envoy"), onEvent: showSearch(process.stderr) });
  if (!found.ok) throw new Error(`no Envoy: ${found.problem.message}`);
  return found.value.path;
}

async function main() {
  const cluster = runningCluster();
  const kubectl = kubectlOf(cluster);
  await step(`Bringing ${image} to the cluster`, () => bring(cluster));
  const crds = join(root, "charts", "sluice", "charts", "crds", "crds");
  kubectl.run("apply", "--server-side", "--force-conflicts", "-f", crds);
  const manifest = readFileSync(join(root, "deploy", "install.yaml"), "utf8");
  kubectl.apply(manifest.replaceAll("sluice:latest", image));
  // The name of the image is the same as before: its content is not.
  kubectl.run("-n", namespace, "rollout", "restart", "deployment/envoy-gateway");
  kubectl.run("-n", namespace, "rollout", "status", "deployment/envoy-gateway", "--timeout=180s");
  console.log("Sluice runs. See a request routed: pnpm kube:demo");
}

if (!(await underCurrentNode())) await main().catch(giveUp);
