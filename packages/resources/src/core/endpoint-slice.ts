import {
  choice,
  defaulted,
  flag,
  integer,
  list,
  map,
  type ObjectSchema,
  object,
  openObject,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { protocol } from "./service.ts";

export const endpointAddressType: TextSchema = choice("EndpointAddressType", ["IPv4", "IPv6", "FQDN"]);

export const endpointConditions: ObjectSchema = object("EndpointConditions", {
  ready: flag(),
  serving: flag(),
  terminating: flag(),
});

export const topologyHint: ObjectSchema = object("TopologyHint", {
  name: required(text()),
});

export const endpointHints: ObjectSchema = object("EndpointHints", {
  forZones: list(topologyHint),
  forNodes: list(topologyHint),
});

export const endpoint: ObjectSchema = object("Endpoint", {
  addresses: required(list(text(), { max: 100 })),
  conditions: endpointConditions,
  hostname: text(),
  nodeName: text(),
  zone: text(),
  hints: endpointHints,
  targetRef: openObject(),
  deprecatedTopology: map(text()),
});

export const endpointPort: ObjectSchema = object("EndpointPort", {
  name: text(),
  protocol: defaulted(protocol, "TCP"),
  port: integer(0, 65535),
  appProtocol: text(),
});
