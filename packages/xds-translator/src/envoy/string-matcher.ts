import { absurd, type ValueMatch } from "@sluice/ir";
import type { StringMatcher } from "@sluice/protos/envoy/type/matcher/v3/string";

/** How a value must look; a regular expression must match all of it. */
export function toStringMatcher({ kind, value }: Pick<ValueMatch, "kind" | "value">): StringMatcher {
  switch (kind) {
    case "exact":
    case "prefix":
    case "suffix":
      return { matchPattern: { $case: kind, value } };
    case "regex":
      return { matchPattern: { $case: "safeRegex", value: { regex: value } } };
    case "present":
      return { matchPattern: { $case: "safeRegex", value: { regex: ".*" } } };
    default:
      return absurd(kind);
  }
}
