import { type ObjectSchema, object, required } from "../schema/dsl.ts";
import { group, kind, objectName, sectionName } from "./references.ts";

export const localPolicyTargetReference: ObjectSchema = object("LocalPolicyTargetReference", {
  group: required(group),
  kind: required(kind),
  name: required(objectName),
});

export const localPolicyTargetReferenceWithSectionName: ObjectSchema = object(
  "LocalPolicyTargetReferenceWithSectionName",
  {
    ...localPolicyTargetReference.fields,
    sectionName,
  },
);
