// exporter/roots.txt, sources.json  ->  proto/** : Envoy's .proto sources, rebuilt from go-control-plane's descriptors.
// Needs Go and its module proxy; only for moving to another release of Envoy.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const exporter = `${root}exporter`;
const { modules } = JSON.parse(readFileSync(`${root}sources.json`, "utf8"));

function run(cwd, command, ...args) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: "inherit" });
  if (error !== undefined) console.error(`cannot run ${command}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

run(exporter, "go", "run", ".", "-imports");
run(exporter, "go", "get", ...Object.entries(modules).map(([name, version]) => `${name}@${version}`));
run(exporter, "go", "mod", "tidy");
rmSync(`${root}proto`, { recursive: true, force: true });
run(exporter, "go", "run", ".", "-out", "../proto");
run(root, "buf", "format", "-w", "proto");
