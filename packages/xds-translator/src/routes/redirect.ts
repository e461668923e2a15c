import { absurd, type PathMatch, type PathModifier, type RedirectAction } from "@sluice/ir";
import {
  type RedirectAction as EnvoyRedirect,
  RedirectAction_RedirectResponseCode as ResponseCode,
} from "@sluice/protos/envoy/config/route/v3/route_components";
import { toPrefixRewrite } from "./path-rewrite.ts";

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
    ...(action.port === undefined || isUsualPort(action.port, action.scheme) ? {} : { portRedirect: action.port }),
    ...(path ? { pathRewriteSpecifier: path } : {}),
    responseCode: responseCodes[action.statusCode] ?? ResponseCode.MOVED_PERMANENTLY,
  };
}

/** Envoy would spell out the port in the Location header, where it need not be (Gateway API, `HTTPRequestRedirectFilter`). */
function isUsualPort(port: number, scheme: string | undefined): boolean {
  return (port === 80 && scheme !== "https") || (port === 443 && scheme !== "http");
}

function toPath(path: PathModifier, match: PathMatch | undefined): NonNullable<EnvoyRedirect["pathRewriteSpecifier"]> {
  switch (path.kind) {
    case "full":
      return { $case: "pathRedirect", value: path.value };
    case "prefix": {
      const rewrite = toPrefixRewrite(path.value, match);
      return rewrite.kind === "regex"
        ? { $case: "regexRewrite", value: rewrite.value }
        : { $case: "prefixRewrite", value: rewrite.value };
    }
    case "regex":
      return {
        $case: "regexRewrite",
        value: { pattern: { regex: path.pattern }, substitution: path.substitution },
      };
    default:
      return absurd(path);
  }
}
