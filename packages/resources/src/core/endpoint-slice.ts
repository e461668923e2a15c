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

export const endpointConditions: ObjectSchema = object(
  { name: "EndpointConditions", doc: "Whether an endpoint takes traffic; what is absent counts as ready." },
  {
    ready: flag(),
    serving: flag(),
    terminating: flag(),
  },
);

export const topologyHint: ObjectSchema = object(
  { name: "TopologyHint", doc: "A zone or a node that an endpoint is meant for." },
  {
    name: required(text()),
  },
);

export const endpointHints: ObjectSchema = object(
  { name: "EndpointHints", doc: "Where the traffic of an endpoint should come from." },
  {
    forZones: list(topologyHint),
    forNodes: list(topologyHint),
  },
);

export const endpoint: ObjectSchema = object(
  { name: "Endpoint", doc: "One backend of a Service: its addresses, and where it runs." },
  {
    addresses: required(list(text(), { max: 100 })),
    conditions: endpointConditions,
    hostname: text(),
    nodeName: text(),
    zone: text(),
    hints: endpointHints,
    targetRef: openObject(),
    deprecatedTopology: map(text()),
  },
);

export const endpointPort: ObjectSchema = object(
  { name: "EndpointPort", doc: "A port that all endpoints of a slice share." },
  {
    name: text(),
    protocol: defaulted(protocol, "TCP"),
    port: integer(0, 65535),
    appProtocol: text(),
  },
);
