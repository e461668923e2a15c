import type { PathMatch } from "@sluice/ir";
import { toMilliseconds } from "../duration.ts";
import type { RouteFeature } from "./feature.ts";

/** Session persistence of a rule: by cookie unless a header is asked for. A session without a name is named after the rule. */
export const sessionPersistence: RouteFeature<"sessionPersistence"> = {
  fromRule: ({ sessionPersistence: of, name: ruleName }, scope) => {
    if (of === undefined) return undefined;
    const name = of.sessionName ?? ruleName.replaceAll("/", "-");
    const type: string = of.type ?? "Cookie";
    if (type === "Header") return { kind: "header", name };
    if (type !== "Cookie") {
      scope.fault({
        kind: "unsupportedValue",
        message: `sessions cannot be kept by ${JSON.stringify(type)}`,
        remedy: 'Use "Cookie" or "Header".',
      });
      return undefined;
    }
    const lasting = of.cookieConfig?.lifetimeType === "Permanent" && of.absoluteTimeout !== undefined;
    const ttl = lasting ? toMilliseconds(of.absoluteTimeout!) : undefined;
    return { kind: "cookie", name, path: "/", ...(ttl === undefined ? {} : { ttl }) };
  },
  forMatch: (session, { path }) => (session.kind === "cookie" ? { ...session, path: cookiePath(path) } : session),
};

/** The path under which a match's cookie lives: of a regular expression, the segments before the first special character (GEP-1619). */
function cookiePath(path: PathMatch | undefined): string {
  if (path === undefined) return "/";
  if (path.kind !== "regex") return path.value;
  const segments = path.value.split("/");
  const special = segments.findIndex((segment) => /[.*+?()[\]{}|^$\\]/.test(segment));
  return (special < 0 ? segments : segments.slice(0, special)).join("/") || "/";
}
