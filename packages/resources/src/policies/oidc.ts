import { secretObjectReference } from "../gateway-api/references.ts";
import { choice, defaulted, flag, list, type ObjectSchema, object, required, text } from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";
import { dnsName, headerNamePattern } from "../schema/patterns.ts";
import { exactlyOne, notUsed, rule } from "../schema/rules.ts";
import { backendCluster } from "./backend-cluster.ts";
import { fetchRules } from "./fetch-rules.ts";
import { stringMatch } from "./string-match.ts";

export const oidcProvider: ObjectSchema = object(
  {
    name: "OIDCProvider",
    doc: "The identity provider, and its endpoints.",
    rules: [notUsed("backendRef", "backendRefs"), ...fetchRules],
  },
  {
    ...backendCluster.fields,
    issuer: required(text({ min: 1 })),
    authorizationEndpoint: text(),
    tokenEndpoint: text(),
    endSessionEndpoint: text(),
  },
);

export const oidcCookieNames: ObjectSchema = object(
  { name: "OIDCCookieNames", doc: "The names of the cookies that hold tokens." },
  {
    accessToken: text(),
    idToken: text(),
  },
);

export const oidcCookieConfig: ObjectSchema = object(
  { name: "OIDCCookieConfig", doc: "Settings of the cookies that hold tokens." },
  {
    sameSite: choice("OIDCCookieConfigSameSite", ["Lax", "Strict", "None"]),
  },
);

export const oidcDenyRedirectHeader: ObjectSchema = object(
  { name: "OIDCDenyRedirectHeader", doc: "A header whose presence means that a client cannot follow a redirect." },
  {
    name: required(text({ min: 1 })),
    ...stringMatch.fields,
  },
);

export const oidcDenyRedirect: ObjectSchema = object(
  { name: "OIDCDenyRedirect", doc: "Which requests are refused instead of sent to log in." },
  {
    headers: required(list(oidcDenyRedirectHeader, { min: 1, max: 16 })),
  },
);

export const oidcTokenForwarding: ObjectSchema = object(
  {
    name: "OIDCTokenForwarding",
    doc: "The header that passes a token on.",
    rules: [rule("self.header.lowerAscii() != 'host'", "Use another header than Host.")],
  },
  {
    header: required(text({ min: 1, max: 256, pattern: headerNamePattern })),
  },
);

export const oidc: ObjectSchema = object(
  {
    name: "OIDC",
    doc: "How users log in through an identity provider.",
    rules: [
      exactlyOne("clientID", "clientIDRef"),
      rule(
        "!has(self.forwardAccessToken) || !self.forwardAccessToken || !has(self.forwardIDToken) || self.forwardIDToken.header.lowerAscii() != 'authorization'",
        "Use another header for forwardIDToken: forwardAccessToken writes Authorization.",
      ),
    ],
  },
  {
    provider: required(oidcProvider),
    clientID: text({ min: 1 }),
    clientIDRef: secretObjectReference,
    clientSecret: required(secretObjectReference),
    cookieNames: oidcCookieNames,
    cookieConfig: oidcCookieConfig,
    cookieDomain: text({ pattern: dnsName }),
    scopes: list(text()),
    resources: list(text()),
    redirectURL: text(),
    denyRedirect: oidcDenyRedirect,
    logoutPath: text(),
    forwardAccessToken: flag(),
    forwardIDToken: oidcTokenForwarding,
    defaultTokenTTL: duration(),
    refreshToken: defaulted(flag(), true),
    defaultRefreshTokenTTL: duration(),
    csrfTokenTTL: duration(),
    disableTokenEncryption: flag(),
    passThroughAuthHeader: flag(),
  },
);
