import { spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Problem } from "@sluice/ir";
import { writeAtomically } from "../atomic-file.ts";
import type { DesiredProxy } from "../desired/desired-proxy.ts";
import type { EnvoyBinary } from "../envoy/find.ts";
import { toStartProblem } from "./start-failure.ts";

/** Lets Envoy read what it would be started with, without serving; the first mistake is the problem. */
export async function validate(
  proxy: DesiredProxy,
  binary: EnvoyBinary,
  directory: string,
): Promise<Problem | undefined> {
  const path = join(directory, "candidate.json");
  await writeAtomically(path, proxy.bootstrap, 0o600);
  const args = ["--mode", "validate", "--config-path", path, "--disable-hot-restart", ...proxy.args];
  // A file, because access logs open `/dev/stdout`, and what Node calls a pipe cannot be opened.
  const said = join(directory, "candidate.log");
  const output = await open(said, "w", 0o600);
  try {
    const child = spawn(binary.path, args, { stdio: ["ignore", output.fd, output.fd], timeout: 30_000 });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    if (code === 0) return undefined;
    const lastLines = (await readFile(said, "utf8")).trim().split("\n").slice(-40);
    return toStartProblem({ code, signal: child.signalCode, lastLines });
  } finally {
    await output.close();
  }
}
