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

export const customResponseBody: ObjectSchema = object(
  { name: "CustomResponseBody", doc: "A body, given here or in an object." },
  {
    type: defaulted(responseValueType, "Inline"),
    inline: text(),
    valueRef: localObjectReference,
  },
);

export const statusCodeValueType: TextSchema = choice("StatusCodeValueType", ["Value", "Range"]);

export const statusCodeRange: ObjectSchema = object(
  { name: "StatusCodeRange", doc: "Status codes from one to another." },
  {
    start: required(integer()),
    end: required(integer()),
  },
);

export const statusCodeMatch: ObjectSchema = object(
  { name: "StatusCodeMatch", doc: "A status code, or a range of them." },
  {
    type: defaulted(statusCodeValueType, "Value"),
    value: integer(),
    range: statusCodeRange,
  },
);

export const responseOverrideHeaderMatch: ObjectSchema = object(
  { name: "ResponseOverrideHeaderMatch", doc: "Which value of a response header matches." },
  {
    name: required(httpHeaderName),
    value: required(stringMatch),
  },
);

export const customResponseMatch: ObjectSchema = object(
  { name: "CustomResponseMatch", doc: "Which responses are replaced." },
  {
    statusCodes: list(statusCodeMatch, { min: 1, max: 50 }),
    responseHeaders: list(responseOverrideHeaderMatch, { min: 1, max: 16 }),
  },
);

export const customResponse: ObjectSchema = object(
  { name: "CustomResponse", doc: "What replaces a response." },
  {
    contentType: text(),
    body: customResponseBody,
    statusCode: integer(),
    header: policyHTTPHeaderFilter,
  },
);

export const customRedirect: ObjectSchema = object(
  { name: "CustomRedirect", doc: "Where a response is replaced by a redirect to." },
  {
    scheme: choice("CustomRedirectScheme", ["http", "https"]),
    hostname: preciseHostname,
    path: httpPathModifier,
    port: integer(),
    statusCode: defaulted(oneOfIntegers(301, 302), 302),
  },
);

export const responseOverrideSource: TextSchema = choice("ResponseOverrideSource", ["All", "Local", "Backend"]);

export const responseOverride: ObjectSchema = object(
  { name: "ResponseOverride", doc: "Which responses are replaced, and by what." },
  {
    match: required(customResponseMatch),
    response: customResponse,
    redirect: customRedirect,
    source: responseOverrideSource,
  },
);
