import { type BigIntStats, closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";

/** What a file holds now, or why that cannot be said. */
export type FileContent =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "unreadable"; readonly message: string }
  | { readonly kind: "absent" }
  /** A folder, where files were looked for. */
  | { readonly kind: "folder" };

/** Content, and a mark that differs when the content may differ; no mark: look again next time. */
export interface ReadFile {
  readonly content: FileContent;
  readonly mark: string | undefined;
}

/** Manifests beyond this are a mistake (a log, a disk image) that must not fill the memory. */
const maxBytes = 64 * 2 ** 20;

/** File systems stamp changes with a clock of some milliseconds: a younger file may change without a new stamp. */
const stampMs = 50;

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Reads one file whole; never blocks on a pipe and never throws. */
export function readManifestFile(path: string): ReadFile {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return { content: { kind: "absent" }, mark: undefined };
    return unreadable(`cannot be read: ${reasonOf(error)}`);
  }
  try {
    const stat = fstatSync(descriptor, { bigint: true });
    if (stat.isDirectory()) return { content: { kind: "folder" }, mark: undefined };
    if (!stat.isFile()) return unreadable("is not a regular file");
    if (stat.size > maxBytes) return unreadable(`has ${stat.size} bytes, more than the ${maxBytes} that are read`);
    const text = decoder.decode(readFileSync(descriptor));
    const after = markOf(fstatSync(descriptor, { bigint: true }));
    return { content: { kind: "text", text }, mark: after === markOf(stat) ? after : undefined };
  } catch (error) {
    if (error instanceof TypeError) return unreadable("is not UTF-8 text");
    return unreadable(`cannot be read: ${reasonOf(error)}`);
  } finally {
    closeSync(descriptor);
  }
}

/** A mark of the file's state; equal marks mean equal content, absent means that nobody can tell. */
export function markOf(stat: BigIntStats): string | undefined {
  const youngest = Math.max(Number(stat.mtimeMs), Number(stat.ctimeMs));
  if (Date.now() - youngest < stampMs) return undefined;
  return `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}`;
}

/** The system's name for what went wrong, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Words for a person: what the system said, without Node's prefix. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  if (code === "ENOENT") return "no such file or folder";
  if (code === "ELOOP") return "symbolic links lead in a circle";
  return error instanceof Error ? error.message : String(error);
}

function unreadable(message: string): ReadFile {
  return { content: { kind: "unreadable", message }, mark: undefined };
}
