import type { Json } from "../schema/dsl.ts";

/*
 * What generated rules call: the operations of CEL on plain JSON, as an API server has them. An operation that has no result
 * (a field that is absent, an entry out of range) throws; `&&`, `||` and the macros take the other side's word for it if that
 * alone decides. Durations are nanoseconds.
 */

/** An operation without a result. */
class NoResult extends Error {}

function none(why: string): never {
  throw new NoResult(why);
}

type Entries = { readonly [field: string]: Json };

function isEntries(value: Json | undefined): value is Entries {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a rule holds; one that has no result does not, as in an API server. */
export function holds(rule: (self: Json) => Json, self: Json): boolean {
  try {
    return rule(self) === true;
  } catch (error) {
    if (error instanceof NoResult) return false;
    throw error;
  }
}

/** `has(of.field)` */
export function has(of: Json, field: string): boolean {
  if (!isEntries(of)) return none(`${field} of no object`);
  return of[field] !== undefined && Object.hasOwn(of, field);
}

/** `of.field` */
export function get(of: Json, field: string): Json {
  const value = isEntries(of) && Object.hasOwn(of, field) ? of[field] : undefined;
  return value === undefined ? none(`no ${field}`) : value;
}

/** `of[at]` */
export function at(of: Json, index: Json): Json {
  if (!Array.isArray(of)) return typeof index === "string" ? get(of, index) : none("no key");
  const value = typeof index === "number" ? (of[index] as Json | undefined) : undefined;
  return value === undefined ? none("out of range") : value;
}

/** `left && right` */
export function and(left: () => Json, right: () => Json): boolean {
  return decide(left, right, false);
}

/** `left || right` */
export function or(left: () => Json, right: () => Json): boolean {
  return decide(left, right, true);
}

function decide(left: () => Json, right: () => Json, decisive: boolean): boolean {
  let first: Json;
  try {
    first = left();
  } catch (error) {
    if (error instanceof NoResult && right() === decisive) return decisive;
    throw error;
  }
  return first === decisive ? decisive : right() === true;
}

/** `range.all(x, test)` */
export function all(range: Json, test: (entry: Json) => Json): boolean {
  return until(range, test, false);
}

/** `range.exists(x, test)` */
export function exists(range: Json, test: (entry: Json) => Json): boolean {
  return until(range, test, true);
}

function until(range: Json, test: (entry: Json) => Json, decisive: boolean): boolean {
  let failed: unknown;
  for (const entry of entriesOf(range)) {
    try {
      if (test(entry) === decisive) return decisive;
    } catch (error) {
      failed = error;
    }
  }
  if (failed !== undefined) throw failed;
  return !decisive;
}

/** `range.exists_one(x, test)` */
export function existsOne(range: Json, test: (entry: Json) => Json): boolean {
  return filter(range, test).length === 1;
}

/** `range.filter(x, test)` */
export function filter(range: Json, test: (entry: Json) => Json): Json[] {
  return entriesOf(range).filter((entry) => test(entry) === true);
}

/** Of an object the names of its fields. */
function entriesOf(range: Json): readonly Json[] {
  if (Array.isArray(range)) return range;
  return isEntries(range) ? Object.keys(range) : none("nothing to go through");
}

/** `left == right` */
export function equal(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((entry, index) => equal(entry, right[index] as Json));
  }
  const [a, b] = [left as Entries, right as Entries];
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => key in b && equal(a[key] as Json, b[key] as Json))
  );
}

/** `left in right` */
export function isIn(left: Json, right: Json): boolean {
  if (Array.isArray(right)) return right.some((entry) => equal(left, entry as Json));
  return isEntries(right) && typeof left === "string" && Object.hasOwn(right, left);
}

/** `left + right` */
export function plus(left: Json, right: Json): Json {
  if (typeof left === "number" && typeof right === "number") return left + right;
  if (typeof left === "string" && typeof right === "string") return left + right;
  return Array.isArray(left) && Array.isArray(right) ? [...left, ...right] : none("no sum");
}

/** A value that `<` and its like can compare. */
export function ordered(value: Json): number {
  return typeof value === "number" ? value : none("no order");
}

/** `of.size()` */
export function size(of: Json): number {
  if (typeof of === "string") return lengthOf(of);
  if (Array.isArray(of)) return of.length;
  return isEntries(of) ? Object.keys(of).length : none("no size");
}

function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** A value that functions of text take. */
export function text(value: Json): string {
  return typeof value === "string" ? value : none("no text");
}

/** `value.lowerAscii()` */
export function lowerAscii(value: string): string {
  return value.replace(/[A-Z]+/g, (part) => part.toLowerCase());
}

/** `value.upperAscii()` */
export function upperAscii(value: string): string {
  return value.replace(/[a-z]+/g, (part) => part.toUpperCase());
}

/** `value.substring(from)`, in code points */
export function substring(value: string, from: number): string {
  const points = [...value];
  return from < 0 || from > points.length ? none("out of range") : points.slice(from).join("");
}

const units: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** `duration(value)`, as Go reads it */
export function duration(value: string): number {
  const match = /^([-+]?)((?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/.exec(value);
  if (match === null) return none("no duration");
  let sum = 0;
  for (const [, number, unit] of (match[2] ?? "").matchAll(/([0-9.]+)([a-zµμ]+)/g)) {
    sum += Number(number) * (units[unit ?? ""] ?? 0);
  }
  return match[1] === "-" ? -sum : sum;
}

/** `isIP(value)`: without a zone, and not an IPv4 address in the clothes of IPv6, as Kubernetes has it */
export function isIP(value: string): boolean {
  if (isIPv4(value)) return true;
  const halves = value.split("::");
  if (halves.length > 2 || !value.includes(":") || /:.*\./.test(value.replace(/:[0-9.]+$/, ""))) return false;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1)?.at(-1) ?? "";
  let count = groups.flat().length;
  if (last.includes(".")) {
    if (!isIPv4(last)) return false;
    groups.at(-1)?.pop();
    count++;
  }
  if (!groups.flat().every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  if (/^(0{1,4}:){5}|^::/.test(value) && /(^|:)f{4}:([0-9.]+|[0-9a-f]{1,4}:[0-9a-f]{1,4})$/i.test(value)) return false;
  return halves.length === 2 ? count <= 7 : count === 8;
}

function isIPv4(value: string): boolean {
  return /^(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\.(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}$/.test(value);
}
