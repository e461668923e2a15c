import { type ObjectSchema, object, required, text } from "../schema/dsl.ts";
import { gatewayController, group, kind, namespace } from "./references.ts";

export const parametersReference: ObjectSchema = object("ParametersReference", {
  group: required(group),
  kind: required(kind),
  name: required(text({ min: 1, max: 253 })),
  namespace,
});

export const gatewayClassSpec: ObjectSchema = object("GatewayClassSpec", {
  controllerName: required(gatewayController),
  parametersRef: parametersReference,
  description: text({ max: 64 }),
});
