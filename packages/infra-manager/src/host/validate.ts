import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
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
  try {
    await promisify(execFile)(binary.path, args, { timeout: 30_000 });
    return undefined;
  } catch (error) {
    const { stderr = "", stdout = "", code } = error as { stderr?: string; stdout?: string; code?: number };
    const lastLines = `${stdout}\n${stderr}`.trim().split("\n");
    return toStartProblem({ code: typeof code === "number" ? code : null, signal: null, lastLines });
  }
}
