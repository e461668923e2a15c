import { list, type ObjectSchema, object, required } from "../schema/dsl.ts";
import { backendRef, commonRouteSpec, sectionName } from "./references.ts";

export const udpRouteRule: ObjectSchema = object(
  { name: "UDPRouteRule", doc: "Where datagrams go." },
  {
    name: sectionName,
    backendRefs: required(list(backendRef, { min: 1, max: 16 })),
  },
);

export const udpRouteSpec: ObjectSchema = object(
  { name: "UDPRouteSpec", doc: "The parents and the rule of a UDPRoute." },
  {
    ...commonRouteSpec.fields,
    rules: required(list(udpRouteRule, { min: 1, max: 1 })),
  },
);
