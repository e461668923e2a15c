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
import { backendCluster } from "./backend-cluster.ts";

export const remoteJWKS: ObjectSchema = object("RemoteJWKS", {
  ...backendCluster.fields,
  uri: required(text({ min: 1, max: 253 })),
  cacheDuration: defaulted(duration(), "300s"),
  failedRefetchDuration: duration(),
});

export const localJWKSType: TextSchema = choice("LocalJWKSType", ["Inline", "ValueRef"]);

export const localJWKS: ObjectSchema = object("LocalJWKS", {
  type: defaulted(localJWKSType, "Inline"),
  inline: text(),
  valueRef: localObjectReference,
});

export const claimToHeader: ObjectSchema = object("ClaimToHeader", {
  header: required(text()),
  claim: required(text()),
});

export const jwtHeaderExtractor: ObjectSchema = object("JWTHeaderExtractor", {
  name: required(text()),
  valuePrefix: text(),
});

export const jwtExtractor: ObjectSchema = object("JWTExtractor", {
  headers: list(jwtHeaderExtractor),
  cookies: list(text()),
  params: list(text()),
});

export const jwtProvider: ObjectSchema = object("JWTProvider", {
  name: required(text({ min: 1, max: 253 })),
  issuer: text({ max: 253 }),
  audiences: list(text(), { max: 8 }),
  remoteJWKS,
  localJWKS,
  claimToHeaders: list(claimToHeader),
  recomputeRoute: flag(),
  extractFrom: jwtExtractor,
});

export const jwt: ObjectSchema = object("JWT", {
  optional: flag(),
  failOpen: flag(),
  providers: required(list(jwtProvider, { min: 1, max: 16 })),
});
