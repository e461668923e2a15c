import type { PathMatch, PathModifier } from "@sluice/ir";
import type { RegexMatchAndSubstitute } from "@sluice/protos/envoy/type/matcher/v3/regex";

/**
 * Whether a prefix is replaced by nothing or by `/`: Envoy's prefix rewrite would leave two slashes
 * (envoyproxy/envoy#26055), so a regular expression takes the slashes behind the prefix away, too.
 */
export function replacesWholePrefix(
  path: Extract<PathModifier, { kind: "prefix" }>,
  match: PathMatch | undefined,
): match is Extract<PathMatch, { kind: "prefix" }> {
  return match?.kind === "prefix" && (path.value === "" || path.value === "/");
}

/** Takes a prefix and the slashes behind it off a path. */
export function toPrefixRemoval(prefix: string): RegexMatchAndSubstitute {
  return { pattern: { regex: `^${quoteRegex(prefix)}\\/*` }, substitution: "/" };
}

/** The text as a regular expression (RE2) that matches just it. */
export function quoteRegex(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}
