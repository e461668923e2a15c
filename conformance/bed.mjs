// The test bed: a whole Kubernetes cluster in a network namespace of this machine, without Docker, in which Sluice runs as a pod.
// It comes from a folder beside the project (SLUICE_TESTBED, else ../shared/testbed), copied so that nothing is written there.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findHelm, helm } from "../charts/scripts/helm.mjs";

const here = dirname(fileURLToPath(import.meta.url));
export const root = dirname(here);
const source = process.env.SLUICE_TESTBED ?? join(root, "..", "shared", "testbed");
const programs = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "echo-basic",
  "coredns",
  "envoy",
];

/** What this machine lacks for a bed; nothing if it can have one. */
export function lacks() {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "root on Linux";
  if (!existsSync(join(source, "up"))) return `the test bed: SLUICE_TESTBED, or ${source}`;
  const tools = ["ip", "nft", "nsenter", "unshare", "openssl", "kubectl", "jq", "go"];
  const absent = tools.filter((tool) => spawnSync("which", [tool]).status !== 0);
  if (absent.length > 0) return absent.join(", ");
  return findHelm() ? undefined : "Helm (node charts/scripts/helm.mjs builds one)";
}

/** Runs a command; its output goes to this one's. Resolves with the exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", ...options });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/** Runs a command that has to succeed. */
export async function mustRun(command, args, options) {
  const code = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}`);
}

/**
 * Copies the bed to `home`, builds what is missing of its programs (minutes, once), stages Sluice as its image holds it, and renders its
 * chart. `values`: more arguments of `helm template`.
 */
export async function prepareBed({ home, name = "sluice", values = [] }) {
  mkdirSync(home, { recursive: true });
  for (const entry of readdirSync(source))
    if (!["bin", "state", "out"].includes(entry))
      cpSync(join(source, entry), join(home, entry), { recursive: true, force: true });
  cpSync(join(here, "impl"), join(home, "impl"), { recursive: true });
  addAudit(home);
  const bin = process.env.TB_BIN ?? (existsSync(join(source, "bin")) ? join(source, "bin") : join(home, "bin"));
  const env = {
    ...process.env,
    TB_BIN: bin,
    TB_NETNS: process.env.TB_NETNS ?? `${name}-bed`,
    TB_STATE: join(home, "state"),
    TB_IMAGES: [join(home, "impl", "sluice", "images.json"), join(home, "images.json")].join(","),
    SLUICE_ROOT: root,
    SLUICE_APP: join(home, "image", "app"),
    SLUICE_NODE: process.execPath,
    SLUICE_LAUNCHER: join(home, "image", "sluice"),
    SLUICE_MANIFESTS: join(home, "image", "manifests.yaml"),
    SLUICE_VERSION: versionOf(),
  };
  const missing = [...programs, "conformance.test"].filter((program) => !existsSync(join(bin, program)));
  if (missing.length > 0) {
    console.log(`> Building ${missing.join(", ")} (5 to 10 minutes) …`);
    await mustRun(join(home, "build"), [], { env });
  }
  console.log("> Staging Sluice as its image holds it …");
  rmSync(join(home, "image"), { recursive: true, force: true });
  await mustRun(process.execPath, [join(root, "scripts", "image", "stage.mjs"), env.SLUICE_APP], { cwd: root });
  // The bed takes the image's PATH for its own: what the image has in /app/bin is put where that looks.
  writeFileSync(env.SLUICE_LAUNCHER, '#!/nodejs/bin/node\nimport("/app/apps/gateway/dist/main.js");\n', {
    mode: 0o755,
  });
  writeFileSync(env.SLUICE_MANIFESTS, renderChart(values));
  return env;
}

const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- {level: None, verbs: [get, list, watch]}
- {level: None, userGroups: ["system:nodes"]}
- {level: Metadata}
`;

/** Has the bed's API server tell all writes in `state/audit.log`. */
function addAudit(home) {
  const up = join(home, "up");
  const policy = join(home, "audit-policy.yaml");
  writeFileSync(policy, auditPolicy);
  const flags = `--audit-policy-file=${policy} --audit-log-path="$TB_STATE/audit.log"`;
  writeFileSync(up, readFileSync(up, "utf8").replace("--allow-privileged=true", `--allow-privileged=true ${flags}`));
}

/** The chart as it is installed. */
function renderChart(values) {
  const chart = join(root, "charts", "sluice");
  return helm(["template", "sluice", chart, "--namespace", "envoy-gateway-system", ...values]);
}

function versionOf() {
  const text = execFileSync("git", ["-C", root, "describe", "--always", "--dirty", "--abbrev=12"], {
    encoding: "utf8",
  });
  return text.trim();
}

/** Where a bed of this machine is kept. */
export const usualHome = join(tmpdir(), "sluice-conformance");
