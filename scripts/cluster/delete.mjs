// pnpm cluster:delete: removes the cluster for development, and all that is in it.
import { giveUp, step, underCurrentNode } from "../toolchain.mjs";
import { chooseCluster } from "./choose.mjs";

async function main() {
  const cluster = chooseCluster();
  // Also when half of it is there: what a failed start left behind.
  await step(`Deleting the cluster ${cluster.name} (${cluster.kind})`, () => cluster.remove());
}

if (!(await underCurrentNode())) await main().catch(giveUp);
