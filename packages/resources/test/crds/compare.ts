/** Any YAML value. */
type Value = string | number | boolean | null | readonly Value[] | Node;
interface Node {
  readonly [keyword: string]: Value;
}

/** One way in which two structural schemas treat a value differently. */
export interface Difference {
  /** Such as `spec.rules[].matches{}`: `[]` entries of a list, `{}` values of a map. */
  readonly path: string;
  readonly keyword: string;
  readonly ours: Value | undefined;
  readonly theirs: Value | undefined;
}

/** Compared as they are; rules (CEL) and descriptions are not compared. */
const keywords = [
  "type", "format", "default", "pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems",
  "minProperties", "maxProperties", "x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-list-type", "x-kubernetes-map-type",
] as const; // biome-ignore format: a list

/** All differences between two schemas, in the order of their paths. */
export function compareSchemas(ours: Value, theirs: Value): readonly Difference[] {
  const found: Difference[] = [];
  visit(flatten(node(ours)), flatten(node(theirs)), "", found);
  return found;
}

function visit(ours: Node, theirs: Node, path: string, found: Difference[]): void {
  const add = (keyword: string, a: Value | undefined, b: Value | undefined) => {
    if (text(a) !== text(b)) found.push({ path, keyword, ours: a, theirs: b });
  };
  for (const keyword of keywords) add(keyword, ours[keyword], theirs[keyword]);
  for (const keyword of ["enum", "required", "x-kubernetes-list-map-keys"]) {
    add(keyword, list(keyword, ours), list(keyword, theirs));
  }
  const fields = [node(ours.properties), node(theirs.properties)] as const;
  for (const name of [...new Set(fields.flatMap(Object.keys))].sort()) {
    const [a, b] = [fields[0][name], fields[1][name]];
    const at = path === "" ? name : `${path}.${name}`;
    if (a === undefined || b === undefined) {
      found.push({
        path: at,
        keyword: "field",
        ours: a === undefined ? "absent" : "there",
        theirs: b === undefined ? "absent" : "there",
      });
    } else visit(flatten(node(a)), flatten(node(b)), at, found);
  }
  for (const [keyword, mark] of [
    ["items", "[]"],
    ["additionalProperties", "{}"],
  ] as const) {
    const [a, b] = [ours[keyword], theirs[keyword]];
    if (a === undefined && b === undefined) continue;
    if (a === undefined || b === undefined)
      add(keyword, a === undefined ? "absent" : "there", b === undefined ? "absent" : "there");
    else visit(flatten(node(a)), flatten(node(b)), `${path}${mark}`, found);
  }
}

/** Spells out what is said in several ways: `allOf`, list types and formats that are the usual ones. */
function flatten(schema: Node): Node {
  const merged: { [keyword: string]: Value } = {};
  for (const part of [schema, ...(Array.isArray(schema.allOf) ? schema.allOf.map(node) : [])]) {
    for (const [keyword, value] of Object.entries(part)) {
      if (keyword === "enum" && Array.isArray(merged.enum))
        merged.enum = merged.enum.filter((v) => (value as Value[]).includes(v));
      else if (keyword !== "allOf") merged[keyword] = value;
    }
  }
  if (merged.minProperties === 0) delete merged.minProperties;
  if (merged.type === "array") merged["x-kubernetes-list-type"] ??= "atomic";
  // The usual size; a value that its limits keep below it may have either.
  if (merged.type === "integer") {
    const limited =
      typeof merged.maximum === "number" && merged.maximum < 2 ** 31 && typeof merged.minimum === "number";
    if (limited || merged.enum !== undefined) delete merged.format;
    // Longer numbers than these are no JSON numbers.
    else if (merged.format === undefined) merged.format = "int64";
  }
  return merged;
}

/** In any order. A field with a default is there in any case. */
function list(keyword: string, schema: Node): Value | undefined {
  const value = schema[keyword];
  if (!Array.isArray(value)) return value;
  const absent = (name: Value) => node(node(schema.properties)[String(name)]).default === undefined;
  const kept = [...new Set(keyword === "required" ? value.filter(absent) : value)].sort();
  return kept.length === 0 ? undefined : kept;
}

function text(value: Value | undefined): string {
  return (
    JSON.stringify(value, (_, each: Value) =>
      typeof each === "object" && each !== null && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).sort())
        : each,
    ) ?? ""
  );
}

function node(value: Value | undefined): Node {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Node) : {};
}
