import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Writes a file so that readers see the old or the new content, never a part; folders are made for the owner alone. */
export async function writeAtomically(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.${serial++}.tmp`;
  try {
    await writeFile(draft, content, { mode });
    // The umask may have taken bits from the mode above.
    await chmod(draft, mode);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

let serial = 0;
