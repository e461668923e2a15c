// Brings what the project needs beyond Node and npm: a current Node, pnpm, the packages, the build.
// What was found is remembered in .sluice/, so that a later start goes straight to work.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stateFile = join(root, ".sluice", "toolchain.json");
const npx = process.platform === "win32" ? "npx.cmd" : "npx";

/** Node versions below this cannot run current dependencies. */
const oldestNode = [22, 12];

function readState() {
  try {
    return JSON.parse(readFileSync(stateFile, "utf8"));
  } catch {
    return {};
  }
}

function writeState(change) {
  mkdirSync(dirname(stateFile), { recursive: true });
  writeFileSync(stateFile, `${JSON.stringify({ ...readState(), ...change }, null, 2)}\n`);
}

/** Says what is going on, and every two seconds that it still is. */
export async function step(title, work) {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  console.log(`> ${title} …`);
  const ticking = setInterval(() => console.log(`  ${title}: ${seconds()} so far`), 2000);
  try {
    const result = await work();
    if (performance.now() - started > 1000) console.log(`  done in ${seconds()}`);
    return result;
  } finally {
    clearInterval(ticking);
  }
}

/** Runs a command; resolves when it exits with 0. `quiet` holds its output back unless it fails. */
export function run(command, args, { quiet = false, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: quiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...env },
    });
    const output = [];
    child.stdout?.on("data", (chunk) => output.push(chunk));
    child.stderr?.on("data", (chunk) => output.push(chunk));
    child.on("error", (error) => reject(new Error(`${command} cannot be run: ${error.message}`)));
    child.on("exit", (code, signal) => {
      if (code === 0) return resolve();
      if (quiet) process.stderr.write(Buffer.concat(output));
      reject(new Error(`${command} ${args.join(" ")} ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}

/**
 * Runs this script again under a current Node from npm if this one is too old.
 * The old process stays only to pass signals on; it returns true there and never comes back.
 */
export async function underCurrentNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return false;
  let node = readState().node;
  if (!node || !existsSync(node)) {
    node = await step(
      `Node ${process.versions.node} is older than ${oldestNode.join(".")}: fetching Node 24 from npm`,
      () => findNode(),
    );
    writeState({ node });
  }
  const child = spawn(node, process.argv.slice(1), { stdio: "inherit" });
  // A terminal sends Ctrl-C to the whole group, so the child has it already.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
  return true;
}

function findNode() {
  return new Promise((resolve, reject) => {
    const child = spawn(npx, ["-y", "-p", "node@24", "node", "-p", "process.execPath"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", reject);
    child.on("exit", (code) =>
      code === 0
        ? resolve(output.trim().split("\n").pop())
        : reject(new Error("Node 24 could not be fetched from npm: install Node 22.12 or newer")),
    );
  });
}

function manifestsHash() {
  const hash = createHash("sha256");
  const files = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml"];
  for (const folder of packageFolders()) files.push(`${folder}/package.json`);
  for (const file of files) if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

/** Differs when anything that the build reads may have changed: paths, sizes and times, which take a moment to collect. */
function sourcesMark() {
  const hash = createHash("sha256").update(process.version);
  const visit = (path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return;
    if (!stat.isDirectory()) hash.update(`${path}:${stat.size}:${stat.mtimeMs}\n`);
    else if (!path.endsWith(join("src", "gen"))) for (const name of readdirSync(path).sort()) visit(join(path, name));
  };
  for (const file of ["tsconfig.base.json", "turbo.json", "pnpm-lock.yaml"]) visit(join(root, file));
  for (const folder of packageFolders()) {
    for (const part of ["src", "proto", "scripts", "package.json", "tsconfig.build.json", "buf.yaml", "buf.gen.yaml"])
      visit(join(root, folder, part));
    // What the build makes must still be there.
    hash.update(String(existsSync(join(root, folder, "dist", "index.js"))));
  }
  return hash.digest("hex");
}

function packageFolders() {
  return [
    "protos",
    ...["packages", "apps"].flatMap((group) =>
      readdirSync(join(root, group))
        .sort()
        .map((name) => `${group}/${name}`),
    ),
  ];
}

/** Installs the packages and builds what has changed. */
export async function prepare() {
  const installed = manifestsHash();
  const state = readState();
  if (state.installed !== installed || !existsSync(join(root, "node_modules"))) {
    await step("Installing packages", () =>
      run(npx, ["-y", "pnpm@10", "install", "--frozen-lockfile", "--reporter=append-only"], {
        quiet: true,
        env: { CI: "true" },
      }),
    );
    writeState({ installed });
  }
  if (readState().built === sourcesMark()) return;
  await step("Building", () =>
    run(process.execPath, [turboBinary(), "run", "build", "--output-logs=errors-only"], {
      quiet: true,
      // turbo runs each package's scripts through pnpm, which itself may be absent from PATH.
      env: { PATH: `${pathWithPnpm()}`, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" },
    }),
  );
  writeState({ built: sourcesMark() });
}

function turboBinary() {
  return join(root, "node_modules", "turbo", "bin", "turbo");
}

/** A folder with `node` (this one) and `pnpm` in front of PATH. */
function pathWithPnpm() {
  const bin = join(root, ".sluice", "bin");
  const shim = join(bin, "pnpm");
  mkdirSync(bin, { recursive: true });
  let pnpm = readState().pnpm;
  if (!pnpm || !existsSync(pnpm)) {
    const found = spawnSync(npx, ["-y", "-p", "pnpm@10", "-c", "command -v pnpm"], { encoding: "utf8" });
    pnpm = found.stdout?.trim().split("\n").pop();
    if (!pnpm) throw new Error("pnpm could not be fetched from npm: check that the npm registry can be reached");
    writeState({ pnpm });
  }
  writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${pnpm}" "$@"\n`, { mode: 0o755 });
  return `${bin}:${dirname(process.execPath)}:${process.env.PATH}`;
}

/** Ends the process with one plain sentence instead of a stack. */
export function giveUp(error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
