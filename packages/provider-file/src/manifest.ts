import type { Report } from "@sluice/ir";
import { placeKeyOf, type Resource, type ResourceId } from "@sluice/resources";
import type { FoundFile } from "./tree.ts";

/** One document of a file: its objects, and what is wrong with it. */
export interface ManifestDocument {
  readonly objects: readonly ManifestObject[];
  /** Objects that are there, but cannot be used as they stand; undefined: not even their name can be told. */
  readonly broken: readonly (ResourceId | undefined)[];
  readonly problems: readonly Report[];
}

/** One good object, and where it begins. */
export interface ManifestObject {
  readonly id: string;
  readonly resource: Resource;
  /** 1-based. */
  readonly line: number;
}

/** What one file says now, and what it still says because that cannot be understood. */
export interface Manifest {
  readonly path: string;
  readonly rank: string;
  readonly documents: readonly ManifestDocument[];
  /** Usable objects by id; of several with one id the last, as with `kubectl apply`. */
  readonly objects: ReadonlyMap<string, ManifestObject>;
  /** Last good objects whose text is broken now. */
  readonly kept: ReadonlyMap<string, ManifestObject>;
  readonly problems: readonly Report[];
  /** Objects with the id of a later one of the same file. */
  readonly repeated: readonly ManifestObject[];
  /** Differs when something else is broken; "" when nothing is. */
  readonly brokenAs: string;
  /** The text stops in the middle of a line: perhaps its writer has not finished. */
  readonly unfinished: boolean;
}

/** The documents of a text; equal documents of successive texts are equal by identity. */
export type ReadDocuments = (path: string, text: string) => readonly ManifestDocument[];

/**
 * Reads a file's new content. What is broken keeps its last good objects from `before`; what is not there any more is not
 * kept, unless the last document is broken or cannot be named, because then the file may be half-written.
 */
export function readManifest(file: FoundFile, before: Manifest | undefined, readDocuments: ReadDocuments): Manifest {
  const { path, rank, content } = file;
  switch (content.kind) {
    case "absent":
      return { ...nothing, path, rank };
    case "unreadable":
      return {
        ...nothing,
        path,
        rank,
        kept: everythingOf(before),
        problems: [
          aboutFile(path, content.message, "Make it readable; until then its last good objects stay in force."),
        ],
        brokenAs: content.message,
      };
    case "text":
      return readText(file, content.text, { before, readDocuments });
  }
}

/** A problem of a file as a whole, or of a part in which no object can be told. */
export function aboutFile(path: string, message: string, remedy: string): Report {
  return {
    key: `file/${path}/whole`,
    about: { group: "", kind: "", namespace: "", name: "" },
    severity: "error",
    problem: { kind: "syntax", message: `The file ${message}.`, remedy, place: { file: path } },
  };
}

const nothing = {
  documents: [],
  objects: new Map<string, ManifestObject>(),
  kept: new Map<string, ManifestObject>(),
  problems: [],
  repeated: [],
  brokenAs: "",
  unfinished: false,
};

function readText(
  { path, rank }: FoundFile,
  text: string,
  { before, readDocuments }: { readonly before: Manifest | undefined; readonly readDocuments: ReadDocuments },
): Manifest {
  const last = everythingOf(before);
  if (text.trim() === "" && last.size > 0) {
    const remedy = "Delete the file, or leave a comment in it, to remove them.";
    const problems = [aboutFile(path, `is empty; its ${count(last.size)} in force`, remedy)];
    return { ...nothing, path, rank, kept: last, problems, brokenAs: "empty" };
  }
  const documents = readDocuments(path, text);
  const objects = new Map<string, ManifestObject>();
  const repeated: ManifestObject[] = [];
  for (const document of documents)
    for (const object of document.objects) {
      const earlier = objects.get(object.id);
      if (earlier) repeated.push(earlier);
      objects.set(object.id, object);
    }
  const broken = documents.flatMap((document) => document.broken);
  const halfWritten = broken.includes(undefined) || (documents.at(-1)?.broken.length ?? 0) > 0;
  const brokenIds = new Set(broken.flatMap((id) => (id ? [placeKeyOf(id)] : [])));
  const kept = new Map([...last].filter(([id]) => !objects.has(id) && (halfWritten || brokenIds.has(id))));
  const problems = [...documents.flatMap((document) => document.problems), ...mayBeHalfWritten(path, kept, brokenIds)];
  const brokenAs = broken.length === 0 ? "" : problems.map(({ problem }) => problem.message).join("\n");
  const unfinished = !text.endsWith("\n") && !/^\s*[[{]/.test(text);
  return { path, rank, documents, objects, kept, problems, repeated, brokenAs, unfinished };
}

/** Tells that objects stay in force although the file does not name them any more. */
function mayBeHalfWritten(
  path: string,
  kept: ReadonlyMap<string, ManifestObject>,
  named: ReadonlySet<string>,
): readonly Report[] {
  const ids = [...kept.keys()].filter((id) => !named.has(id));
  if (ids.length === 0) return [];
  const shown = ids
    .slice(0, 3)
    .map((id) => id.replace("/", " "))
    .join(", ");
  const more = ids.length > 3 ? ` and ${ids.length - 3} more` : "";
  const message = `may be half-written; what is not in it any more stays in force: ${shown}${more}`;
  return [aboutFile(path, message, "Repair its broken document; what is missing then is removed.")];
}

function everythingOf(manifest: Manifest | undefined): ReadonlyMap<string, ManifestObject> {
  if (!manifest) return nothing.objects;
  return manifest.kept.size === 0 ? manifest.objects : new Map([...manifest.kept, ...manifest.objects]);
}

function count(objects: number): string {
  return objects === 1 ? "object from before stays" : `${objects} objects from before stay`;
}
