import type { Problem } from "@sluice/ir";
import {
  type Document,
  type DocumentOptions,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  type ParseOptions,
  parseDocument,
  type ScalarTag,
  type SchemaOptions,
  type YAMLError,
} from "yaml";
import type { Json } from "../schema/dsl.ts";
import type { Path } from "../schema/finding.ts";
import { readBlockYaml } from "./block-yaml.ts";

/** What one YAML or JSON document says, or why it cannot be read; lines count from 1 within the text. */
export type YamlResult =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly problem: Problem; readonly line: number };

/** `0644` is octal for kubectl (YAML 1.1); YAML 1.2 would read 644. */
const oldOctal: ScalarTag = {
  identify: () => false,
  default: true,
  tag: "tag:yaml.org,2002:int",
  test: /^[-+]?0[0-7]+$/,
  resolve: (source) => Number.parseInt(source, 8),
};

const options: ParseOptions & DocumentOptions & SchemaOptions = {
  merge: true,
  prettyErrors: false,
  customTags: (tags) => [oldOctal, ...tags],
};

/** Reads one document. */
export function readYaml(text: string): YamlResult {
  if (/^\s*\{/.test(text)) {
    try {
      return { ok: true, value: JSON.parse(text) as Json };
    } catch {
      // Either a flow mapping or broken JSON: the reader of YAML, a superset, knows and finds the place.
    }
  } else {
    const quick = readBlockYaml(text);
    if (quick !== undefined) return { ok: true, value: quick.value };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { ...options, lineCounter: lines });
  const error = document.errors[0];
  if (error !== undefined) {
    return { ok: false, problem: syntaxProblem(error), line: Math.max(1, lines.linePos(error.pos[0]).line) };
  }
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 100 }) as Json };
  } catch (thrown) {
    // An alias without its anchor, or aliases that multiply beyond reason.
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const message = `The document cannot be read: ${decapitalised(reason)}.`;
    return {
      ok: false,
      problem: { kind: "syntax", message, remedy: "Write the values out instead of using aliases." },
      line: 1,
    };
  }
}

/** The line, from 1, of the deepest value that a path reaches in a document. */
export function lineOf(text: string, path: Path): number {
  return lineFinder(text)(path);
}

/** The same for several paths of one document, which is read once. */
export function lineFinder(text: string): (path: Path) => number {
  let found: { readonly document: Document.Parsed; readonly lines: LineCounter } | undefined;
  return (path) => {
    if (found === undefined) {
      const lines = new LineCounter();
      found = { document: parseDocument(text, { ...options, lineCounter: lines }), lines };
    }
    const offset = offsetOf(found.document.contents, path);
    return offset === undefined ? 1 : Math.max(1, found.lines.linePos(offset).line);
  };
}

function offsetOf(root: ParsedNode | null, path: Path): number | undefined {
  let node: unknown = root;
  let offset = root?.range[0];
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) return offset;
      offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? offset) : offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item = node.items[Number(step)] as ParsedNode | undefined;
      if (item === undefined) return offset;
      offset = item.range[0];
      node = item;
    } else return offset;
  }
  return offset;
}

function syntaxProblem(error: YAMLError): Problem {
  switch (error.code) {
    case "DUPLICATE_KEY":
      return {
        kind: "syntax",
        message: "The same field is written twice in one object.",
        remedy: "Keep one of the two.",
      };
    case "TAB_AS_INDENT":
      return { kind: "syntax", message: "A tab indents this line.", remedy: "Indent with spaces." };
    case "BAD_INDENT":
      return {
        kind: "syntax",
        message: "The indentation of this line fits none of the lines above.",
        remedy: "Line it up with the field or list item that it belongs to.",
      };
    case "MISSING_CHAR":
      return {
        kind: "syntax",
        message: `Something is missing here: ${decapitalised(error.message)}.`,
        remedy: "Check the quotes, brackets, colons and commas of this line and the one above.",
      };
    default:
      return {
        kind: "syntax",
        message: `This is not YAML: ${decapitalised(error.message)}.`,
        remedy: "Check the indentation, quotes and colons of this line and the one above.",
      };
  }
}

function decapitalised(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, "");
}
