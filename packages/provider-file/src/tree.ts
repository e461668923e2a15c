import { type Dirent, lstatSync, readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { locate } from "./locate.ts";
import { type FileContent, markOf, readManifestFile, reasonOf } from "./read-file.ts";

/** What one look at the disk found. Files that did not change are not mentioned. */
export interface Look {
  readonly files: readonly FoundFile[];
  /** Roots that cannot be read now, in words; their files stay as they were. */
  readonly lost: readonly string[];
}

/** A file that is new, different or gone (`absent`). */
export interface FoundFile {
  /** As the user wrote it, with the file's name behind a folder's. */
  readonly path: string;
  /** Files of equal objects are ordered by this: the order of the given paths, then by name. */
  readonly rank: string;
  readonly content: Exclude<FileContent, { kind: "folder" }>;
  /** It vanished together with its folder, which is back: perhaps not everything is back yet. */
  readonly folderIsNew: boolean;
}

/** The files below some roots, and the folders whose events tell that they changed. */
export interface Tree {
  /** Looks at everything; `folders` is up to date afterwards. */
  lookAtAll(): Look;
  /** Looks at one name in a watched folder; absent when that needs a look at everything. */
  lookAt(folder: string, name: string): Look | undefined;
  /** Folders to watch: for any name (a folder of manifests) or for some (a link, a listed file). */
  folders(): ReadonlyMap<string, "any" | ReadonlySet<string>>;
}

interface Root {
  readonly given: string;
  readonly order: string;
  /** The folder's identity and contents when it was last seen. */
  seen: { readonly device: number; readonly identity: string } | undefined;
  lost: string | undefined;
}

interface Entry {
  readonly root: Root;
  readonly path: string;
  readonly rank: string;
  mark: string | undefined;
  content: FileContent;
}

const manifestName = /^[^.].*\.(ya?ml|json)$/i;

/** Starts with nothing seen; the first `lookAtAll` finds every file. */
export function createTree(paths: readonly string[]): Tree {
  const roots = paths.map<Root>((given, index) => ({
    given,
    order: String(index).padStart(4, "0"),
    seen: undefined,
    lost: undefined,
  }));
  /** By absolute path: a file that two roots name belongs to the first. */
  const entries = new Map<string, Entry>();
  let folders = new Map<string, "any" | Set<string>>();
  /** The root behind each real folder of manifests; a folder that two roots lead to is not told apart by name. */
  let manifestFolders = new Map<string, { readonly absolute: string; readonly root: Root } | "shared">();

  const watchNames = (watch: readonly { readonly folder: string; readonly name: string }[]): void => {
    for (const { folder, name } of watch) {
      const names = folders.get(folder);
      if (names === "any") continue;
      if (names) names.add(name);
      else folders.set(folder, new Set([name]));
    }
  };

  const read = (entry: Entry, absolute: string, folderIsNew: boolean): FoundFile | undefined => {
    const file = readManifestFile(absolute);
    entry.mark = file.mark;
    const content = file.content.kind === "absent" && isLink(absolute) ? brokenLink : file.content;
    if (content.kind === "folder") return undefined;
    if (sameContent(entry.content, content)) return undefined;
    entry.content = content;
    return { path: entry.path, rank: entry.rank, content, folderIsNew };
  };

  const enter = (root: Root, absolute: string, path: string): Entry => {
    const known = entries.get(absolute);
    if (known) return known;
    const rank = `${root.order}/${basename(absolute)}`;
    const entry: Entry = { root, path, rank, mark: undefined, content: { kind: "absent" } };
    entries.set(absolute, entry);
    return entry;
  };

  const leave = (entry: Entry, absolute: string, folderIsNew: boolean): FoundFile | undefined => {
    entries.delete(absolute);
    if (entry.content.kind === "absent") return undefined;
    return { path: entry.path, rank: entry.rank, content: { kind: "absent" }, folderIsNew };
  };

  const lookAtFile = (root: Root, absolute: string, path: string, folderIsNew: boolean): FoundFile | undefined => {
    const entry = enter(root, absolute, path);
    if (entry.root !== root) return undefined;
    if (entry.mark !== undefined && entry.mark === markAt(absolute)) return undefined;
    return read(entry, absolute, folderIsNew);
  };

  const lookAtRoot = (root: Root, found: FoundFile[]): void => {
    const absolute = resolve(root.given);
    const { real, watch } = locate(absolute);
    watchNames(watch);
    if ("missing" in real) {
      root.lost = real.missing;
      return;
    }
    const stat = statSync(real.path);
    if (!stat.isDirectory()) {
      const file = lookAtFile(root, absolute, root.given, false);
      if (file?.content.kind === "absent") root.lost = "no such file or folder";
      else {
        root.lost = undefined;
        if (file) found.push(file);
      }
      return;
    }
    folders.set(real.path, "any");
    manifestFolders.set(real.path, manifestFolders.has(real.path) ? "shared" : { absolute, root });
    const listed = manifestsIn(real.path);
    const own = [...entries].filter(([, entry]) => entry.root === root);
    const had = own.some(([, entry]) => entry.content.kind !== "absent");
    if (root.seen && had && listed.length === 0 && root.seen.device !== stat.dev) {
      root.lost = "the folder is empty and on another device than before, as if it were unmounted";
      return;
    }
    const identity = `${stat.ino}:${stat.birthtimeMs}`;
    const folderIsNew = root.lost !== undefined || (root.seen !== undefined && root.seen.identity !== identity);
    root.lost = undefined;
    root.seen = { device: stat.dev, identity };
    const present = new Set<string>();
    for (const file of listed) {
      if (file.isDirectory()) continue;
      const at = join(absolute, file.name);
      present.add(at);
      if (file.isSymbolicLink()) watchNames(locate(at).watch);
      const changed = lookAtFile(root, at, join(root.given, file.name), folderIsNew);
      if (changed) found.push(changed);
    }
    for (const [at, entry] of own) {
      const gone = present.has(at) ? undefined : leave(entry, at, folderIsNew);
      if (gone) found.push(gone);
    }
  };

  const lost = (): string[] =>
    roots.flatMap((root) => (root.lost === undefined ? [] : [`${root.given}: ${root.lost}`]));

  return {
    lookAtAll() {
      folders = new Map();
      manifestFolders = new Map();
      const found: FoundFile[] = [];
      for (const root of roots) {
        try {
          lookAtRoot(root, found);
        } catch (error) {
          root.lost = reasonOf(error);
        }
      }
      return { files: found, lost: lost() };
    },
    lookAt(folder, name) {
      const below = manifestFolders.get(folder);
      if (!below || below === "shared" || below.root.lost !== undefined) return undefined;
      const absolute = join(below.absolute, name);
      const known = entries.get(absolute);
      if (known?.root !== below.root || !isRegular(absolute)) return undefined;
      const changed = read(known, absolute, false);
      if (changed?.content.kind === "absent") entries.delete(absolute);
      return { files: changed ? [changed] : [], lost: lost() };
    },
    folders: () => folders,
  };
}

const brokenLink: FileContent = { kind: "unreadable", message: "is a symbolic link that leads nowhere" };

/** In the order of their names, whatever order the disk keeps. */
function manifestsIn(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => manifestName.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function isRegular(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function markAt(path: string): string | undefined {
  try {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stat && markOf(stat);
  } catch {
    return undefined; // Reading the file will tell what is wrong with it.
  }
}

function sameContent(a: FileContent, b: FileContent): boolean {
  switch (a.kind) {
    case "text":
      return b.kind === "text" && a.text === b.text;
    case "unreadable":
      return b.kind === "unreadable" && a.message === b.message;
    default:
      return a.kind === b.kind;
  }
}
