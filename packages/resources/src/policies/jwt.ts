import { localObjectReference } from "../gateway-api/references.ts";
import {
  choice,
  defaulted,
  flag,
  list,
  type ObjectSchema,
  object,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";
import { atMostOne, exactlyOne, notUsed, rule, union } from "../schema/rules.ts";
import { backendCluster } from "./backend-cluster.ts";
import { fetchRules } from "./fetch-rules.ts";

export const remoteJWKS: ObjectSchema = object(
  {
    name: "RemoteJWKS",
    doc: "Where the keys that sign tokens are fetched from.",
    rules: [notUsed("backendRef", "backendRefs"), ...fetchRules],
  },
  {
    ...backendCluster.fields,
    uri: required(text({ min: 1, max: 253 })),
    cacheDuration: defaulted(duration(), "300s"),
    failedRefetchDuration: duration(),
  },
);

export const localJWKSType: TextSchema = choice("LocalJWKSType", ["Inline", "ValueRef"]);

export const localJWKS: ObjectSchema = object(
  {
    name: "LocalJWKS",
    doc: "The keys that sign tokens, given here or in an object.",
    rules: [...union("type", { Inline: "inline", ValueRef: "valueRef" })],
  },
  {
    type: defaulted(localJWKSType, "Inline"),
    inline: text(),
    valueRef: localObjectReference,
  },
);

export const claimToHeader: ObjectSchema = object(
  { name: "ClaimToHeader", doc: "A claim that is passed on in a header." },
  {
    header: required(text()),
    claim: required(text()),
  },
);

export const jwtHeaderExtractor: ObjectSchema = object(
  { name: "JWTHeaderExtractor", doc: "A header that a token is looked for in." },
  {
    name: required(text()),
    valuePrefix: text(),
  },
);

export const jwtExtractor: ObjectSchema = object(
  { name: "JWTExtractor", doc: "Where a token is looked for." },
  {
    headers: list(jwtHeaderExtractor),
    cookies: list(text()),
    params: list(text()),
  },
);

export const jwtProvider: ObjectSchema = object(
  {
    name: "JWTProvider",
    doc: "Who issues tokens, and how they are verified.",
    rules: [
      rule(
        "!has(self.recomputeRoute) || !self.recomputeRoute || self.claimToHeaders.size() > 0",
        "Set claimToHeaders: recomputeRoute chooses the route by these headers.",
      ),
      exactlyOne("remoteJWKS", "localJWKS"),
    ],
  },
  {
    name: required(text({ min: 1, max: 253 })),
    issuer: text({ max: 253 }),
    audiences: list(text(), { max: 8 }),
    remoteJWKS,
    localJWKS,
    claimToHeaders: list(claimToHeader),
    recomputeRoute: flag(),
    extractFrom: jwtExtractor,
  },
);

export const jwt: ObjectSchema = object(
  { name: "JWT", doc: "Which tokens let a request pass.", rules: [atMostOne("optional", "failOpen")] },
  {
    optional: flag(),
    failOpen: flag(),
    providers: required(list(jwtProvider, { min: 1, max: 16 })),
  },
);
