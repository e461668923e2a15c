import { absurd, type HttpMatch, type PathMatch, type ValueMatch } from "@sluice/ir";
import type {
  CookieMatcher,
  HeaderMatcher,
  QueryParameterMatcher,
  RouteMatch,
} from "@sluice/protos/envoy/config/route/v3/route_components";
import { toStringMatcher } from "../envoy/string-matcher.ts";

/** A request match as Envoy takes it. */
export function toRouteMatch(match: HttpMatch): RouteMatch {
  const headers = match.headers.map(toHeaderMatcher);
  if (match.method !== undefined)
    headers.push(toHeaderMatcher({ name: ":method", kind: "exact", value: match.method }));
  return {
    pathSpecifier: toPathSpecifier(match.path),
    ...(headers.length > 0 ? { headers } : {}),
    ...(match.queryParams.length > 0 ? { queryParameters: match.queryParams.map(toQueryMatcher) } : {}),
    ...(match.cookies.length > 0 ? { cookies: match.cookies.map(toCookieMatcher) } : {}),
  };
}

function toPathSpecifier(path: PathMatch | undefined): NonNullable<RouteMatch["pathSpecifier"]> {
  if (!path) return { $case: "prefix", value: "/" };
  switch (path.kind) {
    case "exact":
      return { $case: "path", value: path.value };
    case "regex":
      return { $case: "safeRegex", value: { regex: path.value } };
    case "prefix":
      // `/a` and `/a/` mean the same: the segment a and everything below it.
      return path.value === "/"
        ? { $case: "prefix", value: "/" }
        : { $case: "pathSeparatedPrefix", value: path.value.replace(/\/$/, "") };
    default:
      return absurd(path);
  }
}

function toHeaderMatcher(match: ValueMatch): HeaderMatcher {
  return {
    name: match.name,
    headerMatchSpecifier:
      match.kind === "present"
        ? { $case: "presentMatch", value: true }
        : { $case: "stringMatch", value: toStringMatcher(match) },
    ...(match.invert ? { invertMatch: true } : {}),
  };
}

function toQueryMatcher(match: HttpMatch["queryParams"][number]): QueryParameterMatcher {
  return {
    name: match.name,
    queryParameterMatchSpecifier:
      match.kind === "present"
        ? { $case: "presentMatch", value: true }
        : { $case: "stringMatch", value: toStringMatcher(match) },
  };
}

function toCookieMatcher(match: ValueMatch): CookieMatcher {
  return { name: match.name, stringMatch: toStringMatcher(match), ...(match.invert ? { invertMatch: true } : {}) };
}
