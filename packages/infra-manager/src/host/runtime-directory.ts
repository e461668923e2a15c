import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { identify, type ProcessIdentity, parseIdentity, runs } from "../process-identity.ts";

/** The folder of one run of Sluice: it names its owner, and every Envoy that the owner started. */
export class RuntimeDirectory {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Makes a folder for this process below `base`, which must belong to the user alone. */
  static async open(base: string): Promise<RuntimeDirectory> {
    await mkdir(base, { recursive: true, mode: 0o700 });
    const { uid } = await stat(base);
    if (uid !== process.getuid?.()) throw new Error(`${base} belongs to another user`);
    const name = `${process.pid}-${Date.now().toString(36)}-${serial++}`;
    // Appears with its owner's name in it: a folder without one would look abandoned.
    const draft = join(base, `.${name}`);
    await mkdir(draft, { mode: 0o700 });
    await writeFile(join(draft, ownerFile), JSON.stringify(identify(process.pid)));
    await rename(draft, join(base, name));
    return new RuntimeDirectory(join(base, name));
  }

  /** Remembers an Envoy until `forget`. */
  async remember(pid: number): Promise<void> {
    const identity = identify(pid);
    if (identity !== undefined) await writeFile(join(this.path, `${pid}${pidSuffix}`), JSON.stringify(identity));
  }

  async forget(pid: number): Promise<void> {
    await rm(join(this.path, `${pid}${pidSuffix}`), { force: true });
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

const ownerFile = "owner.json";
const pidSuffix = ".pid.json";
let serial = 0;

/** Ends the Envoys of owners that are gone, removes their folders, and gives the processes it ended. */
export async function endLeftovers(base: string): Promise<readonly number[]> {
  const entries = await readdir(base, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  const ended = await Promise.all(
    folders.map(async ({ name }) => {
      const folder = join(base, name);
      const owner = await readIdentity(join(folder, ownerFile));
      return owner !== undefined && runs(owner) ? [] : await endFolder(folder);
    }),
  );
  return ended.flat().sort((a, b) => a - b);
}

async function endFolder(folder: string): Promise<readonly number[]> {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith(pidSuffix));
  const found = await Promise.all(files.map((file) => readIdentity(join(folder, file))));
  const alive = found.filter((identity) => identity !== undefined && runs(identity)) as ProcessIdentity[];
  await Promise.all(alive.map(endProcess));
  await removeSharedMemory(folder);
  await rm(folder, { recursive: true, force: true });
  return alive.map(({ pid }) => pid);
}

async function readIdentity(path: string): Promise<ProcessIdentity | undefined> {
  return await readFile(path, "utf8").then(parseIdentity, () => undefined);
}

async function endProcess(identity: ProcessIdentity): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    try {
      process.kill(identity.pid, signal);
    } catch {
      return;
    }
    for (let waited = 0; waited < 2_000; waited += 25) {
      if (!runs(identity)) return;
      await wait(25);
    }
  }
}

/** Envoy leaves the memory that it shares with its successors behind; it names it after the base id. */
export async function removeSharedMemory(folder: string): Promise<void> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const file of files) {
    if (!file.isFile() || !file.name.startsWith("base-id-")) continue;
    const path = join(file.parentPath, file.name);
    const baseId = Number.parseInt(await readFile(path, "utf8").catch(() => ""), 10);
    if (Number.isInteger(baseId)) await rm(`/dev/shm/envoy_shared_memory_${baseId}0`, { force: true });
    await rm(path, { force: true });
  }
}
