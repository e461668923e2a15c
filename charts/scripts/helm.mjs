// Finds Helm; as a program it builds one from its Go module (some minutes) into the cache that tests look in.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

const version = "4.3.1";
const data = process.env.XDG_DATA_HOME || join(homedir(), ".local", "share");
const cache = join(data, "sluice", "helm", version);

/** The path of a Helm: `HELM`, one on the PATH, or the one that was built; undefined when there is none. */
export function findHelm() {
  const onPath = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "helm"));
  return [process.env.HELM, ...onPath, join(cache, "helm")].find((path) => path !== undefined && existsSync(path));
}

/** Runs Helm and returns what it prints; throws with what it says is wrong. */
export function helm(args, path = findHelm()) {
  if (path === undefined)
    throw new Error("Helm is not there: install it, or build it with `node charts/scripts/helm.mjs` (needs Go)");
  const { status, stdout, stderr, error } = spawnSync(path, args, { encoding: "utf8", maxBuffer: 64 << 20 });
  if (status !== 0) throw new Error(`helm ${args.join(" ")}: ${stderr || stdout || error?.message}`);
  return stdout;
}

function build() {
  const staging = join(cache, `.building-${process.pid}`);
  mkdirSync(staging, { recursive: true });
  const { status } = spawnSync("go", ["install", `helm.sh/helm/v4/cmd/helm@v${version}`], {
    stdio: "inherit",
    env: { ...process.env, GOBIN: staging, CGO_ENABLED: "0" },
  });
  if (status !== 0) throw new Error("Helm could not be built");
  renameSync(join(staging, "helm"), join(cache, "helm"));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  if (findHelm() === undefined) build();
  console.log(findHelm());
}
