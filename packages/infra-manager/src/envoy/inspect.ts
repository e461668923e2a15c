import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";

/** What a binary says of itself, or why it does not run. */
export type Inspection =
  | { readonly kind: "envoy"; readonly version: string; readonly hotRestart: string | undefined }
  | { readonly kind: "unusable"; readonly reason: string };

/** Runs a binary to see that it is an Envoy, of which version, and whether it can hand its sockets over. */
export async function inspect(path: string): Promise<Inspection> {
  const [version, hotRestart] = await Promise.all([run(path, "--version"), run(path, "--hot-restart-version")]);
  if (!version.ok) return { kind: "unusable", reason: version.text };
  const number = /version:\s*\S*?\/(\d+\.\d+\.\d+)/.exec(version.text)?.[1];
  if (number === undefined) return { kind: "unusable", reason: "it is not an Envoy" };
  const protocol = hotRestart.ok && (await sharesMemory()) ? /^\d+\.\d+/.exec(hotRestart.text)?.[0] : undefined;
  return { kind: "envoy", version: number, hotRestart: protocol };
}

async function run(path: string, argument: string): Promise<{ readonly ok: boolean; readonly text: string }> {
  return await new Promise((resolve) => {
    execFile(path, [argument], { timeout: 20_000 }, (error, stdout, stderr) => {
      // Envoy answers these questions partly on one stream, partly on the other.
      if (error === null) return resolve({ ok: true, text: `${stdout}${stderr}`.trim() });
      resolve({ ok: false, text: stderr.trim().split("\n")[0] || reasonOf(error) });
    });
  });
}

function reasonOf(error: Error & { code?: unknown }): string {
  switch (error.code) {
    case "ENOENT":
      return "there is no such file";
    case "EACCES":
      return "it may not be executed";
    default:
      return error.message.split("\n")[0] ?? "it does not run";
  }
}

/** Envoys that follow one another meet in shared memory. */
async function sharesMemory(): Promise<boolean> {
  if (process.platform !== "linux") return true;
  return await access("/dev/shm", constants.W_OK).then(
    () => true,
    () => false,
  );
}
