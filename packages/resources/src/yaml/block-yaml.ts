import type { Json } from "../schema/dsl.ts";

/**
 * Reads the YAML that people and tools write for Kubernetes — block mappings and sequences, one-line scalars, literal
 * block scalars — about ten times as fast as a full YAML reader. Gives `undefined` for everything else (anchors, tags,
 * flow collections, text over several lines, mistakes): then the full reader decides.
 */
export function readBlockYaml(text: string): { readonly value: Json } | undefined {
  // Tabs are legal in odd places, and "\r" ends a line: both are left to the full reader.
  if (/[\r\t\ufeff]/.test(text)) return undefined;
  const reader = new BlockReader(text.split("\n"));
  try {
    return { value: reader.document() };
  } catch (thrown) {
    if (thrown === beyond) return undefined;
    throw thrown;
  }
}

/** Thrown at the first thing that is not in the subset. */
const beyond: Error = new Error("beyond the subset");

type Container = { [key: string]: Json };

const plainKey = /^([A-Za-z_][\w./$-]*) *:(?: +(.*))?$/;
const quotedKey = /^(?:"([^"\\]*)"|'([^']*)') *:(?: +(.*))?$/;
const doubleQuoted = /^("(?:[^"\\]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*")(?: +#.*| *)$/;
const singleQuoted = /^'((?:[^']|'')*)'(?: +#.*| *)$/;
const literal = /^\|([+-]?)(?: +#.*| *)$/;
const wholeNumber = /^-?(?:0|[1-9][0-9]{0,14})$/;
const numberLike = /^[-+]?(?:[0-9]|\.[0-9]|\.inf|\.Inf|\.INF)|^\.nan$|^\.NaN$|^\.NAN$/;
const words: { readonly [word: string]: Json } = {
  "~": null,
  null: null,
  Null: null,
  NULL: null,
  true: true,
  True: true,
  TRUE: true,
  false: false,
  False: false,
  FALSE: false,
};

class BlockReader {
  readonly #lines: readonly string[];
  #at = 0;
  /** Of the current line; the content has no indentation and no trailing spaces. */
  #indent = -1;
  #content = "";

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  document(): Json {
    this.#settle();
    if (this.#content === "---") this.#next();
    if (this.#indent < 0) return null;
    const value = this.#node();
    if (this.#indent >= 0) throw beyond;
    return value;
  }

  #next(): void {
    this.#at += 1;
    this.#settle();
  }

  /** Goes on to the first line with content; at the end the indent is -1. */
  #settle(): void {
    for (; this.#at < this.#lines.length; this.#at++) {
      const line = this.#lines[this.#at] ?? "";
      let indent = 0;
      while (line.charCodeAt(indent) === 32) indent++;
      if (indent === line.length || line.charCodeAt(indent) === 35) continue;
      this.#indent = indent;
      this.#content = withoutTrailingSpaces(line.slice(indent));
      return;
    }
    this.#indent = -1;
    this.#content = "";
  }

  #node(): Json {
    return isItem(this.#content) ? this.#sequence(this.#indent) : this.#mapping(this.#indent);
  }

  #mapping(indent: number): Json {
    const into: Container = {};
    do {
      const pair = plainKey.exec(this.#content);
      let key = pair?.[1];
      let rest = pair?.[2] ?? "";
      if (key === undefined) {
        const quoted = quotedKey.exec(this.#content);
        key = quoted?.[1] ?? quoted?.[2];
        if (key === undefined) throw beyond;
        rest = quoted?.[3] ?? "";
      } else if (key in words) throw beyond;
      if (key === "__proto__" || Object.hasOwn(into, key)) throw beyond;
      into[key] = this.#value(rest, indent, true);
    } while (this.#indent === indent && !isItem(this.#content));
    if (this.#indent >= indent) throw beyond;
    return into;
  }

  #sequence(indent: number): Json {
    const into: Json[] = [];
    do {
      let skip = 1;
      while (this.#content.charCodeAt(skip) === 32) skip++;
      const rest = this.#content.slice(skip);
      if (rest !== "" && (isItem(rest) || plainKey.test(rest) || quotedKey.test(rest))) {
        // The rest of the line is the first line of a nested collection.
        this.#indent = indent + skip;
        this.#content = rest;
        into.push(this.#node());
      } else into.push(this.#value(rest, indent, false));
    } while (this.#indent === indent && isItem(this.#content));
    if (this.#indent > indent) throw beyond;
    return into;
  }

  /** The value after `key:` or `-`; `indent` is that of the collection it belongs to. */
  #value(rest: string, indent: number, ofKey: boolean): Json {
    if (rest === "" || rest.charCodeAt(0) === 35) {
      this.#next();
      if (this.#indent > indent) return this.#node();
      if (ofKey && this.#indent === indent && isItem(this.#content)) return this.#sequence(indent);
      return null;
    }
    const block = literal.exec(rest);
    if (block !== null) return this.#literal(indent, block[1] ?? "");
    const value = scalar(rest);
    this.#next();
    // A deeper line goes on with the scalar, or is a mistake.
    if (this.#indent > indent) throw beyond;
    return value;
  }

  #literal(parent: number, chomp: string): string {
    const found: string[] = [];
    let indent = -1;
    for (this.#at++; this.#at < this.#lines.length; this.#at++) {
      const line = this.#lines[this.#at] ?? "";
      let spaces = 0;
      while (line.charCodeAt(spaces) === 32) spaces++;
      const blank = spaces === line.length;
      if (indent < 0) {
        if (blank) {
          if (spaces > 0) throw beyond;
        } else if (spaces <= parent) break;
        else indent = spaces;
      } else if (!blank && spaces < indent) break;
      found.push(line.slice(Math.max(indent, 0)));
    }
    this.#settle();
    if (indent < 0 || chomp === "+") throw beyond;
    while (found.at(-1) === "") found.pop();
    return chomp === "-" ? found.join("\n") : `${found.join("\n")}\n`;
  }
}

/** Spaces only: other blanks of Unicode are content. */
function withoutTrailingSpaces(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 32) end--;
  return end === text.length ? text : text.slice(0, end);
}

function isItem(content: string): boolean {
  return content.charCodeAt(0) === 45 && (content.length === 1 || content.charCodeAt(1) === 32);
}

function scalar(source: string): Json {
  switch (source[0]) {
    case '"': {
      const quoted = doubleQuoted.exec(source);
      if (quoted?.[1] === undefined) throw beyond;
      return JSON.parse(quoted[1]) as string;
    }
    case "'": {
      const quoted = singleQuoted.exec(source);
      if (quoted?.[1] === undefined) throw beyond;
      return quoted[1].replaceAll("''", "'");
    }
    case "[":
      if (source === "[]") return [];
      throw beyond;
    case "{":
      if (source === "{}") return {};
      throw beyond;
    default:
      return plain(source);
  }
}

function plain(source: string): Json {
  const comment = source.indexOf(" #");
  const found = comment < 0 ? source : withoutTrailingSpaces(source.slice(0, comment));
  if (wholeNumber.test(found)) return Number(found);
  if (Object.hasOwn(words, found)) return words[found] ?? null;
  const first = found.charCodeAt(0);
  if (first < 65 || first > 122) {
    // Indicators of YAML, and numbers in their many spellings.
    if ("!&*|>%@,?:]}-=".includes(found[0] ?? "") && !/^[-:?][^\s,[\]{}]/.test(found)) throw beyond;
    if (numberLike.test(found) && isNumber(found)) throw beyond;
  } else if (first === 96 || first === 93) throw beyond;
  if (found.endsWith(":") || found.includes(": ")) throw beyond;
  return found;
}

/** Numbers other than plain whole ones: rare, and full of cases. */
function isNumber(source: string): boolean {
  return (
    /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(source) ||
    /^0[xo][0-9a-fA-F]+$/.test(source) ||
    /^[-+]?\.(?:inf|Inf|INF)$/.test(source) ||
    /^\.(?:nan|NaN|NAN)$/.test(source)
  );
}
