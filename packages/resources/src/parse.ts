import type { Place, Report } from "@sluice/ir";
import { idOf, keyOf, placeKeyOf, refOf } from "./key.ts";
import type { KindMap, KindName, Resource, Resources } from "./kinds.ts";
import { isKindName, kindNames } from "./kinds.ts";
import type { ResourceId } from "./provider.ts";
import { type Identity, type ReadOptions, type ReadResult, readResource } from "./read-resource.ts";
import type { Json, JsonObject } from "./schema/dsl.ts";
import { fieldOf, type Path } from "./schema/finding.ts";
import { lineFinder, readYaml } from "./yaml/full-yaml.ts";
import { splitDocuments } from "./yaml/split-documents.ts";

/** Where a text comes from, and how its objects are read. */
export interface ParseOptions extends ReadOptions {
  /** Path or name of the text, shown in problems. */
  readonly file?: string;
  /** The line of the file, from 1, at which the text begins. Default: 1. */
  readonly line?: number;
}

/** What a text says. */
export interface Parsed {
  /** In the order of the text; of several objects with one name the last. */
  readonly objects: readonly Resource[];
  readonly reports: readonly Report[];
  /** Objects that are there but have errors: a reader that runs may keep their last good version. */
  readonly refused: readonly ResourceId[];
  /** Where each object begins, by `<kind>/<key>`. */
  readonly places: ReadonlyMap<string, Place>;
}

/** The same with the objects by kind. */
export interface ParsedResources extends Parsed {
  readonly resources: Resources;
}

/** Reads all objects of a text of YAML or JSON documents; a broken document takes no other one down. */
export function parseResources(text: string, options: ParseOptions = {}): ParsedResources {
  const first = options.line ?? 1;
  const parts = splitDocuments(text).map((part) =>
    parseDocument(part.text, { ...options, line: first + part.line - 1 }),
  );
  const parsed = mergeParsed(parts);
  return { ...parsed, resources: byKind(parsed.objects) };
}

/** Reads one document, as `splitDocuments` gives it. A `List` holds several objects. */
export function parseDocument(text: string, options: ParseOptions = {}): Parsed {
  const first = options.line ?? 1;
  const read = readYaml(text);
  if (!read.ok) {
    const place = placed(options.file, first + read.line - 1);
    const about = { group: "", kind: "", namespace: "", name: "" };
    const report: Report = {
      key: reportKey(about, place, 0),
      about,
      severity: "error",
      problem: { ...read.problem, place },
    };
    return { objects: [], reports: [report], refused: [], places: new Map() };
  }
  if (read.value === null) return { objects: [], reports: [], refused: [], places: new Map() };
  const line = lineFinder(text);
  const context: Context = {
    options,
    lineOf: (path) => (path.length === 0 ? firstLine(text) : line(path)) + first - 1,
  };
  const items = itemsOf(read.value).map((item) => readItem(item, context));
  return items.length === 1 && items[0] !== undefined ? items[0] : mergeParsed(items);
}

/**
 * Joins what several texts say. Two objects with one name are a mistake: the later one counts, as with `kubectl apply`,
 * and a warning names both places.
 */
export function mergeParsed(parts: readonly Parsed[]): Parsed {
  const objects = new Map<string, Resource>();
  const places = new Map<string, Place>();
  const reports: Report[] = [];
  const refused: ResourceId[] = [];
  for (const part of parts) {
    reports.push(...part.reports);
    refused.push(...part.refused);
    for (const object of part.objects) {
      const id = placeKeyOf(idOf(object));
      const place = part.places.get(id);
      if (objects.has(id)) reports.push(duplicate(object, place ?? {}, places.get(id)));
      // Deleted first, so that the later one takes the later position.
      objects.delete(id);
      objects.set(id, object);
      if (place !== undefined) places.set(id, place);
    }
  }
  return { objects: [...objects.values()], reports, refused, places };
}

/** One list per kind, each in the given order. */
export function byKind(objects: Iterable<Resource>): Resources {
  const lists = Object.fromEntries(kindNames.map((kind) => [kind, []])) as unknown as { [K in KindName]: KindMap[K][] };
  for (const object of objects) (lists[object.kind] as Resource[]).push(object);
  return lists;
}

/** Objects of one document and where each stands in it. */
interface Item {
  readonly value: Json;
  readonly path: Path;
}

interface Context {
  readonly options: ParseOptions;
  /** The line of the file. */
  readonly lineOf: (path: Path) => number;
}

function readItem({ value, path }: Item, { options, lineOf }: Context): Parsed {
  const read = readResource(value, options);
  const { kind, namespace, name } = read.about;
  const reports = reportsOf(read, (field) => placed(options.file, lineOf([...path, ...field]), field));
  if (read.resource !== undefined) {
    const places = new Map([[placeKeyOf(idOf(read.resource)), placed(options.file, lineOf(path))]]);
    return { objects: [read.resource], reports, refused: [], places };
  }
  const refused = isKindName(kind) && name !== "" ? [{ kind, namespace, name }] : [];
  return { objects: [], reports, refused, places: new Map() };
}

/** The objects of a `List`, in lists of lists too; any other value is one object. */
function itemsOf(value: Json, path: Path = []): readonly Item[] {
  if (!isList(value)) return [{ value, path }];
  const { items } = value;
  return items.flatMap((item, at) => itemsOf(item, [...path, "items", at]));
}

function isList(value: Json): value is JsonObject & { readonly items: readonly Json[] } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { kind, items } = value as JsonObject;
  return typeof kind === "string" && kind.endsWith("List") && Array.isArray(items);
}

function reportsOf(read: ReadResult, placeOf: (path: Path) => Place): Report[] {
  return read.findings.map(({ severity, problem, path }, at) => {
    const place = placeOf(path);
    return { key: reportKey(read.about, place, at), about: read.about, severity, problem: { ...problem, place } };
  });
}

function duplicate(object: Resource, place: Place, earlier: Place | undefined): Report {
  const about = refOf(object);
  const where = earlier?.line === undefined ? "before" : `in line ${earlier.line}${ofFile(earlier, place)}`;
  return {
    key: `${reportKey(about, place, 0)}#duplicate`,
    about,
    severity: "warning",
    problem: {
      kind: "duplicateObject",
      message: `${object.kind} ${object.key} is also written ${where}; this later one counts.`,
      remedy: "Remove or rename one of the two.",
      place,
    },
  };
}

function ofFile(earlier: Place, later: Place): string {
  return earlier.file === undefined || earlier.file === later.file ? "" : ` of ${earlier.file}`;
}

/** Unique among the reports of one text, and the same when the text is read again. */
function reportKey(about: Identity, place: Place, at: number): string {
  return `${place.file ?? ""}:${place.line ?? 0}/${about.kind}/${keyOf(about.namespace, about.name)}#${at}`;
}

function placed(file: string | undefined, line: number, path: Path = []): Place {
  const field = fieldOf(path);
  return { ...(file === undefined ? {} : { file }), line, ...(field === "" ? {} : { field }) };
}

/** The first line of a document with content. */
function firstLine(text: string): number {
  let line = 1;
  for (const source of text.split("\n", 1000)) {
    if (/^\s*[^\s#]/.test(source)) return line;
    line++;
  }
  return 1;
}
