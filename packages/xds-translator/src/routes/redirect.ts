import { absurd, type PathMatch, type PathModifier, type RedirectAction } from "@sluice/ir";
import {
  type RedirectAction as EnvoyRedirect,
  RedirectAction_RedirectResponseCode as ResponseCode,
} from "@sluice/protos/envoy/config/route/v3/route_components";
import { replacesWholePrefix, toPrefixRemoval } from "./path-rewrite.ts";

const responseCodes: Readonly<Record<number, ResponseCode>> = {
  301: ResponseCode.MOVED_PERMANENTLY,
  302: ResponseCode.FOUND,
  303: ResponseCode.SEE_OTHER,
  307: ResponseCode.TEMPORARY_REDIRECT,
  308: ResponseCode.PERMANENT_REDIRECT,
};

/** A redirect; parts that are absent keep what the request had. */
export function toRedirect(action: RedirectAction, match: PathMatch | undefined): EnvoyRedirect {
  const path = action.path && toPath(action.path, match);
  return {
    ...(action.scheme ? { schemeRewriteSpecifier: { $case: "schemeRedirect", value: action.scheme } as const } : {}),
    ...(action.hostname ? { hostRedirect: action.hostname } : {}),
    // A well-known port would be spelled out in the Location header.
    ...(action.port !== undefined && action.port !== 80 && action.port !== 443 ? { portRedirect: action.port } : {}),
    ...(path ? { pathRewriteSpecifier: path } : {}),
    responseCode: responseCodes[action.statusCode] ?? ResponseCode.MOVED_PERMANENTLY,
  };
}

function toPath(path: PathModifier, match: PathMatch | undefined): NonNullable<EnvoyRedirect["pathRewriteSpecifier"]> {
  switch (path.kind) {
    case "full":
      return { $case: "pathRedirect", value: path.value };
    case "prefix":
      return replacesWholePrefix(path, match)
        ? { $case: "regexRewrite", value: toPrefixRemoval(match.value) }
        : { $case: "prefixRewrite", value: path.value };
    case "regex":
      return {
        $case: "regexRewrite",
        value: { pattern: { regex: path.pattern }, substitution: path.substitution },
      };
    default:
      return absurd(path);
  }
}
