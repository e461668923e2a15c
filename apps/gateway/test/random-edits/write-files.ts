import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FileWrite, Random } from "./model.ts";

/** Writes one file the way different programs do: in place, in two halves, or by renaming a finished copy over it. */
export async function writeFile(folder: string, { file, text }: FileWrite, random: Random): Promise<void> {
  const path = join(folder, file);
  if (text === undefined) {
    rmSync(path, { force: true });
    return;
  }
  switch (random.below(3)) {
    case 0:
      writeFileSync(path, text);
      return;
    case 1: {
      const middle = Math.floor(text.length / 2);
      writeFileSync(path, text.slice(0, middle));
      await new Promise((resolve) => setTimeout(resolve, random.below(4)));
      writeFileSync(path, text);
      return;
    }
    default: {
      const copy = join(folder, `.${file}.tmp`);
      writeFileSync(copy, text);
      renameSync(copy, path);
    }
  }
}
