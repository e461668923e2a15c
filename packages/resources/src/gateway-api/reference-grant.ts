import { list, type ObjectSchema, object, required } from "../schema/dsl.ts";
import { group, kind, namespace, objectName } from "./references.ts";

export const referenceGrantFrom: ObjectSchema = object("ReferenceGrantFrom", {
  group: required(group),
  kind: required(kind),
  namespace: required(namespace),
});

export const referenceGrantTo: ObjectSchema = object("ReferenceGrantTo", {
  group: required(group),
  kind: required(kind),
  name: objectName,
});

export const referenceGrantSpec: ObjectSchema = object("ReferenceGrantSpec", {
  from: required(list(referenceGrantFrom, { min: 1, max: 16 })),
  to: required(list(referenceGrantTo, { min: 1, max: 16 })),
});
