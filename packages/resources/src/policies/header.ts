import { httpHeaderName } from "../gateway-api/http-route.ts";
import { list, type ObjectSchema, object, required, text } from "../schema/dsl.ts";
import { stringMatch } from "./string-match.ts";

export const policyHTTPHeader: ObjectSchema = object(
  { name: "PolicyHTTPHeader", doc: "The name and value of a header in a policy." },
  {
    name: required(httpHeaderName),
    value: required(text({ min: 1, max: 4096 })),
  },
);

export const policyHTTPHeaderFilter: ObjectSchema = object(
  { name: "PolicyHTTPHeaderFilter", doc: "Headers that a policy sets, adds and removes." },
  {
    set: list(policyHTTPHeader, { max: 16, mapKeys: ["name"] }),
    add: list(policyHTTPHeader, { max: 16, mapKeys: ["name"] }),
    remove: list(text(), { max: 16, set: true }),
  },
);

export const envoyHeaderFilter: ObjectSchema = object(
  { name: "EnvoyHeaderFilter", doc: "Headers that a policy sets, adds, adds when absent, and removes." },
  {
    set: list(policyHTTPHeader, { min: 1, max: 64, mapKeys: ["name"] }),
    add: list(policyHTTPHeader, { min: 1, max: 64, mapKeys: ["name"] }),
    addIfAbsent: list(policyHTTPHeader, { min: 1, max: 64, mapKeys: ["name"] }),
    remove: list(text(), { min: 1, max: 64, set: true }),
    removeOnMatch: list(stringMatch, { min: 1, max: 64 }),
  },
);
