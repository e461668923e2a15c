import { all, type Check, fine, rule } from "./check.ts";
import { type Bounds, type Choice, type NumberKind, type NumberRules, refuseOthers, set } from "./field-rules.ts";

type Show<T> = (value: T) => string;

/** The rules of the twelve numeric types. */
export function numberCheck(kind: NumberKind, rules: NumberRules<number | bigint>): Check<number | bigint> {
  const { const: constant, in: allowed, notIn, lt, lte, gt, gte, ignoreEmpty, ...others } = set(rules);
  refuseOthers(kind, others);
  const check = all([
    ...boundChecks(kind, { lt, lte, gt, gte }, String),
    ...choiceChecks<number | bigint>(kind, { const: constant, in: allowed, notIn }, String),
  ]);
  return ignoreEmpty === true ? (value) => (Number(value) === 0 ? fine : check(value)) : check;
}

/**
 * Lower and upper bound. When the upper one is not above the lower one, they mean the outside of the range. The conditions are negative so
 * that NaN passes, as it does in Envoy.
 */
export function boundChecks<T extends number | bigint>(family: string, bounds: Bounds<T>, show: Show<T>): Check<T>[] {
  const low = lowerBound(bounds, show);
  const high = upperBound(bounds, show);
  if (low !== undefined && high !== undefined && high.limit <= low.limit) {
    const holds = (value: T) => !(low.misses(value) && high.misses(value));
    return [rule(`${family}.${low.name}`, `must be ${high.phrase} or ${low.phrase}`, { holds, show })];
  }
  return [low, high]
    .filter((bound) => bound !== undefined)
    .map(({ name, phrase, misses }) =>
      rule(`${family}.${name}`, `must be ${phrase}`, { holds: (value: T) => !misses(value), show }),
    );
}

interface Bound<T> {
  readonly name: string;
  readonly limit: T;
  readonly phrase: string;
  readonly misses: (value: T) => boolean;
}

function lowerBound<T extends number | bigint>({ gt, gte }: Bounds<T>, show: Show<T>): Bound<T> | undefined {
  if (gt !== undefined) {
    return { name: "gt", limit: gt, phrase: `greater than ${show(gt)}`, misses: (value) => value <= gt };
  }
  if (gte === undefined) return undefined;
  return { name: "gte", limit: gte, phrase: `at least ${show(gte)}`, misses: (value) => value < gte };
}

function upperBound<T extends number | bigint>({ lt, lte }: Bounds<T>, show: Show<T>): Bound<T> | undefined {
  if (lt !== undefined) {
    return { name: "lt", limit: lt, phrase: `less than ${show(lt)}`, misses: (value) => value >= lt };
  }
  if (lte === undefined) return undefined;
  return { name: "lte", limit: lte, phrase: `at most ${show(lte)}`, misses: (value) => value > lte };
}

/** One constant, a list of allowed values, a list of forbidden ones. */
export function choiceChecks<T>(family: string, choice: Choice<T>, show: Show<T>): Check<T>[] {
  const { const: constant, in: allowed, notIn } = choice;
  const checks: Check<T>[] = [];
  if (constant !== undefined) {
    checks.push(rule(`${family}.const`, `must be ${show(constant)}`, { holds: (value) => value === constant }));
  }
  if (allowed !== undefined) {
    const phrase = `must be one of ${allowed.map(show).join(", ")}`;
    checks.push(rule(`${family}.in`, phrase, { holds: (value) => allowed.includes(value) }));
  }
  if (notIn !== undefined) {
    const phrase = `must be none of ${notIn.map(show).join(", ")}`;
    checks.push(rule(`${family}.not_in`, phrase, { holds: (value) => !notIn.includes(value) }));
  }
  return checks;
}

/** How long something is: exactly, at least, at most. */
export function sizeChecks<T>(
  measure: { readonly size: (value: T) => number; readonly unit: string },
  limits: readonly (readonly [name: string, kind: "exactly" | "at least" | "at most", limit: bigint | undefined])[],
): Check<T>[] {
  const { size, unit } = measure;
  return limits.flatMap(([name, kind, limit]) => {
    if (limit === undefined) return [];
    const bound = Number(limit);
    const holds = {
      exactly: (value: T) => size(value) === bound,
      "at least": (value: T) => size(value) >= bound,
      "at most": (value: T) => size(value) <= bound,
    }[kind];
    const show = (value: T) => String(size(value));
    return [rule(name, `must have ${kind} ${bound} ${unit}${bound === 1 ? "" : "s"}`, { holds, show })];
  });
}
