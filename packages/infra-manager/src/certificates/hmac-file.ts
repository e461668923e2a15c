import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../atomic-file.ts";

/** Makes the secret that OIDC cookies are signed with, below the folder of certificates; its path when it was made. */
export async function ensureHmacFile(directory: string): Promise<string | undefined> {
  const folder = join(directory, "envoy-oidc-hmac");
  const path = join(folder, "hmac-secret");
  if (existsSync(path)) return undefined;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeAtomically(path, randomBytes(32), 0o600);
  return path;
}
