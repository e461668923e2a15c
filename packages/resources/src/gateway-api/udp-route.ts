import { list, type ObjectSchema, object, required } from "../schema/dsl.ts";
import { rule } from "../schema/rules.ts";
import { parentRules } from "./reference-rules.ts";
import { backendRef, commonRouteSpec, sectionName } from "./references.ts";
import { uniqueRuleNames } from "./route-rules.ts";

export const udpRouteRule: ObjectSchema = object(
  { name: "UDPRouteRule", doc: "Where datagrams go." },
  {
    name: sectionName,
    backendRefs: required(list(backendRef, { min: 1, max: 16 })),
  },
);

export const udpRouteSpec: ObjectSchema = object(
  {
    name: "UDPRouteSpec",
    doc: "The parents and the rule of a UDPRoute.",
    rules: [...parentRules, rule(uniqueRuleNames, "Give each rule a name of its own.")],
  },
  {
    ...commonRouteSpec.fields,
    rules: required(list(udpRouteRule, { min: 1, max: 1 })),
  },
);
