// pnpm kube:binaries: builds etcd, kube-apiserver, kube-controller-manager and kube-scheduler from the Go module proxy into
// the cache that tests look in, and puts the CRDs of Gateway API beside them. What is there already is not built again.
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const modules = fileURLToPath(new URL("./kube", import.meta.url));
const kubernetes = versionIn("kubernetes", "k8s.io/kubernetes");
const gatewayApi = versionIn("gateway-api", "sigs.k8s.io/gateway-api");
const data = process.env.XDG_DATA_HOME || join(homedir(), ".local", "share");

/** Where the programs are, or will be. */
export const binaries = join(data, "sluice", "kube", kubernetes, `${process.platform}-${process.arch}`);
/** Where the CRDs of Gateway API are, or will be: `standard` and `experimental`. */
export const crds = join(data, "sluice", "kube", `gateway-api-${gatewayApi}`);

const programs = [
  { module: "etcd", package: ".", names: ["etcd"] },
  {
    module: "kubernetes",
    package: "k8s.io/kubernetes/cmd",
    names: ["kube-apiserver", "kube-controller-manager", "kube-scheduler"],
  },
];

function versionIn(folder, module) {
  const text = readFileSync(join(modules, folder, "go.mod"), "utf8");
  const version = text.match(new RegExp(`^require ${module.replaceAll(".", "\\.")} v(\\S+)$`, "m"))?.[1];
  if (version === undefined) throw new Error(`bug: scripts/kube/${folder}/go.mod requires no ${module}`);
  return version;
}

/** Runs go; resolves with its output. `onLine` hears what it says meanwhile. */
function go(args, { folder, onLine }) {
  return new Promise((resolve, reject) => {
    const child = spawn("go", args, {
      cwd: join(modules, folder),
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly -buildvcs=false" },
    });
    let output = "";
    let complaint = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      complaint = `${complaint}${chunk}`.slice(-4000);
      for (const line of String(chunk).split("\n")) if (line !== "") onLine?.(line);
    });
    child.on("error", (error) => reject(new Error(`Go cannot be run (${error.message}): install it from go.dev`)));
    child.on("exit", (code) =>
      code === 0 ? resolve(output) : reject(new Error(`go ${args.join(" ")} failed:\n${complaint}`)),
    );
  });
}

/** Builds some programs of one module, and says every five seconds how far it is. */
async function build({ module, package: path, names }) {
  const missing = names.filter((name) => !existsSync(join(binaries, name)));
  if (missing.length === 0) return;
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
  console.log(`> Building ${missing.join(", ")} from Go modules: minutes at the first time …`);
  let last = "reading modules, or linking";
  let packages = 0;
  const ticking = setInterval(() => console.log(`  ${seconds()}: ${packages} packages compiled; ${last}`), 5000);
  const staging = join(binaries, `.building-${process.pid}`);
  mkdirSync(staging, { recursive: true });
  try {
    const targets = path === "." ? ["."] : missing.map((name) => `${path}/${name}`);
    const output = path === "." ? join(staging, names[0]) : `${staging}/`;
    await go(["build", "-v", "-ldflags=-s -w", "-o", output, ...targets], {
      folder: module,
      onLine(line) {
        if (!line.startsWith("go: ")) packages++;
        last = line;
      },
    });
    // Complete files only: another process may look for them meanwhile.
    for (const name of missing) renameSync(join(staging, name), join(binaries, name));
    console.log(`  done in ${seconds()}`);
  } finally {
    clearInterval(ticking);
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Makes sure that the CRDs of Gateway API are there; returns the folder of a channel. */
export async function bringCrds(wanted = "experimental") {
  if (existsSync(join(crds, "experimental"))) return join(crds, wanted);
  console.log(`> Fetching the CRDs of Gateway API ${gatewayApi} …`);
  const module = `sigs.k8s.io/gateway-api@v${gatewayApi}`;
  const { Dir } = JSON.parse(await go(["mod", "download", "-json", module], { folder: "gateway-api" }));
  for (const channel of ["standard", "experimental"]) {
    const from = join(Dir, "config", "crd", channel);
    const staging = join(crds, `.${channel}-${process.pid}`);
    mkdirSync(staging, { recursive: true });
    for (const file of readdirSync(from)) copyFileSync(join(from, file), join(staging, file));
    if (!existsSync(join(crds, channel))) renameSync(staging, join(crds, channel));
  }
  return join(crds, wanted);
}

/** Makes sure that everything is there. */
export async function bringKube() {
  mkdirSync(binaries, { recursive: true });
  await bringCrds();
  for (const program of programs) await build(program);
  return binaries;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(`Kubernetes programs: ${await bringKube()}\nCRDs: ${crds}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
