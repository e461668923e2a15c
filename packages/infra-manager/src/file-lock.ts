import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { identify, parseIdentity, runs } from "./process-identity.ts";

/** How a lock is waited for. */
export interface LockOptions {
  /** Called once, when another process holds the lock. */
  readonly onWait?: (pid: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Runs `work` while no other process and no other caller holds the lock at `path`; a dead holder's lock is taken. */
export async function withLock<T>(path: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const own = `${path}.${process.pid}.${serial++}`;
  await writeFile(own, JSON.stringify(identify(process.pid)));
  try {
    let told = false;
    while (!(await linked(own, path))) {
      const holder = await holderOf(path);
      if (holder === "gone") continue;
      if (holder === "dead") {
        await takeAway(path, own);
        continue;
      }
      if (!told) options.onWait?.(holder.pid);
      told = true;
      await wait(50, undefined, { signal: options.signal });
    }
    try {
      return await work();
    } finally {
      await rm(path, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
}

let serial = 0;

/** A link appears with its content, or not at all. */
async function linked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function holderOf(path: string): Promise<"gone" | "dead" | { readonly pid: number }> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    return "gone";
  }
  const holder = parseIdentity(text);
  return holder !== undefined && runs(holder) ? holder : "dead";
}

/** Renames before deleting: of two that find a dead holder, one must not delete the other's fresh lock. */
async function takeAway(path: string, own: string): Promise<void> {
  const away = `${own}.away`;
  try {
    await rename(path, away);
  } catch {
    return;
  }
  if (typeof (await holderOf(away)) === "object") await linked(away, path);
  await rm(away, { force: true });
}
