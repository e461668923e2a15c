import { httpMethod, pathMatchType } from "../gateway-api/http-route.ts";
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
import { atLeastOne, atMostOne, rule } from "../schema/rules.ts";

export const rateLimitType: TextSchema = choice("RateLimitType", ["Global", "Local"]);

export const envoyHeaderMatchType: TextSchema = choice("EnvoyHeaderMatchType", [
  "Exact",
  "RegularExpression",
  "Distinct",
]);

export const headerMatch: ObjectSchema = object(
  { name: "HeaderMatch", doc: "Which values of a header a limit is for." },
  {
    type: defaulted(envoyHeaderMatchType, "Exact"),
    name: required(text({ min: 1, max: 256 })),
    value: text({ max: 1024 }),
    invert: defaulted(flag(), false),
  },
);

export const methodMatch: ObjectSchema = object(
  { name: "MethodMatch", doc: "Which methods a limit is for." },
  {
    value: required(httpMethod),
    invert: defaulted(flag(), false),
  },
);

export const pathMatch: ObjectSchema = object(
  { name: "PathMatch", doc: "Which paths a limit is for." },
  {
    type: defaulted(pathMatchType, "PathPrefix"),
    value: defaulted(text({ max: 1024 }), "/"),
    invert: defaulted(flag(), false),
  },
);

export const sourceMatchType: TextSchema = choice("SourceMatchType", ["Exact", "Distinct"]);

export const sourceMatch: ObjectSchema = object(
  { name: "SourceMatch", doc: "Which client addresses a limit is for." },
  {
    type: defaulted(sourceMatchType, "Exact"),
    value: required(text({ min: 1, max: 256 })),
    invert: defaulted(flag(), false),
  },
);

export const envoyQueryParamMatchType: TextSchema = choice("EnvoyQueryParamMatchType", [
  "Exact",
  "RegularExpression",
  "Distinct",
]);

export const queryParamMatch: ObjectSchema = object(
  { name: "QueryParamMatch", doc: "Which values of a query parameter a limit is for." },
  {
    type: defaulted(envoyQueryParamMatchType, "Exact"),
    name: required(text({ min: 1, max: 256 })),
    value: text({ max: 1024 }),
    invert: defaulted(flag(), false),
  },
);

export const rateLimitSelectCondition: ObjectSchema = object(
  {
    name: "RateLimitSelectCondition",
    doc: "Which requests a limit is for; all that is set must match.",
    rules: [atLeastOne("headers", "methods", "path", "sourceCIDR", "queryParams")],
  },
  {
    headers: list(headerMatch, { max: 128 }),
    methods: list(methodMatch),
    path: pathMatch,
    sourceCIDR: sourceMatch,
    queryParams: list(queryParamMatch, { max: 16 }),
  },
);

export const rateLimitUnit: TextSchema = choice("RateLimitUnit", [
  "Second",
  "Minute",
  "Hour",
  "Day",
  "Week",
  "Month",
  "Year",
]);

export const rateLimitValueMetadata: ObjectSchema = object(
  { name: "RateLimitValueMetadata", doc: "The metadata that holds a limit." },
  {
    namespace: required(text({ min: 1 })),
    key: required(text({ min: 1 })),
  },
);

export const rateLimitValue: ObjectSchema = object(
  { name: "RateLimitValue", doc: "A number of requests per unit of time." },
  {
    requests: required(integer64(0, 4294967295)),
    unit: required(rateLimitUnit),
    fromMetadata: rateLimitValueMetadata,
  },
);

export const rateLimitCostFrom: TextSchema = choice("RateLimitCostFrom", ["Number", "Metadata"]);

export const rateLimitCostMetadata: ObjectSchema = object(
  { name: "RateLimitCostMetadata", doc: "The metadata that holds a cost." },
  {
    namespace: required(text()),
    key: required(text()),
  },
);

export const rateLimitCostSpecifier: ObjectSchema = object(
  {
    name: "RateLimitCostSpecifier",
    doc: "What is subtracted from a limit; `from` says where it comes from.",
    rules: [atMostOne("number", "metadata")],
  },
  {
    from: required(rateLimitCostFrom),
    number: integer64(),
    metadata: rateLimitCostMetadata,
  },
);

export const rateLimitCost: ObjectSchema = object(
  { name: "RateLimitCost", doc: "What a request and its response cost." },
  {
    request: rateLimitCostSpecifier,
    response: rateLimitCostSpecifier,
  },
);

export const xRateLimitHeadersOption: TextSchema = choice("XRateLimitHeadersOption", ["Off", "DraftVersion03"]);

export const rateLimitRule: ObjectSchema = object(
  { name: "RateLimitRule", doc: "A limit, and the requests that it is for." },
  {
    clientSelectors: list(rateLimitSelectCondition, { max: 8 }),
    limit: required(rateLimitValue),
    cost: rateLimitCost,
    shared: flag(),
    shadowMode: flag(),
    xRateLimitHeaders: xRateLimitHeadersOption,
  },
);

export const globalRateLimit: ObjectSchema = object(
  { name: "GlobalRateLimit", doc: "Limits that all proxies share." },
  {
    rules: required(list(rateLimitRule, { max: 256 })),
  },
);

export const localRateLimit: ObjectSchema = object(
  {
    name: "LocalRateLimit",
    doc: "Limits of each proxy.",
    rules: [
      rule(
        "!has(self.rules) || self.rules.all(r, !has(r.cost) || !has(r.cost.response))",
        "Remove cost.response from local rules: only global limits count responses.",
      ),
      rule(
        "!has(self.rules) || self.rules.all(r, !has(r.limit.fromMetadata))",
        "Remove limit.fromMetadata from local rules: only global limits can read it.",
      ),
    ],
  },
  {
    rules: list(rateLimitRule, { max: 16 }),
  },
);

export const rateLimitSpec: ObjectSchema = object(
  { name: "RateLimitSpec", doc: "How many requests may pass." },
  {
    type: rateLimitType,
    global: globalRateLimit,
    local: localRateLimit,
  },
);
