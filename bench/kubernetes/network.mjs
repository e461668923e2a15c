// What benchmarks on a real Kubernetes API need from the machine, and the network of their own in which they run.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Folder of the programs of Kubernetes, and of `envoy-gateway` where it was built. */
export const bin = process.env.SLUICE_KUBE_BIN ?? process.env.TB_BIN;

/** The network namespace that this process runs in; absent outside of one. */
export const inside = process.env.SLUICE_BENCH_INSIDE;

/** What the machine lacks, in words; absent when all is there. */
export function missing() {
  if (process.getuid?.() !== 0) return "root, for a network namespace of its own";
  if (!bin) return "SLUICE_KUBE_BIN: a folder with etcd, kube-apiserver and kube-controller-manager";
  const absent = ["etcd", "kube-apiserver", "kube-controller-manager"].filter((name) => !existsSync(join(bin, name)));
  if (absent.length > 0) return `${absent.join(", ")} in ${bin}`;
  if (spawnSync("kubectl", ["version", "--client"]).status !== 0) return "kubectl";
  return undefined;
}

/** Folder of Gateway API's Go module: it has the CRDs. Needs the machine's network where SLUICE_GATEWAY_API does not name it. */
export function findGatewayApi() {
  if (process.env.SLUICE_GATEWAY_API) return process.env.SLUICE_GATEWAY_API;
  const module = "sigs.k8s.io/gateway-api@v1.6.1";
  return JSON.parse(execFileSync("go", ["mod", "download", "-json", module], { encoding: "utf8", cwd: tmpdir() })).Dir;
}

/**
 * Runs this program again in a network of its own, since everything listens on ports that others on this machine use as
 * well. Returns its exit code.
 */
export function enterNamespace(env) {
  const name = `sluice-bench-${process.pid}`;
  const ip = (...args) => execFileSync("ip", args);
  ip("netns", "add", name);
  try {
    ip("-n", name, "link", "set", "lo", "up");
    ip("-n", name, "route", "add", "local", "10.98.0.0/16", "dev", "lo");
    const args = ["netns", "exec", name, process.execPath, ...process.execArgv, ...process.argv.slice(1)];
    const child = spawnSync("ip", args, {
      stdio: "inherit",
      env: { ...process.env, ...env, SLUICE_BENCH_INSIDE: name },
    });
    return child.status ?? 1;
  } finally {
    for (const pid of execFileSync("ip", ["netns", "pids", name], { encoding: "utf8" }).split("\n").filter(Boolean))
      try {
        process.kill(Number(pid), "SIGKILL");
      } catch {}
    ip("netns", "del", name);
  }
}
