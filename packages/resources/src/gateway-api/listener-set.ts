import { defaulted, integer, list, type ObjectSchema, object, required } from "../schema/dsl.ts";
import { allowedRoutes, listenerTLSConfig, protocolType } from "./gateway.ts";
import { listenerRules } from "./listener-rules.ts";
import { hostname, parentGatewayReference, sectionName } from "./references.ts";

export const listenerEntry: ObjectSchema = object(
  { name: "ListenerEntry", doc: "A port, protocol and hostname that a ListenerSet adds to its Gateway." },
  {
    name: required(sectionName),
    hostname,
    port: required(integer(1, 65535)),
    protocol: required(protocolType),
    tls: listenerTLSConfig,
    allowedRoutes: defaulted(allowedRoutes, { namespaces: { from: "Same" } }),
  },
);

export const listenerSetSpec: ObjectSchema = object(
  {
    name: "ListenerSetSpec",
    doc: "The listeners of a ListenerSet, and the Gateway that they join.",
    rules: [...listenerRules],
  },
  {
    parentRef: required(parentGatewayReference),
    listeners: required(list(listenerEntry, { min: 1, max: 64, mapKeys: ["name"] })),
  },
);
