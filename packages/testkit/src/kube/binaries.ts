import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "../cases.ts";

/** The programs of a control plane. */
export type KubeProgram = "etcd" | "kube-apiserver" | "kube-controller-manager" | "kube-scheduler";

const data = process.env.XDG_DATA_HOME || join(homedir(), ".local", "share");

/** A folder that has etcd and kube-apiserver: `KUBEBUILDER_ASSETS`, else what `pnpm kube:binaries` built. */
export function findKube(): string | undefined {
  const built = join(data, "sluice", "kube", pinned("kubernetes"), `${process.platform}-${process.arch}`);
  return [process.env.KUBEBUILDER_ASSETS, built].find(
    (folder) => folder !== undefined && existsSync(join(folder, "etcd")) && existsSync(join(folder, "kube-apiserver")),
  );
}

/** Why tests that need a cluster are skipped; absent when they can run. */
export function kubeMissing(): string | undefined {
  if (findKube() === undefined) {
    return "no kube-apiserver: run `pnpm kube:binaries` (needs Go), or set KUBEBUILDER_ASSETS to a folder with etcd and kube-apiserver";
  }
  if (gatewayApiCrds("experimental") === undefined)
    return "no CRDs of Gateway API: run `pnpm kube:binaries` (needs Go)";
  return undefined;
}

/** Files with the CRDs of Gateway API as upstream publishes them; absent when they were not fetched. */
export function gatewayApiCrds(channel: "standard" | "experimental"): readonly string[] | undefined {
  const folder = join(data, "sluice", "kube", `gateway-api-${pinned("gateway-api")}`, channel);
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .filter((name) => name.startsWith("gateway.networking.k8s.io_") && !name.includes("_vap_"))
    .sort()
    .map((name) => join(folder, name));
}

/** The version that `pnpm kube:binaries` builds: the one place that names it is its go.mod. */
function pinned(module: "kubernetes" | "gateway-api"): string {
  const text = readFileSync(join(repositoryRoot, "scripts", "kube", module, "go.mod"), "utf8");
  const version = /^require \S+ v(\S+)$/m.exec(text)?.[1];
  if (version === undefined) throw new Error(`bug: scripts/kube/${module}/go.mod requires nothing`);
  return version;
}
