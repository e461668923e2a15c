// pnpm kube:demo-undeploy: removes what kube:demo applied.
import { join } from "node:path";
import { giveUp, root, underCurrentNode } from "../toolchain.mjs";
import { kubectlOf, runningCluster } from "./choose.mjs";

async function main() {
  const { run } = kubectlOf(runningCluster());
  run("delete", "--ignore-not-found", "-f", join(root, "examples", "kubernetes", "quickstart.yaml"), "--timeout=120s");
}

if (!(await underCurrentNode())) await main().catch(giveUp);
