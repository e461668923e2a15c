import { type ObjectSchema, object, required } from "../schema/dsl.ts";
import { group, kind, objectName, sectionName } from "./references.ts";

export const localPolicyTargetReference: ObjectSchema = object(
  { name: "LocalPolicyTargetReference", doc: "What a policy applies to, in its namespace." },
  {
    group: required(group),
    kind: required(kind),
    name: required(objectName),
  },
);

export const localPolicyTargetReferenceWithSectionName: ObjectSchema = object(
  {
    name: "LocalPolicyTargetReferenceWithSectionName",
    doc: "What a policy applies to: an object of its namespace, or one listener or rule of it.",
  },
  {
    ...localPolicyTargetReference.fields,
    sectionName,
  },
);
