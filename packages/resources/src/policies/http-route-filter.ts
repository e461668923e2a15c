import { secretObjectReference } from "../gateway-api/references.ts";
import {
  choice,
  defaulted,
  flag,
  integer,
  list,
  type ObjectSchema,
  object,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { oneLine } from "../schema/patterns.ts";
import { policyHTTPHeaderFilter } from "./header.ts";
import { customResponseBody } from "./response-override.ts";

export const httpHostnameModifierType: TextSchema = choice("HTTPHostnameModifierType", [
  "Header",
  "Backend",
  "PathRegex",
]);

export const hostnamePathRegexRewrite: ObjectSchema = object("HostnamePathRegexRewrite", {
  pattern: required(text({ min: 1 })),
  substitution: required(text({ min: 1, pattern: oneLine })),
});

export const httpHostnameModifier: ObjectSchema = object("HTTPHostnameModifier", {
  type: required(httpHostnameModifierType),
  header: text(),
  pathRegex: hostnamePathRegexRewrite,
});

export const envoyPathModifierType: TextSchema = choice("EnvoyPathModifierType", ["ReplaceRegexMatch"]);

export const replaceRegexMatch: ObjectSchema = object("ReplaceRegexMatch", {
  pattern: required(text({ min: 1 })),
  substitution: required(text()),
});

export const envoyPathModifier: ObjectSchema = object("EnvoyPathModifier", {
  type: required(envoyPathModifierType),
  replaceRegexMatch,
});

export const envoyUrlRewriteFilter: ObjectSchema = object("EnvoyURLRewriteFilter", {
  hostname: httpHostnameModifier,
  path: envoyPathModifier,
  appendXForwardedHost: flag(),
});

export const httpDirectResponseFilter: ObjectSchema = object("HTTPDirectResponseFilter", {
  contentType: text(),
  body: customResponseBody,
  statusCode: integer(),
  header: policyHTTPHeaderFilter,
});

export const injectedCredential: ObjectSchema = object("InjectedCredential", {
  valueRef: required(secretObjectReference),
});

export const httpCredentialInjectionFilter: ObjectSchema = object("HTTPCredentialInjectionFilter", {
  header: text(),
  overwrite: flag(),
  credential: required(injectedCredential),
});

export const cookieMatchType: TextSchema = choice("CookieMatchType", ["Exact", "RegularExpression"]);

export const httpCookieMatch: ObjectSchema = object("HTTPCookieMatch", {
  type: defaulted(cookieMatchType, "Exact"),
  name: required(text({ min: 1, max: 256 })),
  value: required(text({ min: 1, max: 4096 })),
});

export const httpRouteMatchFilter: ObjectSchema = object(
  "HTTPRouteMatchFilter",
  {
    cookies: list(httpCookieMatch, { min: 1, max: 16 }),
  },
  { min: 1 },
);

export const httpRouteFilterSpec: ObjectSchema = object("HTTPRouteFilterSpec", {
  urlRewrite: envoyUrlRewriteFilter,
  directResponse: httpDirectResponseFilter,
  credentialInjection: httpCredentialInjectionFilter,
  matches: list(httpRouteMatchFilter, { max: 8 }),
});
