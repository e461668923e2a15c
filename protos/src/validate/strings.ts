import { all, type Check, fine, rule } from "./check.ts";
import { type BytesRules, refuseOthers, type StringRules, set } from "./field-rules.ts";
import { choiceChecks, sizeChecks } from "./numbers.ts";

/** The rules of strings. Messages do not show the value: it may be a secret. */
export function stringCheck(rules: StringRules): Check<string> {
  const { ignoreEmpty, ...checked } = set(rules);
  const { const: constant, in: allowed, notIn, ...text } = checked;
  const { len, minLen, maxLen, lenBytes, minBytes, maxBytes, ...content } = text;
  const check = all([
    ...choiceChecks<string>("string", { const: constant, in: allowed, notIn }, (value) => JSON.stringify(value)),
    ...sizeChecks({ size: characters, unit: "character" }, [
      ["string.len", "exactly", len],
      ["string.min_len", "at least", minLen],
      ["string.max_len", "at most", maxLen],
    ]),
    ...sizeChecks({ size: (value: string) => Buffer.byteLength(value), unit: "byte" }, [
      ["string.len_bytes", "exactly", lenBytes],
      ["string.min_bytes", "at least", minBytes],
      ["string.max_bytes", "at most", maxBytes],
    ]),
    ...contentChecks(content),
  ]);
  return ignoreEmpty === true ? (value) => (value === "" ? fine : check(value)) : check;
}

function contentChecks(rules: StringRules): Check<string>[] {
  const { prefix, suffix, contains, notContains, pattern, wellKnown, strict = true, ...others } = rules;
  refuseOthers("string", others);
  const checks: Check<string>[] = [];
  const add = (name: string, phrase: string, holds: (value: string) => boolean) =>
    checks.push(rule(`string.${name}`, phrase, { holds }));
  if (prefix !== undefined) add("prefix", `must begin with "${prefix}"`, (value) => value.startsWith(prefix));
  if (suffix !== undefined) add("suffix", `must end with "${suffix}"`, (value) => value.endsWith(suffix));
  if (contains !== undefined) add("contains", `must contain "${contains}"`, (value) => value.includes(contains));
  if (notContains !== undefined) {
    add("not_contains", `must not contain "${notContains}"`, (value) => !value.includes(notContains));
  }
  if (pattern !== undefined) {
    const regexp = new RegExp(pattern, "u");
    add("pattern", `must match ${pattern}`, (value) => regexp.test(value));
  }
  if (wellKnown?.case !== undefined) {
    const [phrase, regexp] = headerSyntax(wellKnown, strict);
    add("well_known_regex", phrase, (value) => regexp.test(value));
  }
  return checks;
}

const headerName = /^:?[0-9a-zA-Z!#$%&'*+-.^_|~`]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const headerValue = /^[^\0-\x08\x0A-\x1F\x7F]*$/;
const noLineBreaks = /^[^\0\n\r]*$/;

/**
 * HTTP header syntax, as protoc-gen-validate documents `well_known_regex`. Not strict means: no NUL and no line break; that
 * admits the empty string, for names too.
 */
function headerSyntax(wellKnown: NonNullable<StringRules["wellKnown"]>, strict: boolean): readonly [string, RegExp] {
  if (wellKnown.case !== "wellKnownRegex" || (wellKnown.value !== 1 && wellKnown.value !== 2)) {
    throw new Error(`bug: validation rule string.${wellKnown.case} is not implemented`);
  }
  const what = wellKnown.value === 1 ? "name" : "value";
  if (!strict) return [`must be an HTTP header ${what} without NUL or line breaks`, noLineBreaks];
  return [`must be a valid HTTP header ${what}`, wellKnown.value === 1 ? headerName : headerValue];
}

/** Counts code points, as protoc-gen-validate does. */
function characters(value: string): number {
  let count = value.length;
  for (let at = 0; at < value.length; at++) {
    const unit = value.charCodeAt(at);
    if (unit >= 0xdc00 && unit <= 0xdfff) count--; // the second half of a pair; strings from the wire have no lone halves
  }
  return count;
}

/** The rules of bytes. */
export function bytesCheck(rules: BytesRules): Check<Uint8Array> {
  const { len, minLen, maxLen, ignoreEmpty, ...others } = set(rules);
  refuseOthers("bytes", others);
  const check = all(
    sizeChecks({ size: (value: Uint8Array) => value.length, unit: "byte" }, [
      ["bytes.len", "exactly", len],
      ["bytes.min_len", "at least", minLen],
      ["bytes.max_len", "at most", maxLen],
    ]),
  );
  return ignoreEmpty === true ? (value) => (value.length === 0 ? fine : check(value)) : check;
}
