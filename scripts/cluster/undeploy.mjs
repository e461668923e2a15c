// pnpm kube:undeploy: removes Sluice from the cluster; the kinds and users' objects stay.
import { join } from "node:path";
import { giveUp, root, underCurrentNode } from "../toolchain.mjs";
import { kubectlOf, runningCluster } from "./choose.mjs";

async function main() {
  const { run } = kubectlOf(runningCluster());
  run("delete", "--ignore-not-found", "-f", join(root, "deploy", "install.yaml"), "--timeout=180s");
}

if (!(await underCurrentNode())) await main().catch(giveUp);
