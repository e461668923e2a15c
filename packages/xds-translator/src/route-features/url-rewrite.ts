import { absurd, type PathMatch, type PathModifier, type UrlRewrite } from "@sluice/ir";
import type { RouteAction } from "@sluice/protos/envoy/config/route/v3/route_components";
import { toFullRewrite, toPrefixRewrite } from "../routes/path-rewrite.ts";
import type { RouteFeature } from "./feature.ts";

/** Changes to host and path before a request is forwarded. */
export const urlRewrite: RouteFeature<"urlRewrite"> = {
  toRoute: ({ path, host, appendForwardedHost }, route) => ({
    action: {
      ...(path ? toPath(path, route.match.path) : {}),
      ...(host
        ? { hostRewriteSpecifier: toHost(host), ...(appendForwardedHost ? { appendXForwardedHost: true } : {}) }
        : {}),
    },
  }),
};

function toPath(path: PathModifier, match: PathMatch | undefined): Partial<RouteAction> {
  switch (path.kind) {
    case "full":
      return { regexRewrite: toFullRewrite(path.value) };
    case "prefix": {
      const rewrite = toPrefixRewrite(path.value, match);
      return rewrite.kind === "regex" ? { regexRewrite: rewrite.value } : { prefixRewrite: rewrite.value };
    }
    case "regex":
      return { regexRewrite: { pattern: { regex: path.pattern }, substitution: path.substitution } };
    default:
      return absurd(path);
  }
}

function toHost(host: NonNullable<UrlRewrite["host"]>): NonNullable<RouteAction["hostRewriteSpecifier"]> {
  switch (host.kind) {
    case "literal":
      return { $case: "hostRewriteLiteral", value: host.value };
    case "header":
      return { $case: "hostRewriteHeader", value: host.name };
    case "backend":
      return { $case: "autoHostRewrite", value: true };
    case "pathRegex":
      return {
        $case: "hostRewritePathRegex",
        value: { pattern: { regex: host.pattern }, substitution: host.substitution },
      };
    default:
      return absurd(host);
  }
}
