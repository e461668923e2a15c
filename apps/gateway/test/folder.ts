import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Makes a folder for a test, with an empty folder of manifests in it. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sluice-gateway-"));
  mkdirSync(join(folder, "manifests"));
  return folder;
}
