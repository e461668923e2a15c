import { list, type ObjectSchema, object, required } from "../schema/dsl.ts";
import { backendRef, commonRouteSpec, sectionName } from "./references.ts";

export const udpRouteRule: ObjectSchema = object("UDPRouteRule", {
  name: sectionName,
  backendRefs: required(list(backendRef, { min: 1, max: 16 })),
});

export const udpRouteSpec: ObjectSchema = object("UDPRouteSpec", {
  ...commonRouteSpec.fields,
  rules: required(list(udpRouteRule, { min: 1, max: 1 })),
});
