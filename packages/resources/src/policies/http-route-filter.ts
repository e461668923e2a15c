import { secretObjectReference } from "../gateway-api/references.ts";
import {
  choice,
  defaulted,
  flag,
  integer64,
  list,
  type ObjectSchema,
  object,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { oneLine } from "../schema/patterns.ts";
import { rule, union } from "../schema/rules.ts";
import { policyHTTPHeaderFilter } from "./header.ts";
import { customResponseBody } from "./response-override.ts";

export const httpHostnameModifierType: TextSchema = choice("HTTPHostnameModifierType", [
  "Header",
  "Backend",
  "PathRegex",
]);

export const hostnamePathRegexRewrite: ObjectSchema = object(
  { name: "HostnamePathRegexRewrite", doc: "A host name taken from the path." },
  {
    pattern: required(text({ min: 1 })),
    substitution: required(text({ min: 1, pattern: oneLine })),
  },
);

export const httpHostnameModifier: ObjectSchema = object(
  {
    name: "HTTPHostnameModifier",
    doc: "What replaces the host; `type` says where it comes from.",
    rules: [...union("type", { Header: "header", PathRegex: "pathRegex" })],
  },
  {
    type: required(httpHostnameModifierType),
    header: text(),
    pathRegex: hostnamePathRegexRewrite,
  },
);

export const envoyPathModifierType: TextSchema = choice("EnvoyPathModifierType", ["ReplaceRegexMatch"]);

export const replaceRegexMatch: ObjectSchema = object(
  { name: "ReplaceRegexMatch", doc: "What replaces the part of a path that an expression matches." },
  {
    pattern: required(text({ min: 1 })),
    substitution: required(text()),
  },
);

export const envoyPathModifier: ObjectSchema = object(
  {
    name: "EnvoyPathModifier",
    doc: "What replaces the path, by an expression.",
    rules: [...union("type", { ReplaceRegexMatch: "replaceRegexMatch" })],
  },
  {
    type: required(envoyPathModifierType),
    replaceRegexMatch,
  },
);

export const envoyUrlRewriteFilter: ObjectSchema = object(
  { name: "EnvoyURLRewriteFilter", doc: "What replaces the host and path, beyond what Gateway API has." },
  {
    hostname: httpHostnameModifier,
    path: envoyPathModifier,
    appendXForwardedHost: flag(),
  },
);

export const httpDirectResponseFilter: ObjectSchema = object(
  {
    name: "HTTPDirectResponseFilter",
    doc: "An answer that the proxy gives itself.",
    rules: [
      rule(
        "!has(self.header) || !has(self.header.remove) || self.header.remove.size() == 0",
        "Remove header.remove: a made response has nothing to remove.",
      ),
    ],
  },
  {
    contentType: text(),
    body: customResponseBody,
    statusCode: integer64(),
    header: policyHTTPHeaderFilter,
  },
);

export const injectedCredential: ObjectSchema = object(
  { name: "InjectedCredential", doc: "The Secret that holds a credential." },
  {
    valueRef: required(secretObjectReference),
  },
);

export const httpCredentialInjectionFilter: ObjectSchema = object(
  { name: "HTTPCredentialInjectionFilter", doc: "A credential that requests to the backend carry." },
  {
    header: text(),
    overwrite: flag(),
    credential: required(injectedCredential),
  },
);

export const cookieMatchType: TextSchema = choice("CookieMatchType", ["Exact", "RegularExpression"]);

export const httpCookieMatch: ObjectSchema = object(
  { name: "HTTPCookieMatch", doc: "Which value of a cookie matches." },
  {
    type: defaulted(cookieMatchType, "Exact"),
    name: required(text({ min: 1, max: 256 })),
    value: required(text({ min: 1, max: 4096 })),
  },
);

export const httpRouteMatchFilter: ObjectSchema = object(
  { name: "HTTPRouteMatchFilter", doc: "Conditions beyond those of Gateway API.", min: 1 },
  {
    cookies: list(httpCookieMatch, { min: 1, max: 16 }),
  },
);

export const httpRouteFilterSpec: ObjectSchema = object(
  { name: "HTTPRouteFilterSpec", doc: "What an HTTPRouteFilter does." },
  {
    urlRewrite: envoyUrlRewriteFilter,
    directResponse: httpDirectResponseFilter,
    credentialInjection: httpCredentialInjectionFilter,
    matches: list(httpRouteMatchFilter, { max: 8 }),
  },
);
