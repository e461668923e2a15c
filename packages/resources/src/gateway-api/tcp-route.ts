import { list, type ObjectSchema, object, required } from "../schema/dsl.ts";
import { rule } from "../schema/rules.ts";
import { parentRules } from "./reference-rules.ts";
import { backendRef, commonRouteSpec, sectionName } from "./references.ts";
import { uniqueRuleNames } from "./route-rules.ts";

export const tcpRouteRule: ObjectSchema = object(
  { name: "TCPRouteRule", doc: "Where connections go." },
  {
    name: sectionName,
    backendRefs: required(list(backendRef, { min: 1, max: 16 })),
  },
);

export const tcpRouteSpec: ObjectSchema = object(
  {
    name: "TCPRouteSpec",
    doc: "The parents and the rule of a TCPRoute.",
    rules: [...parentRules, rule(uniqueRuleNames, "Give each rule a name of its own.")],
  },
  {
    ...commonRouteSpec.fields,
    rules: required(list(tcpRouteRule, { min: 1, max: 1 })),
  },
);
