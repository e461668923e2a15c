import { fail, type Outcome, ok, type PathModifier, type UrlRewrite } from "@sluice/ir";
import type { HTTPPathModifier } from "@sluice/resources";
import { hostnameFlaw } from "../gateways/hostname.ts";
import { filtersOf, type RouteFeature, valueOr } from "./feature.ts";

/** Host and path that a backend sees. */
export const urlRewrite: RouteFeature<"urlRewrite"> = {
  fromRule: (rule, scope) => {
    const [first, second] = filtersOf(rule, "URLRewrite", "urlRewrite");
    if (first === undefined) return undefined;
    if (second !== undefined) {
      scope.fault({
        kind: "unsupportedValue",
        field: second.field,
        message: "a rule can rewrite URLs only once",
        remedy: "Put hostname and path into one URLRewrite filter.",
      });
    }
    const { hostname, path } = first.of;
    const host = hostname === undefined ? undefined : valueOr(toHost(hostname), scope, `${first.field}.hostname`);
    const to = path === undefined ? undefined : valueOr(toPathModifier(path), scope, `${first.field}.path`);
    if (host === undefined && to === undefined) return undefined;
    return {
      ...(to === undefined ? {} : { path: to }),
      ...(host === undefined ? {} : { host: { kind: "literal", value: host } }),
      // Backends may need the name that the client asked for.
      appendForwardedHost: host !== undefined,
    } satisfies UrlRewrite;
  },
};

/** A host name to send, checked. */
export function toHost(hostname: string): Outcome<string> {
  const flaw = hostnameFlaw(hostname);
  if (flaw === undefined) return ok(hostname);
  return fail({ kind: "invalidValue", message: `${JSON.stringify(hostname)} is no host name: ${flaw}` });
}

/** A path modifier of the Gateway API, which must say exactly what its type promises. */
export function toPathModifier(path: HTTPPathModifier): Outcome<PathModifier> {
  const { type, replaceFullPath: full, replacePrefixMatch: prefix } = path;
  switch (type) {
    case "ReplaceFullPath":
      if (full === undefined || prefix !== undefined) return onlyField("replaceFullPath", type);
      return ok({ kind: "full", value: full });
    case "ReplacePrefixMatch":
      if (prefix === undefined || full !== undefined) return onlyField("replacePrefixMatch", type);
      return ok({ kind: "prefix", value: prefix });
    default:
      return fail({
        kind: "invalidValue",
        message: `${JSON.stringify(type)} is no way to change a path`,
        remedy: "Use ReplaceFullPath or ReplacePrefixMatch.",
      });
  }
}

function onlyField(field: string, type: string): Outcome<never> {
  return fail({ kind: "invalidValue", message: `type ${type} needs ${field}, and no other replacement` });
}
