import { kept } from "@sluice/collections";
import { fail, type HttpMatch, type Outcome, ok, type PathMatch, type ValueMatch } from "@sluice/ir";
import type { HTTPRouteMatch } from "@sluice/resources";
import { regexFlaw } from "../regex.ts";

/** What one match of an HTTPRoute's rule asks for; the problem is a regular expression that RE2 does not take. */
export function toHttpMatch(match: HTTPRouteMatch): Outcome<HttpMatch> {
  const path =
    match.path === undefined ? undefined : toPathMatch(match.path.type ?? "PathPrefix", match.path.value ?? "/");
  const headers = toValueMatches(match.headers ?? []);
  const queryParams = toValueMatches(match.queryParams ?? []);
  const flaw = firstFlaw(path === undefined ? [] : [path], headers, queryParams);
  if (flaw !== undefined) return flaw;
  return ok({
    ...(path === undefined ? {} : { path }),
    ...(match.method === undefined ? {} : { method: match.method }),
    headers: kept(headers),
    queryParams: kept(queryParams),
    cookies: kept([]),
  });
}

function toPathMatch(type: string, value: string): PathMatch {
  switch (type) {
    case "Exact":
      return { kind: "exact", value };
    case "RegularExpression":
      return { kind: "regex", value };
    default:
      return { kind: "prefix", value };
  }
}

/** Matches on headers, query parameters or cookies as the Gateway API spells them. */
export function toValueMatches(
  matches: readonly { readonly type?: string; readonly name: string; readonly value: string }[],
): readonly ValueMatch[] {
  return matches.map(({ type, name, value }) => ({
    name,
    kind: type === "RegularExpression" ? "regex" : "exact",
    value,
  }));
}

/** The first regular expression among matches that RE2 does not take. */
export function firstFlaw(
  ...lists: readonly (readonly { readonly kind: string; readonly value: string }[])[]
): Outcome<never> | undefined {
  for (const { kind, value } of lists.flat()) {
    const flaw = kind === "regex" ? regexFlaw(value) : undefined;
    if (flaw !== undefined) {
      return fail({
        kind: "invalidValue",
        message: `the regular expression ${JSON.stringify(value)} is not valid: ${flaw}`,
        remedy: "Write it in RE2 syntax.",
      });
    }
  }
  return undefined;
}

/**
 * The same text for matches that take the same requests, whatever the order of their parts; header names are case-insensitive.
 * A missing path is the prefix `/`, and a prefix's last slash does not count.
 */
export function matchKey(match: HttpMatch): string {
  const path = match.path ?? { kind: "prefix", value: "/" };
  const value = path.kind === "prefix" && path.value !== "/" ? path.value.replace(/\/$/, "") : path.value;
  const headers = match.method === undefined ? match.headers : [...match.headers, methodMatch(match.method)];
  const part = (matches: readonly ValueMatch[], name: (name: string) => string): string[] =>
    matches.map((m) => JSON.stringify([name(m.name), m.kind, m.value, m.invert ?? false])).sort();
  return JSON.stringify([
    path.kind,
    value,
    part(headers, (name) => name.toLowerCase()),
    part(match.queryParams, (name) => name),
    part(match.cookies, (name) => name),
  ]);
}

function methodMatch(method: string): ValueMatch {
  return { name: ":method", kind: "exact", value: method };
}
