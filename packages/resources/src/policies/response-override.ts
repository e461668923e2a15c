import { httpHeaderName, httpPathModifier } from "../gateway-api/http-route.ts";
import { localObjectReference, preciseHostname } from "../gateway-api/references.ts";
import {
  choice,
  defaulted,
  integer,
  integer64,
  list,
  type ObjectSchema,
  object,
  oneOfIntegers,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { atLeastOne, exactlyOne, neededWhen, rule } from "../schema/rules.ts";
import { policyHTTPHeaderFilter } from "./header.ts";
import { stringMatch } from "./string-match.ts";

export const responseValueType: TextSchema = choice("ResponseValueType", ["Inline", "ValueRef"]);

export const customResponseBody: ObjectSchema = object(
  {
    name: "CustomResponseBody",
    doc: "A body, given here or in an object.",
    rules: [
      neededWhen("inline", "type", "Inline"),
      neededWhen("valueRef", "type", "ValueRef"),
      rule("!has(self.valueRef) || self.valueRef.kind == 'ConfigMap'", "Refer to a ConfigMap in valueRef."),
    ],
  },
  {
    type: defaulted(responseValueType, "Inline"),
    inline: text(),
    valueRef: localObjectReference,
  },
);

export const statusCodeValueType: TextSchema = choice("StatusCodeValueType", ["Value", "Range"]);

export const statusCodeRange: ObjectSchema = object(
  {
    name: "StatusCodeRange",
    doc: "Status codes from one to another.",
    rules: [rule("self.end > self.start", "Use an end that is greater than start.")],
  },
  {
    start: required(integer64()),
    end: required(integer64()),
  },
);

export const statusCodeMatch: ObjectSchema = object(
  {
    name: "StatusCodeMatch",
    doc: "A status code, or a range of them.",
    rules: [neededWhen("value", "type", "Value"), neededWhen("range", "type", "Range")],
  },
  {
    type: defaulted(statusCodeValueType, "Value"),
    value: integer64(),
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
  {
    name: "CustomResponseMatch",
    doc: "Which responses are replaced.",
    rules: [atLeastOne("statusCodes", "responseHeaders")],
  },
  {
    statusCodes: list(statusCodeMatch, { min: 1, max: 50 }),
    responseHeaders: list(responseOverrideHeaderMatch, { min: 1, max: 16 }),
  },
);

/** A made response has nothing to remove. */
const addedHeaders: ObjectSchema = {
  ...policyHTTPHeaderFilter,
  rules: [
    ...(policyHTTPHeaderFilter.rules ?? []),
    rule(
      "!has(self.remove) || self.remove.size() == 0",
      "Remove header.remove: a made response has nothing to remove.",
    ),
  ],
};

export const customResponse: ObjectSchema = object(
  { name: "CustomResponse", doc: "What replaces a response." },
  {
    contentType: text(),
    body: customResponseBody,
    statusCode: integer64(),
    header: addedHeaders,
  },
);

export const customRedirect: ObjectSchema = object(
  {
    name: "CustomRedirect",
    doc: "Where a response is replaced by a redirect to.",
    rules: [
      rule(
        "!has(self.path) || self.path.type == 'ReplaceFullPath'",
        "Use path.type ReplaceFullPath: a response has no matched prefix.",
      ),
    ],
  },
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
  {
    name: "ResponseOverride",
    doc: "Which responses are replaced, and by what.",
    rules: [exactlyOne("response", "redirect")],
  },
  {
    match: required(customResponseMatch),
    response: customResponse,
    redirect: customRedirect,
    source: responseOverrideSource,
  },
);
