import { secretObjectReference } from "../gateway-api/references.ts";
import { choice, defaulted, flag, list, type ObjectSchema, object, required, text } from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";
import { dnsName, headerNamePattern } from "../schema/patterns.ts";
import { backendCluster } from "./backend-cluster.ts";
import { stringMatch } from "./string-match.ts";

export const oidcProvider: ObjectSchema = object("OIDCProvider", {
  ...backendCluster.fields,
  issuer: required(text({ min: 1 })),
  authorizationEndpoint: text(),
  tokenEndpoint: text(),
  endSessionEndpoint: text(),
});

export const oidcCookieNames: ObjectSchema = object("OIDCCookieNames", {
  accessToken: text(),
  idToken: text(),
});

export const oidcCookieConfig: ObjectSchema = object("OIDCCookieConfig", {
  sameSite: choice("OIDCCookieConfigSameSite", ["Lax", "Strict", "None"]),
});

export const oidcDenyRedirectHeader: ObjectSchema = object("OIDCDenyRedirectHeader", {
  name: required(text({ min: 1 })),
  ...stringMatch.fields,
});

export const oidcDenyRedirect: ObjectSchema = object("OIDCDenyRedirect", {
  headers: required(list(oidcDenyRedirectHeader, { min: 1, max: 16 })),
});

export const oidcTokenForwarding: ObjectSchema = object("OIDCTokenForwarding", {
  header: required(text({ min: 1, max: 256, pattern: headerNamePattern })),
});

export const oidc: ObjectSchema = object("OIDC", {
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
});
