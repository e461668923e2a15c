import type { RedirectAction } from "@sluice/ir";
import { filtersOf, type RuleScope, type RuleView, valueOr } from "../route-features/feature.ts";
import { toHost, toPathModifier } from "../route-features/url-rewrite.ts";

const redirectCodes = [301, 302, 303, 307, 308];

/** The redirect that a rule answers with, if it has a RequestRedirect filter. Its port may still follow from the listener. */
export function redirectOf(rule: RuleView, scope: RuleScope): RedirectAction | undefined {
  const [first, second] = filtersOf(rule, "RequestRedirect", "requestRedirect");
  if (first === undefined) return undefined;
  const { field, of } = first;
  const unsupported = (at: string, message: string, remedy: string): void =>
    scope.fault({ kind: "unsupportedValue", field: at, message, remedy });
  if (second !== undefined)
    unsupported(second.field, "a rule can redirect only once", "Remove one RequestRedirect filter.");
  const scheme: string | undefined = of.scheme;
  if (scheme !== undefined && scheme !== "http" && scheme !== "https")
    unsupported(`${field}.scheme`, `redirects to ${JSON.stringify(scheme)} are not supported`, "Use http or https.");
  const statusCode = of.statusCode ?? 302;
  if (!redirectCodes.includes(statusCode))
    unsupported(
      `${field}.statusCode`,
      `${statusCode} is no status code of a redirect`,
      `Use one of ${redirectCodes.join(", ")}.`,
    );
  const hostname = of.hostname === undefined ? undefined : valueOr(toHost(of.hostname), scope, `${field}.hostname`);
  const path = of.path === undefined ? undefined : valueOr(toPathModifier(of.path), scope, `${field}.path`);
  return {
    kind: "redirect",
    ...(scheme === undefined ? {} : { scheme }),
    ...(hostname === undefined ? {} : { hostname }),
    ...(of.port === undefined ? {} : { port: of.port }),
    ...(path === undefined ? {} : { path }),
    statusCode,
  };
}

/** A redirect without a port goes to the usual port of its scheme, or else stays on the listener's. */
export function withPort(redirect: RedirectAction, listenerPort: number): RedirectAction {
  if (redirect.port !== undefined) return redirect;
  const usual = redirect.scheme === "http" ? 80 : redirect.scheme === "https" ? 443 : listenerPort;
  return { ...redirect, port: usual };
}
