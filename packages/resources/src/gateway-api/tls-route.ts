import { list, type ObjectSchema, object, required } from "../schema/dsl.ts";
import { backendRef, commonRouteSpec, hostname, sectionName } from "./references.ts";

export const tlsRouteRule: ObjectSchema = object(
  { name: "TLSRouteRule", doc: "Where connections go." },
  {
    name: sectionName,
    backendRefs: required(list(backendRef, { min: 1, max: 16 })),
  },
);

export const tlsRouteSpec: ObjectSchema = object(
  { name: "TLSRouteSpec", doc: "The parents, server names and rule of a TLSRoute." },
  {
    ...commonRouteSpec.fields,
    hostnames: required(list(hostname, { min: 1, max: 1024 })),
    rules: required(list(tlsRouteRule, { min: 1, max: 1 })),
  },
);
