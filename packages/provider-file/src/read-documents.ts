import { applyDefaults, keyOf, type Parsed, parseDocument, placeKeyOf, splitDocuments } from "@sluice/resources";
import type { ManifestDocument, ReadDocuments } from "./manifest.ts";

interface Read {
  readonly line: number;
  readonly document: ManifestDocument;
}

/** Reads manifests, and of a changed file only the documents whose text is new. */
export function createReadDocuments(defaultNamespace: string): ReadDocuments {
  /** By path, then by text. */
  const known = new Map<string, ReadonlyMap<string, Read>>();
  return (path, text) => {
    const before = known.get(path);
    const now = new Map<string, Read>();
    const documents = splitDocuments(text).map((part) => {
      const read = moved(before?.get(part.text) ?? now.get(part.text), part.line) ?? {
        line: part.line,
        document: toDocument(parseDocument(part.text, { file: path, line: part.line, defaultNamespace })),
      };
      now.set(part.text, read);
      return read.document;
    });
    if (now.size === 0) known.delete(path);
    else known.set(path, now);
    return documents;
  };
}

/** The same document at another line; one with problems is read again, because they name lines. */
function moved(read: Read | undefined, line: number): Read | undefined {
  if (!read || read.line === line) return read;
  const { objects, problems } = read.document;
  if (problems.length > 0) return undefined;
  const shifted = objects.map((object) => ({ ...object, line: object.line + line - read.line }));
  return { line, document: { ...read.document, objects: shifted } };
}

function toDocument({ objects, reports, refused, places }: Parsed): ManifestDocument {
  const refusedIds = new Set(refused.map(placeKeyOf));
  const nameless = reports.some(
    ({ severity, about }) =>
      severity === "error" && !refusedIds.has(`${about.kind}/${keyOf(about.namespace, about.name)}`),
  );
  return {
    objects: objects.map((resource) => {
      const id = placeKeyOf({ ...resource.metadata, kind: resource.kind });
      // A cluster's API server would fill them in; nobody else does here.
      return { id, resource: applyDefaults(resource), line: places.get(id)?.line ?? 1 };
    }),
    broken: nameless ? [...refused, undefined] : refused,
    problems: reports,
  };
}
