import {
  choice,
  defaulted,
  integer,
  list,
  type ObjectSchema,
  object,
  openObject,
  required,
  text,
} from "../schema/dsl.ts";
import { protocol } from "./service.ts";

export const serviceImportPort: ObjectSchema = object(
  { name: "ServiceImportPort", doc: "A port of an imported Service." },
  {
    name: text(),
    protocol: defaulted(protocol, "TCP"),
    appProtocol: text(),
    port: required(integer()),
  },
);

export const serviceImportSpec: ObjectSchema = object(
  { name: "ServiceImportSpec", doc: "The ports and addresses of a Service of a cluster set." },
  {
    ports: required(list(serviceImportPort)),
    ips: list(text(), { max: 2 }),
    type: defaulted(choice("ServiceImportType", ["ClusterSetIP", "Headless"]), "ClusterSetIP"),
    sessionAffinity: text(),
    sessionAffinityConfig: openObject(),
    ipFamilies: list(text()),
    internalTrafficPolicy: text(),
    trafficDistribution: text(),
  },
);
