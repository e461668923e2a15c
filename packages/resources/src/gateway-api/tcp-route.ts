import { list, type ObjectSchema, object, required } from "../schema/dsl.ts";
import { backendRef, commonRouteSpec, sectionName } from "./references.ts";

export const tcpRouteRule: ObjectSchema = object("TCPRouteRule", {
  name: sectionName,
  backendRefs: required(list(backendRef, { min: 1, max: 16 })),
});

export const tcpRouteSpec: ObjectSchema = object("TCPRouteSpec", {
  ...commonRouteSpec.fields,
  rules: required(list(tcpRouteRule, { min: 1, max: 1 })),
});
