import type { HttpMatch, HttpRouteSet, PathMatch, ValueMatch } from "@sluice/ir";

/**
 * Where a route stands in its virtual host: a list of numbers to compare from the left, larger first.
 * The Gateway API asks for exact paths before prefixes, longer before shorter, then for a method, then for more matches before fewer;
 * regular expressions stand between exact paths and prefixes, as in Envoy Gateway.
 */
export type Precedence = readonly number[];

/** The precedence of a match. */
export function toPrecedence(match: HttpMatch): Precedence {
  return [
    pathRank(match.path),
    pathLength(match.path),
    hasMethod(match) ? 1 : 0,
    match.headers.length,
    exactCount(match.headers),
    match.cookies.length,
    exactCount(match.cookies),
    match.queryParams.length,
    exactCount(match.queryParams),
  ];
}

/** A CORS preflight of a match on a method matches its own method as a header. */
function hasMethod({ method, headers }: HttpMatch): boolean {
  return method !== undefined || headers.some(({ name }) => name === ":method");
}

const ranks: Readonly<Record<PathMatch["kind"], number>> = { exact: 2, regex: 1, prefix: 0 };

function pathRank(path: PathMatch | undefined): number {
  return path ? ranks[path.kind] : 0;
}

/** In bytes, as in Envoy Gateway; the prefix `/` matches everything and counts nothing. */
function pathLength(path: PathMatch | undefined): number {
  if (!path || (path.kind === "prefix" && path.value === "/")) return 0;
  return Buffer.byteLength(path.value);
}

function exactCount(matches: readonly ValueMatch[]): number {
  return matches.reduce((count, match) => count + (match.kind === "exact" ? 1 : 0), 0);
}

/** Compares two precedences: negative when the first goes first. */
export function byPrecedence(a: Precedence, b: Precedence): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (b[i] ?? 0) - (a[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Orders the sets of a virtual host by age: creation time, then namespace and name. */
export function byAge(a: Pick<HttpRouteSet, "age" | "key">, b: Pick<HttpRouteSet, "age" | "key">): number {
  if (a.age !== b.age) return a.age < b.age ? -1 : 1;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** What decides the place of a route. */
export interface Placed {
  readonly precedence: Precedence;
}

/** The routes of a virtual host in the order in which Envoy tries them; ties go to the older set, then to the earlier rule. */
export function inOrder<P extends Placed>(sets: readonly (readonly P[])[], preserveRouteOrder: boolean): readonly P[] {
  const routes = sets.flat();
  // Sorting is stable: equal precedence keeps the order of age.
  return preserveRouteOrder ? routes : routes.sort((a, b) => byPrecedence(a.precedence, b.precedence));
}
