import { lstatSync, readlinkSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { reasonOf } from "./read-file.ts";

/** Where a path leads now, and what to watch to notice when it leads elsewhere. */
export interface Located {
  /** The path with all symbolic links followed, or in words why it leads nowhere. */
  readonly real: { readonly path: string } | { readonly missing: string };
  /** Names in folders whose appearance, change or disappearance can change `real`. */
  readonly watch: readonly { readonly folder: string; readonly name: string }[];
}

/** Linux refuses longer chains, too. */
const maxLinks = 40;

/**
 * Follows a path link by link. Every link on the way is to be watched, not only the last one: releases are switched by
 * `current -> releases/7`, and a mounted ConfigMap by `..data -> ..2026_11_23`.
 */
export function locate(path: string): Located {
  const watch: { folder: string; name: string }[] = [];
  let parts = partsOf(resolve(path));
  let at: string = sep;
  let links = 0;
  try {
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      const next = join(at, part);
      const stat = lstatSync(next, { throwIfNoEntry: false });
      if (!stat || stat.isSymbolicLink() || parts.length === 0) watch.push({ folder: at, name: part });
      if (!stat) return { real: { missing: "no such file or folder" }, watch };
      if (!stat.isSymbolicLink()) {
        at = next;
        continue;
      }
      links += 1;
      if (links > maxLinks) return { real: { missing: "symbolic links lead in a circle" }, watch };
      parts = [...partsOf(resolve(dirname(next), readlinkSync(next))), ...parts];
      at = sep;
    }
  } catch (error) {
    return { real: { missing: reasonOf(error) }, watch };
  }
  return { real: { path: at }, watch };
}

function partsOf(absolute: string): string[] {
  return absolute.split(sep).filter((part) => part !== "");
}
