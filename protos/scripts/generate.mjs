// proto/**  ->  src/gen/** (TypeScript) and descriptors.binpb (the descriptor image with the validation rules).
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const cwd = fileURLToPath(new URL("..", import.meta.url));

function buf(...args) {
  const { status } = spawnSync("buf", args, { cwd, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

buf("generate");
buf("build", "--as-file-descriptor-set", "--exclude-source-info", "-o", "descriptors.binpb");
