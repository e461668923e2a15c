import type { HeaderMutation, HeaderPut } from "@sluice/ir";
import type { HTTPHeader, HTTPHeaderFilter } from "@sluice/resources";
import { filtersOf, type RouteFeature, type RuleScope } from "./feature.ts";

/** Changes to requests' headers. */
export const requestHeaders: RouteFeature<"requestHeaders"> = {
  fromRule: (rule, scope) => toHeaderMutation(filtersOf(rule, "RequestHeaderModifier", "requestHeaderModifier"), scope),
};

/** Changes to responses' headers. */
export const responseHeaders: RouteFeature<"responseHeaders"> = {
  fromRule: (rule, scope) =>
    toHeaderMutation(filtersOf(rule, "ResponseHeaderModifier", "responseHeaderModifier"), scope),
};

/** Field values of RFC 9110: visible characters with single spaces or tabs between them. */
const headerValue = /^[!-~]+([\t ]?[!-~]+)*$/;

/**
 * Several filters as one mutation. Of two that write (or remove) a header the first wins; names are case-insensitive.
 * What is wrong with one header is told, the others still count.
 */
function toHeaderMutation(
  filters: readonly { readonly field: string; readonly of: HTTPHeaderFilter }[],
  scope: RuleScope,
): HeaderMutation | undefined {
  const put = new Map<string, HeaderPut>();
  const remove = new Map<string, string>();
  for (const { field, of } of filters) {
    for (const mode of ["add", "set"] as const) {
      for (const [i, header] of (of[mode] ?? []).entries()) {
        const flaw = flawOf(header);
        const key = header.name.toLowerCase();
        if (flaw !== undefined) tell(scope, `${field}.${mode}[${i}]`, flaw);
        else if (!put.has(key)) put.set(key, { name: header.name, values: [header.value], mode });
      }
    }
    for (const [i, name] of (of.remove ?? []).entries()) {
      const flaw = nameFlaw(name);
      if (flaw !== undefined) tell(scope, `${field}.remove[${i}]`, flaw);
      else if (!remove.has(name.toLowerCase())) remove.set(name.toLowerCase(), name);
    }
  }
  if (put.size === 0 && remove.size === 0) return undefined;
  return { put: [...put.values()], remove: [...remove.values()] };
}

function tell(scope: RuleScope, field: string, flaw: string): void {
  scope.fault({ kind: "unsupportedValue", field, message: flaw });
}

function flawOf({ name, value }: HTTPHeader): string | undefined {
  const flaw = nameFlaw(name);
  if (flaw !== undefined || headerValue.test(value ?? "")) return flaw;
  return `the value of header ${JSON.stringify(name)} is empty or has characters that HTTP does not allow`;
}

function nameFlaw(name: string): string | undefined {
  if (!name) return "a header needs a name";
  if (name.toLowerCase() === "host")
    return "the Host header cannot be changed here; use a URLRewrite filter with a hostname instead";
  if (/[/:]/.test(name)) return `${JSON.stringify(name)} is no name of a header: "/" and ":" are not allowed`;
  return undefined;
}
