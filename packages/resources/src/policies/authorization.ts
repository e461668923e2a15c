import { httpMethod } from "../gateway-api/http-route.ts";
import {
  choice,
  defaulted,
  integer,
  list,
  type ObjectSchema,
  object,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { alphanumeric, countryCode } from "../schema/patterns.ts";
import { atLeastOne } from "../schema/rules.ts";
import { cidr } from "./cidr.ts";
import { geoIPAnonymousMatch } from "./geoip.ts";
import { pathMatch } from "./rate-limit.ts";

export const authorizationAction: TextSchema = choice("AuthorizationAction", ["Allow", "Deny"]);

export const operation: ObjectSchema = object(
  { name: "Operation", doc: "What a request asks for.", rules: [atLeastOne("methods", "path")] },
  {
    methods: list(httpMethod, { min: 1, max: 16 }),
    path: pathMatch,
  },
);

export const jwtClaimValueType: TextSchema = choice("JWTClaimValueType", ["String", "StringArray"]);

export const jwtClaim: ObjectSchema = object(
  { name: "JWTClaim", doc: "The values of a claim that match." },
  {
    name: required(text({ min: 1, max: 253 })),
    valueType: defaulted(jwtClaimValueType, "String"),
    values: required(list(text(), { min: 1, max: 128 })),
  },
);

export const jwtScope: TextSchema = text({ min: 1, max: 253 });

export const jwtPrincipal: ObjectSchema = object(
  {
    name: "JWTPrincipal",
    doc: "The claims and scopes of a token that match.",
    rules: [atLeastOne("claims", "scopes")],
  },
  {
    provider: required(text({ min: 1, max: 253 })),
    claims: list(jwtClaim, { min: 1, max: 16 }),
    scopes: list(jwtScope, { min: 1, max: 16 }),
  },
);

export const authorizationHeaderMatch: ObjectSchema = object(
  { name: "AuthorizationHeaderMatch", doc: "The values of a header that match." },
  {
    name: required(text({ min: 1, max: 256 })),
    values: required(list(text(), { min: 1, max: 256 })),
  },
);

export const clientIPGeoLocation: ObjectSchema = object(
  {
    name: "ClientIPGeoLocation",
    doc: "Where clients are, by their IP address.",
    rules: [atLeastOne("country", "region", "city", "asn", "isp", "anonymous")],
  },
  {
    country: text({ min: 2, max: 2, pattern: countryCode }),
    region: text({ min: 1, max: 16, pattern: alphanumeric }),
    city: text({ min: 1, max: 128 }),
    asn: integer(1),
    isp: text({ min: 1, max: 256 }),
    anonymous: geoIPAnonymousMatch,
  },
);

export const principal: ObjectSchema = object(
  {
    name: "Principal",
    doc: "Who sends a request; all that is set must match.",
    rules: [atLeastOne("clientCIDRs", "jwt", "headers", "clientIPGeoLocations")],
  },
  {
    clientCIDRs: list(cidr, { min: 1 }),
    jwt: jwtPrincipal,
    headers: list(authorizationHeaderMatch, { min: 1, max: 256 }),
    clientIPGeoLocations: list(clientIPGeoLocation, { min: 1 }),
  },
);

export const celExpression: TextSchema = text({ min: 1, max: 4096 });

export const authorizationRule: ObjectSchema = object(
  { name: "AuthorizationRule", doc: "Who may do what, or may not.", rules: [atLeastOne("principal", "cel")] },
  {
    name: text({ min: 1, max: 253 }),
    action: required(authorizationAction),
    operation,
    principal,
    cel: celExpression,
  },
);

export const authorization: ObjectSchema = object(
  { name: "Authorization", doc: "Rules in order; the first that matches decides, else the default." },
  {
    rules: list(authorizationRule),
    defaultAction: authorizationAction,
  },
);
