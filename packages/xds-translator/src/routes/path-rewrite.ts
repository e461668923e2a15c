import type { PathMatch } from "@sluice/ir";
import type { RegexMatchAndSubstitute } from "@sluice/protos/envoy/type/matcher/v3/regex";

/** What Envoy does to a path: it replaces the characters that a route matched, or those that a regular expression finds. */
export type Rewrite =
  | { readonly kind: "prefix"; readonly value: string }
  | { readonly kind: "regex"; readonly value: RegexMatchAndSubstitute };

/**
 * Replaces the segments of a matched prefix. A slash at the end of either says nothing (Gateway API, `HTTPPathModifier`), but Envoy
 * replaces characters: nothing in place of a prefix would leave two slashes (envoyproxy/envoy#26055). A replacement of the prefix `/`
 * runs into the segment that follows, as in Envoy Gateway, unless it ends in a slash (envoyproxy/gateway#6764).
 */
export function toPrefixRewrite(replacement: string, match: PathMatch | undefined): Rewrite {
  if (match && match.kind !== "prefix") return { kind: "prefix", value: replacement };
  const prefix = withoutSlash(match?.value ?? "");
  const target = withoutSlash(replacement);
  if (target === "") return { kind: "regex", value: toRemoval(prefix) };
  return { kind: "prefix", value: prefix === "" && replacement.endsWith("/") ? `${target}/` : target };
}

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, "");
}

function toRemoval(prefix: string): RegexMatchAndSubstitute {
  return { pattern: { regex: `^${quoteRegex(prefix === "" ? "/" : prefix)}\\/*` }, substitution: "/" };
}

/** Replaces the whole path, the query aside. */
export function toFullRewrite(path: string): RegexMatchAndSubstitute {
  // In a substitution, a backslash starts a reference to a group.
  return { pattern: { regex: "^/.*$" }, substitution: path.replaceAll("\\", "\\\\") };
}

/** The text as a regular expression (RE2) that matches just it. */
export function quoteRegex(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}
