import { httpMethod, pathMatchType } from "../gateway-api/http-route.ts";
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

export const rateLimitType: TextSchema = choice("RateLimitType", ["Global", "Local"]);

export const envoyHeaderMatchType: TextSchema = choice("EnvoyHeaderMatchType", [
  "Exact",
  "RegularExpression",
  "Distinct",
]);

export const headerMatch: ObjectSchema = object("HeaderMatch", {
  type: defaulted(envoyHeaderMatchType, "Exact"),
  name: required(text({ min: 1, max: 256 })),
  value: text({ max: 1024 }),
  invert: defaulted(flag(), false),
});

export const methodMatch: ObjectSchema = object("MethodMatch", {
  value: required(httpMethod),
  invert: defaulted(flag(), false),
});

export const pathMatch: ObjectSchema = object("PathMatch", {
  type: defaulted(pathMatchType, "PathPrefix"),
  value: defaulted(text({ max: 1024 }), "/"),
  invert: defaulted(flag(), false),
});

export const sourceMatchType: TextSchema = choice("SourceMatchType", ["Exact", "Distinct"]);

export const sourceMatch: ObjectSchema = object("SourceMatch", {
  type: defaulted(sourceMatchType, "Exact"),
  value: required(text({ min: 1, max: 256 })),
  invert: defaulted(flag(), false),
});

export const envoyQueryParamMatchType: TextSchema = choice("EnvoyQueryParamMatchType", [
  "Exact",
  "RegularExpression",
  "Distinct",
]);

export const queryParamMatch: ObjectSchema = object("QueryParamMatch", {
  type: defaulted(envoyQueryParamMatchType, "Exact"),
  name: required(text({ min: 1, max: 256 })),
  value: text({ max: 1024 }),
  invert: defaulted(flag(), false),
});

export const rateLimitSelectCondition: ObjectSchema = object("RateLimitSelectCondition", {
  headers: list(headerMatch, { max: 128 }),
  methods: list(methodMatch),
  path: pathMatch,
  sourceCIDR: sourceMatch,
  queryParams: list(queryParamMatch, { max: 16 }),
});

export const rateLimitUnit: TextSchema = choice("RateLimitUnit", [
  "Second",
  "Minute",
  "Hour",
  "Day",
  "Week",
  "Month",
  "Year",
]);

export const rateLimitValueMetadata: ObjectSchema = object("RateLimitValueMetadata", {
  namespace: required(text({ min: 1 })),
  key: required(text({ min: 1 })),
});

export const rateLimitValue: ObjectSchema = object("RateLimitValue", {
  requests: required(integer(0, 4294967295)),
  unit: required(rateLimitUnit),
  fromMetadata: rateLimitValueMetadata,
});

export const rateLimitCostFrom: TextSchema = choice("RateLimitCostFrom", ["Number", "Metadata"]);

export const rateLimitCostMetadata: ObjectSchema = object("RateLimitCostMetadata", {
  namespace: required(text()),
  key: required(text()),
});

export const rateLimitCostSpecifier: ObjectSchema = object("RateLimitCostSpecifier", {
  from: required(rateLimitCostFrom),
  number: integer(),
  metadata: rateLimitCostMetadata,
});

export const rateLimitCost: ObjectSchema = object("RateLimitCost", {
  request: rateLimitCostSpecifier,
  response: rateLimitCostSpecifier,
});

export const xRateLimitHeadersOption: TextSchema = choice("XRateLimitHeadersOption", ["Off", "DraftVersion03"]);

export const rateLimitRule: ObjectSchema = object("RateLimitRule", {
  clientSelectors: list(rateLimitSelectCondition, { max: 8 }),
  limit: required(rateLimitValue),
  cost: rateLimitCost,
  shared: flag(),
  shadowMode: flag(),
  xRateLimitHeaders: xRateLimitHeadersOption,
});

export const globalRateLimit: ObjectSchema = object("GlobalRateLimit", {
  rules: required(list(rateLimitRule, { max: 256 })),
});

export const localRateLimit: ObjectSchema = object("LocalRateLimit", {
  rules: list(rateLimitRule, { max: 16 }),
});

export const rateLimitSpec: ObjectSchema = object("RateLimitSpec", {
  type: rateLimitType,
  global: globalRateLimit,
  local: localRateLimit,
});
