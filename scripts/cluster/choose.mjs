// Which cluster the commands kube:* and cluster:* work on: kind where Docker is there, else the local cluster without Docker.
// SLUICE_CLUSTER=kind or SLUICE_CLUSTER=local decides otherwise.
import { spawnSync } from "node:child_process";
import { createLocal, deleteLocal, localExists, localMissing } from "../../tools/local-cluster/cluster.mjs";
import { kubeconfig as localKubeconfig, name } from "../../tools/local-cluster/settings.mjs";
import { dockerMissing } from "../image/build.mjs";

/** Why kind cannot be used; undefined when it can. */
export function kindMissing() {
  const docker = dockerMissing();
  if (docker !== undefined) return docker.split(":")[0].replace(/ \(.*$/, "");
  return spawnSync("kind", ["version"]).status === 0 ? undefined : "kind is not installed";
}

/** The clusters that there can be, by name. */
const clusters = {
  kind: {
    missing: kindMissing,
    exists: () => spawnSync("kind", ["get", "clusters"], { encoding: "utf8" }).stdout.split("\n").includes(name),
    create: () => must("kind", ["create", "cluster", "--name", name, "--wait", "2m"]),
    remove: () => must("kind", ["delete", "cluster", "--name", name]),
    kubectlArguments: ["--context", `kind-${name}`],
  },
  local: {
    missing: localMissing,
    exists: localExists,
    create: async () => {
      const { bringKube } = await import("../kube-binaries.mjs");
      await createLocal(await bringKube());
    },
    remove: deleteLocal,
    kubectlArguments: ["--kubeconfig", localKubeconfig],
  },
};

/** The cluster to work on; throws with what is missing when there can be none. */
export function chooseCluster(wanted = process.env.SLUICE_CLUSTER) {
  if (wanted !== undefined && wanted !== "") {
    const chosen = clusters[wanted];
    if (chosen === undefined) throw new Error(`SLUICE_CLUSTER is ${wanted}: use kind or local`);
    const missing = chosen.missing();
    if (missing !== undefined) throw new Error(missing);
    return { kind: wanted, name, ...chosen };
  }
  const reasons = [];
  for (const [kind, chosen] of Object.entries(clusters)) {
    const missing = chosen.missing();
    if (missing === undefined) return { kind, name, ...chosen };
    reasons.push(missing);
  }
  throw new Error(`There can be no cluster here. ${reasons.join(". ")}`);
}

/** The same, and it must be up. */
export function runningCluster() {
  const cluster = chooseCluster();
  if (!cluster.exists()) throw new Error(`There is no cluster ${cluster.name} yet: run pnpm cluster:create`);
  return cluster;
}

/** Runs a command that must succeed; its output is shown. */
export function must(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { stdio: "inherit", ...options });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed${error ? `: ${error.message}` : ""}`);
}

/** kubectl against a cluster: `run` shows its output, `read` returns it (undefined when it fails). */
export function kubectlOf({ kubectlArguments }) {
  return {
    run: (...args) => must("kubectl", [...kubectlArguments, ...args]),
    read(...args) {
      const { status, stdout } = spawnSync("kubectl", [...kubectlArguments, ...args], { encoding: "utf8" });
      return status === 0 ? stdout : undefined;
    },
    apply(text) {
      must("kubectl", [...kubectlArguments, "apply", "--server-side", "--force-conflicts", "-f", "-"], {
        input: text,
        stdio: ["pipe", "inherit", "inherit"],
      });
    },
    /** For programs that call kubectl themselves. */
    arguments: kubectlArguments,
  };
}
