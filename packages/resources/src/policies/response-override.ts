import { httpHeaderName, httpPathModifier } from "../gateway-api/http-route.ts";
import { localObjectReference, preciseHostname } from "../gateway-api/references.ts";
import {
  choice,
  defaulted,
  integer,
  list,
  type ObjectSchema,
  object,
  oneOfIntegers,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { policyHTTPHeaderFilter } from "./header.ts";
import { stringMatch } from "./string-match.ts";

export const responseValueType: TextSchema = choice("ResponseValueType", ["Inline", "ValueRef"]);

export const customResponseBody: ObjectSchema = object("CustomResponseBody", {
  type: defaulted(responseValueType, "Inline"),
  inline: text(),
  valueRef: localObjectReference,
});

export const statusCodeValueType: TextSchema = choice("StatusCodeValueType", ["Value", "Range"]);

export const statusCodeRange: ObjectSchema = object("StatusCodeRange", {
  start: required(integer()),
  end: required(integer()),
});

export const statusCodeMatch: ObjectSchema = object("StatusCodeMatch", {
  type: defaulted(statusCodeValueType, "Value"),
  value: integer(),
  range: statusCodeRange,
});

export const responseOverrideHeaderMatch: ObjectSchema = object("ResponseOverrideHeaderMatch", {
  name: required(httpHeaderName),
  value: required(stringMatch),
});

export const customResponseMatch: ObjectSchema = object("CustomResponseMatch", {
  statusCodes: list(statusCodeMatch, { min: 1, max: 50 }),
  responseHeaders: list(responseOverrideHeaderMatch, { min: 1, max: 16 }),
});

export const customResponse: ObjectSchema = object("CustomResponse", {
  contentType: text(),
  body: customResponseBody,
  statusCode: integer(),
  header: policyHTTPHeaderFilter,
});

export const customRedirect: ObjectSchema = object("CustomRedirect", {
  scheme: choice("CustomRedirectScheme", ["http", "https"]),
  hostname: preciseHostname,
  path: httpPathModifier,
  port: integer(),
  statusCode: defaulted(oneOfIntegers(301, 302), 302),
});

export const responseOverrideSource: TextSchema = choice("ResponseOverrideSource", ["All", "Local", "Backend"]);

export const responseOverride: ObjectSchema = object("ResponseOverride", {
  match: required(customResponseMatch),
  response: customResponse,
  redirect: customRedirect,
  source: responseOverrideSource,
});
