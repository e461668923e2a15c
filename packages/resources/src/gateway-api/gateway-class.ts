import { type ObjectSchema, object, required, text } from "../schema/dsl.ts";
import { gatewayController, group, kind, namespace } from "./references.ts";

export const parametersReference: ObjectSchema = object(
  { name: "ParametersReference", doc: "The object with a GatewayClass's settings." },
  {
    group: required(group),
    kind: required(kind),
    name: required(text({ min: 1, max: 253 })),
    namespace,
  },
);

export const gatewayClassSpec: ObjectSchema = object(
  { name: "GatewayClassSpec", doc: "Who serves Gateways of a class, and with which settings." },
  {
    controllerName: required(gatewayController),
    parametersRef: parametersReference,
    description: text({ max: 64 }),
  },
);
