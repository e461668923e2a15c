// pnpm cluster:create: a Kubernetes cluster for development, with the kinds of Gateway API.
import { giveUp, step, underCurrentNode } from "../toolchain.mjs";
import { chooseCluster, kubectlOf } from "./choose.mjs";

async function main() {
  const cluster = chooseCluster();
  if (cluster.exists()) console.log(`The cluster ${cluster.name} (${cluster.kind}) is there already.`);
  else await step(`Creating the cluster ${cluster.name} (${cluster.kind})`, () => cluster.create());
  const { bringCrds } = await import("../kube-binaries.mjs");
  const { run, arguments: kubectl } = kubectlOf(cluster);
  run("apply", "--server-side", "-f", await bringCrds("standard"));
  console.log(`Look around with: kubectl ${kubectl.join(" ")} get nodes`);
}

if (!(await underCurrentNode())) await main().catch(giveUp);
