import { httpHeaderName } from "../gateway-api/http-route.ts";
import { list, type ObjectSchema, object, required, text } from "../schema/dsl.ts";
import { stringMatch } from "./string-match.ts";

export const policyHTTPHeader: ObjectSchema = object("PolicyHTTPHeader", {
  name: required(httpHeaderName),
  value: required(text({ min: 1, max: 4096 })),
});

export const policyHTTPHeaderFilter: ObjectSchema = object("PolicyHTTPHeaderFilter", {
  set: list(policyHTTPHeader, { max: 16, mapKeys: ["name"] }),
  add: list(policyHTTPHeader, { max: 16, mapKeys: ["name"] }),
  remove: list(text(), { max: 16, set: true }),
});

export const envoyHeaderFilter: ObjectSchema = object("EnvoyHeaderFilter", {
  set: list(policyHTTPHeader, { min: 1, max: 64, mapKeys: ["name"] }),
  add: list(policyHTTPHeader, { min: 1, max: 64, mapKeys: ["name"] }),
  addIfAbsent: list(policyHTTPHeader, { min: 1, max: 64, mapKeys: ["name"] }),
  remove: list(text(), { min: 1, max: 64, set: true }),
  removeOnMatch: list(stringMatch, { min: 1, max: 64 }),
});
