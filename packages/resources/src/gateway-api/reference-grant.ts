import { list, type ObjectSchema, object, required } from "../schema/dsl.ts";
import { group, kind, namespace, objectName } from "./references.ts";

export const referenceGrantFrom: ObjectSchema = object(
  { name: "ReferenceGrantFrom", doc: "Who may refer: objects of one kind and namespace." },
  {
    group: required(group),
    kind: required(kind),
    namespace: required(namespace),
  },
);

export const referenceGrantTo: ObjectSchema = object(
  { name: "ReferenceGrantTo", doc: "What may be referred to: a kind, or one object of it." },
  {
    group: required(group),
    kind: required(kind),
    name: objectName,
  },
);

export const referenceGrantSpec: ObjectSchema = object(
  { name: "ReferenceGrantSpec", doc: "Who may refer to what." },
  {
    from: required(list(referenceGrantFrom, { min: 1, max: 16 })),
    to: required(list(referenceGrantTo, { min: 1, max: 16 })),
  },
);
